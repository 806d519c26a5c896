import { type DnsServer, startDnsServer } from "@postlane/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createResolver, type NextHop, type ResolverOptions } from "../src/index.ts";

let dns: DnsServer;
beforeAll(async () => {
  dns = await startDnsServer();
});
afterAll(() => dns.stop());

let count = 0;
/** A domain no other test asked for: the server is shared. */
const fresh = (): string => `d${++count}.test`;
const resolver = (options: ResolverOptions = {}) =>
  createResolver({ servers: [dns.address], questionMs: 600, random: () => 0.5, ...options });

function addresses(hop: NextHop): string[] {
  if (!hop.ok) throw new Error(hop.failure.detail);
  return hop.addresses.map((one) => `${one.host} ${one.address}`);
}
function code(hop: NextHop): string {
  if (hop.ok) throw new Error(`found ${JSON.stringify(hop.addresses)}`);
  expect(hop.failure).toMatchObject({ scope: "site", step: "dns" });
  expect(hop.entry).toMatchObject({ step: "dns", detail: hop.failure.detail });
  return hop.failure.enhancedCode;
}

describe("where mail of a domain goes", () => {
  test("MX hosts by preference, with all their addresses", async () => {
    const domain = fresh();
    dns.set(domain, {
      mx: [
        { preference: 20, exchange: `Backup.${domain}` },
        { preference: 10, exchange: `main.${domain}` },
      ],
    });
    dns.set(`main.${domain}`, { a: ["198.51.100.7", "93.184.215.1"], aaaa: ["2606:4700::1"] });
    dns.set(`backup.${domain}`, { a: ["93.184.215.2"] });
    const hop = await resolver({ allowedNetworks: ["198.51.100.0/24"] }).resolveDomain(domain.toUpperCase());
    expect(addresses(hop)).toEqual([
      `main.${domain} 198.51.100.7`,
      `main.${domain} 93.184.215.1`,
      `main.${domain} 2606:4700::1`,
      `backup.${domain} 93.184.215.2`,
    ]);
    expect(hop.entry.command).toBe(`MX ${domain.toUpperCase()}`);
    expect(hop.entry.detail).toContain(`backup.${domain} 20 (93.184.215.2)`);
  });

  test("hosts of one preference are shuffled", async () => {
    const domain = fresh();
    dns.set(domain, { mx: ["a", "b", "c"].map((h) => ({ preference: 5, exchange: `${h}.${domain}` })) });
    for (const h of ["a", "b", "c"]) dns.set(`${h}.${domain}`, { a: ["93.184.215.1"] });
    const one = resolver({ random: Math.random });
    const orders = new Set<string>();
    for (let i = 0; i < 100; i++) orders.add(addresses(await one.resolveDomain(domain)).join());
    expect(orders.size).toBe(6);
  });

  test("no MX: the domain itself (RFC 5321 section 5.1)", async () => {
    const domain = fresh();
    dns.set(domain, { a: ["93.184.215.9"] });
    const hop = await resolver().resolveDomain(domain);
    expect(addresses(hop)).toEqual([`${domain} 93.184.215.9`]);
    expect(hop.ok && hop.site).toBe(domain);
  });

  test("a CNAME is followed, a CNAME loop is no success (RFC 1034 section 3.6.2) (D2)", async () => {
    const [domain, loop] = [fresh(), fresh()];
    dns.set(domain, { cname: `real.${domain}` });
    dns.set(`real.${domain}`, { mx: [{ preference: 1, exchange: `mx.${domain}` }] });
    dns.set(`mx.${domain}`, { a: ["93.184.215.3"] });
    expect(addresses(await resolver().resolveDomain(domain))).toEqual([`mx.${domain} 93.184.215.3`]);
    dns.set(loop, { cname: `x.${loop}` });
    dns.set(`x.${loop}`, { cname: loop });
    expect(code(await resolver().resolveDomain(loop))).toMatch(/^[45]\.4\./);
  });

  test("null MX takes no mail, though there is an address (RFC 7505) (D1)", async () => {
    const domain = fresh();
    dns.set(domain, { nullMx: true, a: ["93.184.215.9"] });
    expect(code(await resolver().resolveDomain(domain))).toBe("5.1.10");
  });

  test("a name that does not exist is permanent", async () => {
    expect(code(await resolver().resolveDomain(fresh()))).toBe("5.1.2");
  });

  test("a name without MX and addresses, and MX hosts without addresses, are permanent", async () => {
    const [bare, dangling] = [fresh(), fresh()];
    dns.set(bare, {});
    dns.set(dangling, { mx: [{ preference: 1, exchange: `gone.${dangling}` }] });
    expect(code(await resolver().resolveDomain(bare))).toBe("5.4.4");
    expect(code(await resolver().resolveDomain(dangling))).toBe("5.4.4");
  });

  test("SERVFAIL and silence are temporary, at the domain and at its MX host", async () => {
    for (const trouble of [{ servfail: true }, { timeout: true }]) {
      const [domain, host] = [fresh(), fresh()];
      dns.set(domain, trouble);
      dns.set(host, { mx: [{ preference: 1, exchange: `mx.${host}` }] });
      dns.set(`mx.${host}`, trouble);
      expect(code(await resolver().resolveDomain(domain))).toBe("4.4.3");
      expect(code(await resolver().resolveDomain(host))).toBe("4.4.3");
    }
  });

  test("one MX host without answer does not hide the others", async () => {
    const domain = fresh();
    dns.set(domain, {
      mx: [
        { preference: 1, exchange: `silent.${domain}` },
        { preference: 2, exchange: `good.${domain}` },
      ],
    });
    dns.set(`silent.${domain}`, { timeout: true });
    dns.set(`good.${domain}`, { a: ["93.184.215.4"] });
    expect(addresses(await resolver().resolveDomain(domain))).toEqual([`good.${domain} 93.184.215.4`]);
  });

  test("an exchange that is no host name is left out (RFC 5321 section 5.1)", async () => {
    const domain = fresh();
    dns.set(domain, {
      mx: [
        { preference: 1, exchange: "192.0.2.1" },
        { preference: 2, exchange: "bad{name}.test" },
      ],
    });
    expect(code(await resolver().resolveDomain(domain))).toBe("5.4.4");
  });
});

