import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { createConnectionGate } from "../src/index.ts";

describe("connections", () => {
  it("of one address have a limit of their own, but for addresses that many share", () => {
    const isShared = (address: string): boolean => ["127.0.0.1", "::1"].includes(address);
    const gate = createConnectionGate({ maxConnections: 10, maxConnectionsPerAddress: 2, isShared });
    const enter = (remoteAddress: string): boolean => {
      const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: remoteAddress });
      return gate.enter(socket);
    };
    expect(["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1", "192.0.2.2"].map(enter)).toEqual([true, true, false, true]);
    expect(["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1"].map(enter)).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(["127.0.0.1", "127.0.0.1", "::1"].map(enter)).toEqual([true, true, true]);
    expect(gate.open).toBe(9);
  });
});
