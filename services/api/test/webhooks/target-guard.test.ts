import type { LookupAddress } from "node:dns";
import { describe, expect, it } from "vitest";
import { createTargetGuard } from "../../src/webhooks/target-guard.ts";

const PUBLIC = createTargetGuard([]);
const WITH_NETWORK = createTargetGuard(["10.1.0.0/16", "fd00:1::/32"]);

const refused = (guard: ReturnType<typeof createTargetGuard>, url: string) => guard.refusal(new URL(url)) !== undefined;

describe("no event is sent to (SSRF, CWE-918; RFC 6890)", () => {
  it.each([
    ["loopback", "https://127.0.0.1/"],
    ["loopback in the middle of its network", "https://127.9.9.9/"],
    ["loopback in short form", "https://127.1/"],
    ["loopback as one number", "https://2130706433/"],
    ["loopback in hexadecimal", "https://0x7f000001/"],
    ["loopback in octal", "https://0177.0.0.1/"],
    ["loopback by percent signs", "https://%31%32%37.0.0.1/"],
    ["loopback in full-width digits", "https://１２７.0.0.1/"],
    ["this host", "https://0.0.0.0/"],
    ["this network", "https://0.1.2.3/"],
    ["private 10/8", "https://10.0.0.1/"],
    ["private 172.16/12", "https://172.31.255.255/"],
    ["private 192.168/16", "https://192.168.0.1/"],
    ["carrier-grade NAT", "https://100.64.0.1/"],
    ["link-local", "https://169.254.1.1/"],
    ["cloud metadata", "https://169.254.169.254/latest/meta-data/"],
    ["cloud metadata of Azure", "https://168.63.129.16/"],
    ["cloud metadata of AWS over IPv6", "https://[fd00:ec2::254]/"],
    ["IETF protocol assignments", "https://192.0.0.1/"],
    ["documentation 192.0.2", "https://192.0.2.1/"],
    ["documentation 198.51.100", "https://198.51.100.1/"],
    ["documentation 203.0.113", "https://203.0.113.1/"],
    ["benchmarks", "https://198.18.0.1/"],
    ["multicast", "https://224.0.0.1/"],
    ["reserved 240/4", "https://240.0.0.1/"],
    ["broadcast", "https://255.255.255.255/"],
    ["IPv6 unspecified", "https://[::]/"],
    ["IPv6 loopback", "https://[::1]/"],
    ["IPv4-mapped loopback", "https://[::ffff:127.0.0.1]/"],
    ["IPv4-mapped private", "https://[::ffff:a00:1]/"],
    ["IPv4-compatible", "https://[::7f00:1]/"],
    ["NAT64 of a private address", "https://[64:ff9b::10.0.0.1]/"],
    ["local NAT64", "https://[64:ff9b:1::1]/"],
    ["6to4 of a private address", "https://[2002:a00:1::1]/"],
    ["Teredo", "https://[2001:0:1::1]/"],
    ["unique local", "https://[fd00::1]/"],
    ["link-local IPv6", "https://[fe80::1]/"],
    ["site-local IPv6", "https://[fec0::1]/"],
    ["multicast IPv6", "https://[ff02::1]/"],
    ["documentation IPv6", "https://[2001:db8::1]/"],
    ["discard only", "https://[100::1]/"],
    ["localhost", "https://localhost/"],
    ["localhost with a dot", "https://localhost./"],
    ["a name below localhost", "https://a.localhost/"],
    ["a public address without TLS", "http://9.9.9.9/"],
    ["a name without TLS where no network is allowed", "http://example.com/"],
  ])("%s: %s", (_what, url) => {
    expect(refused(PUBLIC, url)).toBe(true);
  });

  it.each([
    ["another private network than the allowed one", "https://10.2.0.1/"],
    ["a public address without TLS", "http://9.9.9.9/"],
    ["IPv4-mapped outside of it", "https://[::ffff:10.2.0.1]/"],
  ])("%s: %s, although some network is allowed", (_what, url) => {
    expect(refused(WITH_NETWORK, url)).toBe(true);
  });
});

describe("events are sent to", () => {
  it.each([
    ["a public address", PUBLIC, "https://9.9.9.9/"],
    ["a public IPv6 address", PUBLIC, "https://[2620:fe::fe]/"],
    ["a name, which is looked at when it is resolved", PUBLIC, "https://example.com/"],
    ["an allowed network", WITH_NETWORK, "https://10.1.2.3/"],
    ["an allowed network without TLS", WITH_NETWORK, "http://10.1.2.3:8080/"],
    ["an allowed IPv6 network", WITH_NETWORK, "http://[fd00:1::5]/"],
    ["an allowed network, mapped", WITH_NETWORK, "https://[::ffff:10.1.2.3]/"],
  ])("%s", (_what, guard, url) => {
    expect(refused(guard, url)).toBe(false);
  });
});

describe("looking a name up for the connection (DNS rebinding, CWE-350)", () => {
  const resolve = (allowed: readonly string[], url: string, all: boolean) =>
    new Promise<string | LookupAddress[]>((done, fail) =>
      createTargetGuard(allowed).lookupFor(new URL(url))("localhost", { all }, (error, found) =>
        error ? fail(error) : done(found),
      ),
    );

  it.each([true, false])("gives nothing that may not be connected to (all: %s)", async (all) => {
    await expect(resolve([], "https://localhost/", all)).rejects.toThrow(/loopback address outside/);
    await expect(resolve(["10.0.0.0/8"], "http://localhost/", all)).rejects.toThrow(/plain http outside/);
  });

  it("gives what may be, in both forms Node asks for", async () => {
    const all = (await resolve(["127.0.0.0/8"], "http://localhost/", true)) as LookupAddress[];
    expect(all.map(({ address }) => address)).toContain("127.0.0.1");
    expect(all.map(({ address }) => address)).not.toContain("::1");
    expect(await resolve(["127.0.0.0/8"], "http://localhost/", false)).toBe("127.0.0.1");
  });
});