describe("limits (CWE-400)", () => {
  test("a list of 1,000 MX (asked again over TCP) is cut to 10 hosts and 20 addresses", async () => {
    const domain = fresh();
    dns.set(domain, { mx: Array.from({ length: 1_000 }, (_, i) => ({ preference: i, exchange: `m${i}.${domain}` })) });
    for (let i = 0; i < 1_000; i++) dns.set(`m${i}.${domain}`, { a: ["93.184.215.1", "93.184.215.2", "93.184.215.3"] });
    const list = addresses(await resolver().resolveDomain(domain));
    expect(list).toHaveLength(20);
    expect(list[0]).toBe(`m0.${domain} 93.184.215.1`);
    expect(dns.countQueries(`m9.${domain}`, "A")).toBe(1);
    expect(dns.countQueries(`m10.${domain}`)).toBe(0);
  });

  test("one host with many addresses leaves room for the next", async () => {
    const domain = fresh();
    dns.set(domain, { mx: [1, 2].map((n) => ({ preference: n, exchange: `m${n}.${domain}` })) });
    dns.set(`m1.${domain}`, { a: Array.from({ length: 100 }, (_, i) => `93.184.215.${i + 1}`) });
    dns.set(`m2.${domain}`, { a: ["93.184.216.1"] });
    const list = addresses(await resolver().resolveDomain(domain));
    expect(list.filter((line) => line.startsWith("m1."))).toHaveLength(8);
    expect(list.at(-1)).toBe(`m2.${domain} 93.184.216.1`);
  });

  test("a silent server costs one question's limit, not c-ares' (D3)", async () => {
    const domain = fresh();
    dns.set(domain, { timeout: true });
    const started = Date.now();
    expect(code(await resolver({ questionMs: 300 }).resolveDomain(domain))).toBe("4.4.3");
    expect(Date.now() - started).toBeLessThan(600);
  });

  test("the whole look-up has a limit, and can be cancelled", async () => {
    const [slow, cancelled] = [fresh(), fresh()];
    for (const domain of [slow, cancelled]) dns.set(domain, { timeout: true });
    const started = Date.now();
    expect(code(await resolver({ timeoutMs: 100, questionMs: 5_000 }).resolveDomain(slow))).toBe("4.4.3");
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    const hop = await resolver({ questionMs: 5_000 }).resolveDomain(cancelled, abort.signal);
    expect(code(hop)).toBe("4.4.3");
    expect(hop.entry.detail).toContain("cancelled");
    expect(code(await resolver().resolveDomain(fresh(), AbortSignal.abort()))).toBe("4.4.3");
    expect(Date.now() - started).toBeLessThan(1_000);
  });
});

