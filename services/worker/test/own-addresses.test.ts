import type { NetworkInterfaceInfo } from "node:os";
import { expect, test } from "vitest";
import { ownAddresses } from "../src/own-addresses.ts";

const at = (host: string, port: number, implicitTls = false) => ({ host, port, implicitTls });
const interfaces = () => ({
  lo: [{ address: "127.0.0.1" }] as NetworkInterfaceInfo[],
  eth0: [{ address: "93.184.215.1" }, { address: "2606:4700::1" }] as NetworkInterfaceInfo[],
});

test.each([
  ["an address at the port mail is delivered to", [at("93.184.215.1", 25)], ["93.184.215.1"]],
  ["every address, when it listens on all", [at("0.0.0.0", 25)], ["127.0.0.1", "93.184.215.1", "2606:4700::1"]],
  ["every address, when it listens on all of IPv6", [at("::", 25)], ["127.0.0.1", "93.184.215.1", "2606:4700::1"]],
  ["none at another port", [at("93.184.215.1", 587), at("0.0.0.0", 2525)], []],
  ["none of implicit TLS", [at("0.0.0.0", 25, true)], []],
  ["none of a name", [at("localhost", 25)], []],
])("%s", (_what, listen, wanted) => {
  expect(ownAddresses(listen, 25, interfaces)).toEqual(wanted);
});
