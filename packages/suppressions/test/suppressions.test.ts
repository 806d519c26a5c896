import type { LogRecord } from "@postlane/mail";
import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisCluster, type RedisServer, startRedis, startRedisCluster } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  BadCursor,
  describeSuppression,
  type NewSuppression,
  openSuppressions,
  type SuppressionRule,
  type Suppressions,
} from "../src/index.ts";

const DAY_MS = 86_400_000;
const RULE: SuppressionRule = { enabled: true, afterHardBounces: 1, windowDays: 7, expireDays: 90 };
const START_MS = Date.parse("2026-11-23T12:00:00Z");

let server: RedisServer;
let redis: RedisClient;
let list: Suppressions;
let nowMs: number;

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
});
beforeEach(async () => {
  await redis.flushall();
  nowMs = START_MS;
  list = await openSuppressions({ redis, now: () => nowMs });
});
afterEach(() => list.close());
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const manual = (address: string, more: Partial<NewSuppression> = {}): NewSuppression => ({
  address,
  source: "manual",
  reason: "asked for it",
  createdBy: "admin",
  createdAtMs: nowMs,
  ...more,
});

function bounce(recipients: readonly string[], id = "m.0/1/bounced"): LogRecord {
  const reply = { code: 550, enhancedCode: "5.1.1", text: "No such\nuser" };
  return {
    id,
    kind: "bounced",
    at: nowMs,
    messageId: "m",
    reversePath: "a@b.test",
    recipients,
    step: "rcpt",
    reply,
    worker: "w1",
  };
}

const found = async (...addresses: string[]) =>
  [...(await list.find(addresses))].map(([to, { address }]) => [to, address]);
const names = async (query: Partial<Parameters<Suppressions["page"]>[0]> = {}) =>
  (await list.page({ limit: 100, ...query })).items.map(({ address }) => address);

describe("finding", () => {
  it("an address in any case of its local part, and every address of a domain", async () => {
    await list.put(manual("ann@a.test"));
    await list.put(manual("@b.test"));
    expect(await found("Ann@a.test", "bob@a.test", "x@b.test", '"ANN"@a.test', "x@sub.b.test")).toEqual([
      ["Ann@a.test", "ann@a.test"],
      ["x@b.test", "@b.test"],
      ['"ANN"@a.test', "ann@a.test"],
    ]);
  });

  it("the address's own entry before that of its domain", async () => {
    await list.put(manual("@b.test"));
    await list.put(manual("x@b.test", { reason: "own" }));
    expect((await list.find(["x@b.test"])).get("x@b.test")).toMatchObject({ reason: "own", source: "manual" });
  });

  it("nothing that has run out", async () => {
    await list.put(manual("ann@a.test", { expiresAtMs: nowMs + 1_000 }));
    expect(await found("ann@a.test")).toHaveLength(1);
    nowMs += 1_000;
    expect(await found("ann@a.test")).toEqual([]);
    expect(await list.get("ann@a.test")).toBeUndefined();
    expect(await names()).toEqual([]);
    expect(await list.remove("ann@a.test")).toBe(false);
  });

  it("asks one command for the recipients of one domain, and none while the list is empty", async () => {
    const asked = async () => /cmdstat_hmget:calls=(\d+)/.exec(String(await redis.call("INFO", "commandstats")))?.[1];
    await redis.call("CONFIG", "RESETSTAT");
    expect(list.isEmpty()).toBe(true);
    await list.find(["ann@a.test"]);
    expect(await asked()).toBeUndefined();
    await list.put(manual("@a.test"));
    await list.find(["ann@a.test", "bob@a.test"]);
    expect(await asked()).toBe("1");
  });

  it("within a second in other processes, also those that knew of an empty list", async () => {
    const other = await openSuppressions({ redis, now: () => nowMs });
    expect(other.isEmpty()).toBe(true);
    await list.put(manual("ann@a.test"));
    await vi.waitFor(() => expect(other.isEmpty()).toBe(false), { timeout: 1_000, interval: 10 });
    expect((await other.find(["ann@a.test"])).size).toBe(1);
    other.close();
  });

  it("counts hits, until the entry is another one", async () => {
    await list.put(manual("ann@a.test"));
    const [entry] = (await list.find(["ann@a.test"])).values();
    await list.countHits([entry!, entry!]);
    expect(await list.get("ann@a.test")).toMatchObject({ hits: 2 });
    expect(await list.put(manual("ann@a.test", { reason: "changed" }))).toBe("replaced");
    expect(await list.put(manual("ann@a.test", { reason: "again" }), "any")).toBe("left");
    expect(await list.get("ann@a.test")).toMatchObject({ hits: 2, reason: "changed" });
    expect(await list.remove("ann@a.test")).toBe(true);
    expect(await list.put(manual("ann@a.test"), "any")).toBe("added");
    expect(await list.get("ann@a.test")).toMatchObject({ hits: 0 });
  });
});