describe("targets that are refused (CWE-918, RFC 6890) (D5)", () => {
  const forbidden = {
    a: [
      "127.0.0.1",
      "0.0.0.0",
      "10.1.2.3",
      "172.16.0.1",
      "192.168.1.1",
      "169.254.169.254",
      "100.64.0.1",
      "224.0.0.1",
      "255.255.255.255",
      "192.0.2.1",
      "198.18.0.1",
      "168.63.129.16",
    ],
    aaaa: [
      "::1",
      "::",
      "fe80::1",
      "fd00::1",
      "fec0::1",
      "ff02::1",
      "::ffff:10.0.0.1",
      "::ffff:93.184.215.1",
      "::10.0.0.1",
      "64:ff9b::a00:1",
      "64:ff9b:1::a00:1",
      "2002:a00:1::1",
      "2001:0:a00:1::1",
      "2001:db8::1",
      "4000::1",
    ],
  };
  const mapped = "::ffff:93.184.215.1"; // a public address, however it is written

  test.each([...forbidden.a, ...forbidden.aaaa].filter((address) => address !== mapped))("%s", async (address) => {
    const domain = fresh();
    dns.set(domain, address.includes(":") ? { aaaa: [address] } : { a: [address] });
    expect(code(await resolver().resolveDomain(domain))).toBe("5.4.4");
    const literal = address.includes(":") ? `[IPv6:${address}]` : `[${address}]`;
    expect(code(await resolver().resolveDomain(literal))).toBe("5.4.4");
    expect(code(await resolver().resolveHost(literal))).toBe("5.4.4");
  });

  test("public addresses beside refused ones are used", async () => {
    const domain = fresh();
    dns.set(domain, { a: ["10.0.0.1", "93.184.215.1"], aaaa: ["fd00::1", "2606:4700::1"] });
    const hop = await resolver().resolveDomain(domain);
    expect(addresses(hop)).toEqual([`${domain} 93.184.215.1`, `${domain} 2606:4700::1`]);
    expect(hop.entry.detail).toContain("refused");
  });

  test("networks that are allowed are targets", async () => {
    const [v4, v6] = [fresh(), fresh()];
    dns.set(v4, { a: ["127.0.1.1"] });
    dns.set(v6, { aaaa: ["::ffff:127.0.1.1", "fd00::5"] });
    const allowing = resolver({ allowedNetworks: ["127.0.0.0/8", "fd00::/16"] });
    expect(addresses(await allowing.resolveDomain(v4))).toEqual([`${v4} 127.0.1.1`]);
    expect(addresses(await allowing.resolveDomain(v6))).toHaveLength(2);
    expect(() => createResolver({ allowedNetworks: ["127.0.0.1/99"] })).toThrow("not a network: 127.0.0.1/99");
  });
});

