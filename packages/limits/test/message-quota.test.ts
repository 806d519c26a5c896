import { openRedis, waitUntilReady } from "@postlane/redis";
import { startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMessageQuota, type QuotaAnswer } from "../src/index.ts";

const server = await startRedis();
const redis = openRedis(server.url, "patient", () => {});
const other = openRedis(server.url, "patient", () => {});
const quota = createMessageQuota(redis);
const ofOtherProcess = createMessageQuota(other);

beforeAll(async () => {
  await waitUntilReady(redis, 5_000);
  await waitUntilReady(other, 5_000);
});
afterAll(async () => {
  redis.disconnect();
  other.disconnect();
  await server.stop();
});

/** What was sent is counted by the minute: a test that runs into the next one finds it a minute older. */
beforeEach(async () => {
  const leftMs = 60_000 - (Date.now() % 60_000);
  if (leftMs < 5_000) await new Promise((resolve) => setTimeout(resolve, leftMs + 20));
});

const perHour = (messagesPerHour: number) => ({ messagesPerHour, messagesPerDay: 0 });
const kinds = (answers: readonly QuotaAnswer[]) => answers.filter(({ kind }) => kind === "granted").length;

/** Turns back the clock of what was counted. */
async function age(seconds: number): Promise<void> {
  const [key] = await redis.keys("pl:{quota:*");
  const fields = await redis.hgetall(key!);
  await redis.del(key!);
  for (const [field, count] of Object.entries(fields)) {
    const width = field.startsWith("m") ? 60 : 900;
    await redis.hset(key!, `${field[0]}${Number(field.slice(1)) - Math.floor(seconds / width)}`, count);
  }
}

describe("the quota of a login", () => {
  it("is kept by all processes together, however many ask at once", async () => {
    await redis.flushall();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => (n % 2 ? quota : ofOtherProcess).take("ann", perHour(7))),
    );
    expect(kinds(answers)).toBe(7);
    expect(kinds([await quota.take("bob", perHour(7))])).toBe(1);
  });

  it("frees again what was given back", async () => {
    await redis.flushall();
    const first = await quota.take("ann", perHour(1));
    expect(await quota.take("ann", perHour(1))).toMatchObject({ kind: "used-up", per: "hour" });
    if (first.kind === "granted") await first.giveBack();
    expect(await ofOtherProcess.take("ann", perHour(1))).toMatchObject({ kind: "granted" });
  });

  it("holds in any hour, and tells when the next may be sent", async () => {
    await redis.flushall();
    await quota.take("ann", perHour(2));
    await age(3_000);
    await quota.take("ann", perHour(2));
    const answer = await quota.take("ann", perHour(2));
    if (answer.kind === "granted") throw new Error("a third was granted");
    expect(answer.retryAfterSeconds).toBeGreaterThan(540);
    expect(answer.retryAfterSeconds).toBeLessThanOrEqual(660);
    await age(600);
    expect((await quota.take("ann", perHour(2))).kind).toBe("used-up");
    await age(60);
    expect((await quota.take("ann", perHour(2))).kind).toBe("granted");
    expect((await quota.take("ann", perHour(2))).kind).toBe("used-up");
  });

  it("holds in any 24 hours", async () => {
    await redis.flushall();
    const limits = { messagesPerHour: 0, messagesPerDay: 2 };
    for (const _ of [1, 2]) expect((await quota.take("ann", limits)).kind).toBe("granted");
    expect(await quota.take("ann", limits)).toMatchObject({ kind: "used-up", per: "day" });
    await age(86_400);
    expect((await quota.take("ann", limits)).kind).toBe("used-up");
    await age(900);
    expect((await quota.take("ann", limits)).kind).toBe("granted");
  });

  it("leaves nothing behind for ever, and no name in Redis", async () => {
    await redis.flushall();
    await quota.take("ann{x}", perHour(5));
    const [key, ...more] = await redis.keys("*");
    expect(more).toEqual([]);
    expect(key).not.toContain("ann");
    expect(await redis.ttl(key!)).toBeGreaterThan(86_400);
    await age(200_000 - (200_000 % 900));
    await quota.take("ann{x}", perHour(5));
    expect(await redis.hlen(key!)).toBe(2);
  });
});
