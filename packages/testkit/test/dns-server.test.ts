import { Resolver } from "node:dns/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DnsServer, startDnsServer } from "../src/index.ts";

let dns: DnsServer;
const resolver = new Resolver({ timeout: 2_000, tries: 1 });
beforeAll(async () => {
  dns = await startDnsServer();
  resolver.setServers([dns.address]);
});
afterAll(() => dns.stop());

test("answers what it was told", async () => {
  dns.set("B.test", {
    mx: [{ preference: 10, exchange: "mx.b.test" }],
    a: ["192.0.2.1"],
    aaaa: ["2001:db8::1"],
    ttlSeconds: 7,
  });
  expect(await resolver.resolveMx("b.test")).toMatchObject([{ priority: 10, exchange: "mx.b.test" }]);
  expect(await resolver.resolve4("b.TEST", { ttl: true })).toEqual([{ address: "192.0.2.1", ttl: 7 }]);
  expect(await resolver.resolve6("b.test")).toEqual(["2001:db8::1"]);
  expect(dns.countQueries("b.test")).toBe(3);
  expect(dns.countQueries("b.test", "A")).toBe(1);
});

test.each([
  [{ nxdomain: true }, "ENOTFOUND"],
  [undefined, "ENOTFOUND"],
  [{}, "ENODATA"],
  [{ servfail: true }, "ESERVFAIL"],
  [{ timeout: true }, "ETIMEOUT"],
])("%j is %s", async (zone, code) => {
  const name = `${code}-${zone === undefined}.test`.toLowerCase();
  if (zone) dns.set(name, zone);
  await expect(resolver.resolveMx(name)).rejects.toMatchObject({ code });
});

test("null MX, CNAME, delay, and the fallback for every other name", async () => {
  dns.set("null.test", { nullMx: true });
  dns.set("alias.test", { cname: "real.test" });
  dns.set("real.test", { a: ["192.0.2.2"], delayMs: 0 });
  dns.set("late.test", { a: ["192.0.2.3"], delayMs: 100 });
  dns.setFallback((name) => (name.endsWith(".any") ? { a: ["192.0.2.4"] } : undefined));
  expect(await resolver.resolveMx("null.test")).toMatchObject([{ priority: 0, exchange: "" }]);
  expect(await resolver.resolve4("alias.test")).toEqual(["192.0.2.2"]);
  const started = Date.now();
  expect(await resolver.resolve4("late.test")).toEqual(["192.0.2.3"]);
  expect(Date.now() - started).toBeGreaterThanOrEqual(99);
  expect(await resolver.resolve4("x.any")).toEqual(["192.0.2.4"]);
});

test("long answers come over TCP", async () => {
  dns.set("long.test", { a: Array.from({ length: 500 }, (_, i) => `10.0.${i >> 8}.${i & 255}`) });
  expect(await resolver.resolve4("long.test")).toHaveLength(500);
});