describe("ourselves (RFC 5321 section 5.1)", () => {
  test("the same and worse preferences are dropped, by name and by address", async () => {
    const domain = fresh();
    dns.set(domain, {
      mx: [10, 20, 20, 30].map((preference, i) => ({ preference, exchange: `m${i}.${domain}` })),
    });
    for (let i = 0; i < 4; i++) dns.set(`m${i}.${domain}`, { a: [`93.184.215.${i + 1}`] });
    const only = [`m0.${domain} 93.184.215.1`];
    expect(addresses(await resolver({ ownNames: [`M1.${domain}`] }).resolveDomain(domain))).toEqual(only);
    expect(addresses(await resolver({ ownAddresses: ["93.184.215.3"] }).resolveDomain(domain))).toEqual(only);
    expect(code(await resolver({ ownNames: [`m0.${domain}`] }).resolveDomain(domain))).toBe("5.4.6");
  });

  test("a domain or literal that is this server is a loop", async () => {
    const domain = fresh();
    dns.set(domain, { a: ["93.184.215.1"] });
    const own = resolver({ ownAddresses: ["93.184.215.1"] });
    expect(code(await own.resolveDomain(domain))).toBe("5.4.6");
    expect(code(await own.resolveDomain("[93.184.215.1]"))).toBe("5.4.6");
  });

  test.each([
    ["mapped, in DNS", { aaaa: ["::ffff:93.184.215.1"] }],
    ["mapped, behind an MX", { mx: [{ preference: 5, exchange: "mapped.own.test" }] }],
  ])("so is one that says it %s (RFC 4291 section 2.5.5.2)", async (_how, zone) => {
    const domain = fresh();
    dns.set(domain, zone);
    dns.set("mapped.own.test", { aaaa: ["::ffff:93.184.215.1"] });
    expect(code(await resolver({ ownAddresses: ["93.184.215.1"] }).resolveDomain(domain))).toBe("5.4.6");
  });

  test.each([
    ["[IPv6:::ffff:93.184.215.1]", "93.184.215.1"],
    ["[IPv6:2606:4700:0:0:0:0:0:1]", "2606:4700::1"],
    ["[IPv6:2606:4700:0000::0001]", "2606:4700::1"],
    ["[IPv6:2606:4700::1]", "2606:4700:0::1"],
  ])("so is the literal %s where %s is us", async (literal, address) => {
    expect(code(await resolver({ ownAddresses: [address] }).resolveDomain(literal))).toBe("5.4.6");
  });
});

test("address literals", async () => {
  expect(addresses(await resolver().resolveDomain("[93.184.215.1]"))).toEqual(["[93.184.215.1] 93.184.215.1"]);
  expect(addresses(await resolver().resolveDomain("[IPv6:2606:4700::1]"))).toEqual([
    "[IPv6:2606:4700::1] 2606:4700::1",
  ]);
  for (const wrong of ["[2606:4700::1]", "[IPv6:93.184.215.1]", "[x]", "[]", "[300.1.1.1]"])
    expect(code(await resolver().resolveDomain(wrong))).toBe("5.1.2");
});

test("relays are named by the operator: private addresses are fine, an unknown name waits", async () => {
  const relay = fresh();
  dns.set(relay, { a: ["10.0.0.5"], aaaa: ["fd00::5"] });
  expect(addresses(await resolver().resolveHost(relay))).toEqual([`${relay} 10.0.0.5`, `${relay} fd00::5`]);
  expect(addresses(await resolver().resolveHost("10.0.0.6"))).toEqual(["10.0.0.6 10.0.0.6"]);
  expect(addresses(await resolver().resolveHost("::1"))).toEqual(["::1 ::1"]);
  expect(code(await resolver().resolveHost(fresh()))).toBe("4.4.3");
});

describe("relays are not (CWE-918)", () => {
  test.each([
    ["cloud metadata", "169.254.169.254"],
    ["cloud metadata, mapped (RFC 4291 section 2.5.5.2)", "::ffff:169.254.169.254"],
    ["cloud metadata over IPv6", "fd00:ec2::254"],
    ["Azure's", "168.63.129.16"],
    ["Alibaba's", "100.100.100.200"],
    ["link-local (RFC 4291 section 2.5.6)", "fe80::1"],
    ["multicast (RFC 5771)", "224.0.0.1"],
    ["broadcast (RFC 919)", "255.255.255.255"],
    ["unspecified (RFC 1122 section 3.2.1.3)", "0.0.0.0"],
    ["unspecified over IPv6", "::"],
  ])("%s: %s, by name or as it is, unless it is allowed", async (_what, address) => {
    const relay = fresh();
    dns.set(relay, address.includes(":") ? { aaaa: [address] } : { a: [address] });
    for (const host of [relay, address]) {
      const hop = await resolver().resolveHost(host);
      expect(code(hop)).toBe("4.4.3");
      expect(hop.entry.detail).toContain("is no relay's address");
    }
    const network = `${address.replace("::ffff:", "")}/${address.includes(":") && !address.includes(".") ? 128 : 32}`;
    expect(addresses(await resolver({ allowedNetworks: [network] }).resolveHost(relay))).toHaveLength(1);
  });

  test("what else a name has is used", async () => {
    const relay = fresh();
    dns.set(relay, { a: ["169.254.169.254", "10.0.0.5"] });
    expect(addresses(await resolver().resolveHost(relay))).toEqual([`${relay} 10.0.0.5`]);
  });
});