describe("the flag of an empty list", () => {
  const flag = () => redis.exists(keys.suppressionsFilled());

  it("is back when the last entry goes, by hand or by time", async () => {
    await list.put(manual("ann@a.test"));
    await list.put(manual("bob@b.test", { expiresAtMs: nowMs + 1 }));
    await list.remove("ann@a.test");
    expect(await flag()).toBe(1);
    nowMs += 1;
    expect(await list.sweep()).toBe(1);
    expect(await flag()).toBe(0);
    await vi.waitFor(() => expect(list.isEmpty()).toBe(true), { timeout: 1_000, interval: 10 });
  });

  it("is set right when a process died before it could set it", async () => {
    await list.put(manual("ann@a.test"));
    await redis.del(keys.suppressionsFilled());
    await list.sweep();
    expect(await flag()).toBe(1);
  });

  it("stays when something is put on the list while it is found empty", async () => {
    await list.put(manual("ann@a.test"));
    const other = await openSuppressions({ redis, now: () => nowMs });
    const { hlen } = redis;
    let asked = 0;
    redis.hlen = (async (key: string) => {
      const size = await hlen.call(redis, key);
      if (++asked === 64) await other.put(manual("bob@b.test"));
      return size;
    }) as typeof hlen;
    await list.remove("ann@a.test");
    redis.hlen = hlen;
    expect(asked).toBe(64);
    expect(await flag()).toBe(1);
    other.close();
  });

  it("is not believed when Redis has not been asked lately", async () => {
    const own = await startRedis();
    const client = openRedis(own.url, "fail-fast", () => {});
    await waitUntilReady(client, 5_000);
    const cut = await openSuppressions({ redis: client, now: Date.now });
    expect(cut.isEmpty()).toBe(true);
    await own.kill();
    await vi.waitFor(() => expect(cut.isEmpty()).toBe(false), { timeout: 15_000, interval: 10 });
    await expect(cut.find(["ann@a.test"])).rejects.toThrow();
    cut.close();
    client.disconnect();
    await own.stop();
  });
});

describe("hard bounces", () => {
  it("put their recipients on the list, with what the server said, for as long as the rule says", async () => {
    await list.noteHardBounce(bounce(["Ann@a.test", "bob@b.test"]), RULE);
    const entry = await list.get("ann@a.test");
    expect(entry).toEqual({
      address: "ann@a.test",
      source: "hard-bounce",
      reason: "hard bounce",
      messageId: "m",
      reply: "550 5.1.1 No such user",
      createdBy: "w1",
      createdAtMs: START_MS,
      expiresAtMs: START_MS + 90 * DAY_MS,
      hits: 0,
    });
    expect(await found("bob@b.test")).toHaveLength(1);
    expect(describeSuppression(entry!)).toBe(
      "not sent: ann@a.test is on the suppression list since 2026-11-23 until 2027-02-21 (hard bounce of message m which was " +
        "answered 550 5.1.1 No such user); DELETE /v1/suppressions/ann@a.test takes it off",
    );
  });

  it("do not when the rule is off, and stay for ever with expireDays 0", async () => {
    await list.noteHardBounce(bounce(["ann@a.test"]), { ...RULE, enabled: false });
    expect(await list.get("ann@a.test")).toBeUndefined();
    await list.noteHardBounce(bounce(["ann@a.test"]), { ...RULE, expireDays: 0 });
    expect(await list.get("ann@a.test")).not.toHaveProperty("expiresAtMs");
  });

  it("leave an entry made by hand as it is, unless it has run out", async () => {
    await list.put(manual("ann@a.test", { expiresAtMs: nowMs + 10 }));
    await list.noteHardBounce(bounce(["ann@a.test"]), RULE);
    expect(await list.get("ann@a.test")).toMatchObject({ source: "manual" });
    nowMs += 10;
    await list.noteHardBounce(bounce(["ann@a.test"]), RULE);
    expect(await list.get("ann@a.test")).toMatchObject({ source: "hard-bounce" });
  });

  it("count within the window; one told twice counts once", async () => {
    const rule = { ...RULE, afterHardBounces: 2, windowDays: 7 };
    await list.noteHardBounce(bounce(["ann@a.test"], "m.0/1/bounced"), rule);
    await list.noteHardBounce(bounce(["ann@a.test"], "m.0/1/bounced"), rule);
    nowMs += 7 * DAY_MS;
    await list.noteHardBounce(bounce(["ann@a.test"], "n.0/1/bounced"), rule);
    expect(await list.get("ann@a.test")).toBeUndefined();
    nowMs += 6 * DAY_MS;
    await list.noteHardBounce(bounce(["ann@a.test"], "o.0/1/bounced"), rule);
    expect(await list.get("ann@a.test")).toMatchObject({ messageId: "m" });
  });
});