test("the site is the set of MX hosts, whatever their order and preference", async () => {
  const [one, two, three] = [fresh(), fresh(), fresh()];
  dns.set("s1.site.test", { a: ["93.184.215.1"] });
  dns.set("s2.site.test", { a: ["93.184.215.2"] });
  const mx = (...hosts: string[]) => ({ mx: hosts.map((exchange, preference) => ({ preference, exchange })) });
  dns.set(one, mx("s1.site.test", "S2.site.test"));
  dns.set(two, mx("s2.site.test", "s1.site.test"));
  dns.set(three, mx("s1.site.test"));
  const sites = [];
  for (const domain of [one, two, three]) {
    const hop = await resolver().resolveDomain(domain);
    sites.push(hop.ok && hop.site);
  }
  expect(sites[0]).toBe(sites[1]);
  expect(sites[0]).toMatch(/^s1\.site\.test\+1-[0-9a-f]{12}$/);
  expect(sites[2]).toBe("s1.site.test");
});

describe("cache", () => {
  test("answers are kept for their time, between 5 s and an hour; MX for 5 minutes", async () => {
    let nowMs = 1_000_000;
    const one = resolver({ now: () => nowMs });
    const [brief, long] = [fresh(), fresh()];
    dns.set(brief, { mx: [{ preference: 1, exchange: `mx.${brief}` }] });
    dns.set(`mx.${brief}`, { a: ["93.184.215.1"], ttlSeconds: 0 });
    dns.set(long, { a: ["93.184.215.1"], ttlSeconds: 1_000_000 });
    const asked = async (name: string, type: string, domain: string, passMs: number): Promise<number> => {
      nowMs += passMs;
      await one.resolveDomain(domain);
      return dns.countQueries(name, type);
    };
    expect(await asked(`mx.${brief}`, "A", brief, 0)).toBe(1);
    expect(await asked(`mx.${brief}`, "A", brief, 4_900)).toBe(1);
    expect(await asked(`mx.${brief}`, "A", brief, 200)).toBe(2);
    expect(await asked(brief, "MX", brief, 294_000)).toBe(1);
    expect(await asked(brief, "MX", brief, 2_000)).toBe(2);
    expect(await asked(long, "A", long, 0)).toBe(1);
    expect(await asked(long, "A", long, 3_599_000)).toBe(1);
    expect(await asked(long, "A", long, 2_000)).toBe(2);
  });

  test("what does not exist is kept for a minute, what failed for 5 s", async () => {
    let nowMs = 1_000_000;
    const one = resolver({ now: () => nowMs });
    const [missing, broken] = [fresh(), fresh()];
    dns.set(broken, { servfail: true });
    await one.resolveDomain(missing);
    await one.resolveDomain(broken);
    const before = dns.countQueries(broken, "MX");
    nowMs += 4_900;
    await one.resolveDomain(broken);
    expect(dns.countQueries(broken, "MX")).toBe(before);
    nowMs += 200;
    dns.set(broken, { a: ["93.184.215.1"] });
    expect((await one.resolveDomain(broken)).ok).toBe(true);
    nowMs += 54_000;
    await one.resolveDomain(missing);
    expect(dns.countQueries(missing, "MX")).toBe(1);
    nowMs += 1_500;
    await one.resolveDomain(missing);
    expect(dns.countQueries(missing, "MX")).toBe(2);
  });

  test("look-ups at the same time share one question", async () => {
    const domain = fresh();
    dns.set(domain, { a: ["93.184.215.1"], delayMs: 50 });
    const one = resolver();
    await Promise.all(Array.from({ length: 20 }, () => one.resolveDomain(domain)));
    expect(dns.countQueries(domain, "MX")).toBe(1);
    expect(dns.countQueries(domain, "A")).toBe(1);
  });
});