describe("pages", () => {
  const all = Array.from({ length: 60 }, (_, n) => `u${String(n).padStart(2, "0")}@d${n % 7}.test`);

  it("hold each entry once, whatever comes and goes meanwhile", async () => {
    await list.putAll([...all.map((address) => manual(address)), manual("@d3.test")]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list.page({ limit: 7, cursor });
      expect(page.items.length).toBeLessThanOrEqual(7);
      seen.push(...page.items.map(({ address }) => address));
      cursor = page.next;
      if (seen.length === 7) await list.remove(seen[3]!);
    } while (cursor !== undefined);
    expect(seen.toSorted()).toEqual([...all, "@d3.test"].toSorted());
  });

  it("of a domain begin with its own entry and go by local part", async () => {
    await list.putAll([
      ...all.map((address) => manual(address)),
      manual("@d3.test"),
      manual("z@xd3.test"),
      manual("a@d3.testa"),
    ]);
    const wanted = ["@d3.test", ...all.filter((address) => address.endsWith("@d3.test"))];
    expect(await names({ domain: "d3.test" })).toEqual(wanted);
    const first = await list.page({ domain: "d3.test", limit: 4 });
    expect(first.items.map(({ address }) => address)).toEqual(wanted.slice(0, 4));
    expect(await names({ domain: "d3.test", cursor: first.next! })).toEqual(wanted.slice(4));
    expect(await names({ domain: "none.test" })).toEqual([]);
  });

  it("by the beginning of the address, alone or in a domain", async () => {
    await list.putAll([...all.map((address) => manual(address)), manual("@d3.test")]);
    expect((await names({ prefix: "u1" })).toSorted()).toEqual(all.filter((address) => address.startsWith("u1")));
    expect(await names({ prefix: "u1", domain: "d3.test" })).toEqual(["u10@d3.test", "u17@d3.test"]);
    expect(await names({ prefix: "@d" })).toEqual(["@d3.test"]);
  });

  it("refuse a cursor that none of them gave", async () => {
    for (const cursor of ["x", "99:a", "-1:a", "1"].map((text) => Buffer.from(text).toString("base64url")))
      await expect(list.page({ limit: 1, cursor })).rejects.toThrow(BadCursor);
  });

  it("go on through entries that have run out", async () => {
    await list.putAll(all.map((address, n) => manual(address, n % 2 ? {} : { expiresAtMs: nowMs })));
    let cursor: string | undefined;
    const seen: string[] = [];
    do {
      const page = await list.page({ limit: 5, cursor });
      seen.push(...page.items.map(({ address }) => address));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(30);
    expect(await list.sweep()).toBe(30);
    expect(await redis.zcard(keys.suppressionIndex(0))).toBeLessThan(30);
    expect(await names()).toHaveLength(30);
  });
});

describe("on a Redis Cluster", () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster.stop());

  it("the list is spread and works alike", async () => {
    const client = openRedis(cluster.url, "fail-fast", () => {});
    await waitUntilReady(client, 10_000);
    const spread = await openSuppressions({ redis: client, now: () => nowMs });
    const addresses = Array.from({ length: 50 }, (_, n) => `a@d${n}.test`);
    const put = await spread.putAll(addresses.map((address) => manual(address)));
    expect(put).toEqual(addresses.map(() => "added"));
    expect((await spread.find(addresses)).size).toBe(50);
    await spread.noteHardBounce(bounce(["x@y.test"]), { ...RULE, afterHardBounces: 2 });
    expect((await spread.page({ limit: 100 })).items).toHaveLength(50);
    for (const address of addresses) await spread.remove(address);
    await vi.waitFor(() => expect(spread.isEmpty()).toBe(true), { timeout: 2_000 });
    spread.close();
    client.disconnect();
  });
});
