import { openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createLoginTurns, type LoginTurn, type LoginTurns } from "../src/index.ts";

let server: RedisServer;
let redis: RedisClient;
let here: LoginTurns;
/** As another process sees it. */
let there: LoginTurns;
const errors: Error[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  const onError = (error: Error): void => void errors.push(error);
  here = createLoginTurns(redis, onError);
  there = createLoginTurns(redis, onError);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => void (await redis.flushall()));

const ADDRESS = "192.0.2.1";
const OWNER = "198.51.100.7";
const FREE: LoginTurn = { kind: "free" };
const REFUSED: LoginTurn = { kind: "refused" };

async function fail(times: number, at: (n: number) => readonly [address: string, account: string]): Promise<void> {
  for (let n = 0; n < times; n++) await here.noteFailure(...at(n));
}

function waitsOf(turns: readonly LoginTurn[]): readonly number[] {
  return turns.flatMap((turn) => (turn.kind === "reserved" ? [turn.waitMs] : [])).toSorted((a, b) => a - b);
}

/** Each stands so long behind the one before; between two questions some time may pass. */
function expectLine(waits: readonly number[], count: number, delayMs: number): void {
  expect(waits).toHaveLength(count);
  for (const [n, wait] of waits.entries()) {
    expect(wait).toBeLessThanOrEqual((n + 1) * delayMs);
    expect(wait).toBeGreaterThan(n * delayMs);
  }
}

it.each([
  [2, FREE],
  [3, { kind: "reserved", waitMs: 250 }],
  [4, { kind: "reserved", waitMs: 500 }],
  [8, { kind: "reserved", waitMs: 8_000 }],
  [9, { kind: "reserved", waitMs: 10_000 }],
  [99, { kind: "reserved", waitMs: 10_000 }],
  [100, REFUSED],
])("an address that failed %i times, whatever accounts it named: %j", async (failures, turn) => {
  await fail(failures, (n) => [ADDRESS, `user${n}`]);
  expect(await there.take(ADDRESS, "ann")).toEqual(turn);
  expect(await there.take("192.0.2.2", "ann")).toEqual(FREE);
});

it.each([
  [2, FREE],
  [3, { kind: "reserved", waitMs: 250 }],
  [6, { kind: "reserved", waitMs: 2_000 }],
  [200, { kind: "reserved", waitMs: 2_000 }],
])("an account that failed %i times, each time from another address: %j", async (failures, turn) => {
  await fail(failures, (n) => [`203.0.113.${n}`, "ann"]);
  expect(await there.take(ADDRESS, "ann")).toEqual(turn);
  expect(await there.take("192.0.2.2", "bob")).toEqual(FREE);
});

it("who comes at once stands in line, over all processes, and the line has an end (CWE-307)", async () => {
  await fail(4, (n) => [ADDRESS, `user${n}`]);
  const turns = await Promise.all(
    Array.from({ length: 50 }, (_, n) => (n % 2 ? here : there).take(ADDRESS, `other${n}`)),
  );
  expect(turns.filter(({ kind }) => kind === "refused")).toHaveLength(30);
  expectLine(waitsOf(turns), 20, 500);
});

it("so does who guesses at one account from many addresses (CWE-307)", async () => {
  await fail(10, (n) => [`203.0.113.${n}`, "ann"]);
  const turns = await Promise.all(Array.from({ length: 50 }, (_, n) => here.take(`203.0.113.${100 + n}`, "ann")));
  expectLine(waitsOf(turns), 5, 2_000);
});

it("one address takes no more of an account's line than its own delays let it", async () => {
  await fail(9, () => [ADDRESS, "ann"]);
  const turns = await Promise.all(Array.from({ length: 20 }, () => here.take(ADDRESS, "ann")));
  expect(waitsOf(turns)).toHaveLength(1);
  expectLine(
    waitsOf([await there.take("192.0.2.2", "ann")]).map((wait) => wait - 2_000),
    1,
    2_000,
  );
});

it("keeps no owner waiting where he has logged in before, whatever others do in his name or beside him", async () => {
  await there.noteSuccess(OWNER, "ann");
  await fail(110, (n) => [`203.0.113.${n}`, "ann"]);
  await fail(110, (n) => [OWNER, `user${n}`]);
  expect(await here.take(OWNER, "ann")).toEqual(FREE);
  expect(await here.take(OWNER, "bob")).toEqual(REFUSED);
});

it("what fails where its owner logs in is counted there as well, until he does", async () => {
  await there.noteSuccess(OWNER, "ann");
  await fail(5, () => [OWNER, "ann"]);
  expect(await there.take(OWNER, "ann")).toEqual({ kind: "reserved", waitMs: 1_000 });
  await here.noteSuccess(OWNER, "ann");
  expect(await there.take(OWNER, "ann")).toEqual(FREE);
});

it("forgets failures after a quarter of an hour, and where an account logs in after thirty days", async () => {
  await here.noteSuccess(OWNER, "ann");
  await fail(5, () => [OWNER, "ann"]);
  const [known] = await redis.keys("pl:{auth}:smtp:known:*");
  const failed = (await redis.keys("pl:{auth}:smtp:*")).filter((key) => key !== known);
  expect(failed).toHaveLength(2);
  for (const key of failed) expect(Math.round((await redis.pttl(key)) / 60_000)).toBe(15);
  expect(Math.round((await redis.pttl(known!)) / 86_400_000)).toBe(30);
  const longAgo = Number(await redis.hget(known!, "failedAt")) - 900_001;
  await redis.hset(known!, "failedAt", longAgo);
  expect(await here.take(OWNER, "ann")).toEqual(FREE);
  await fail(1, () => [OWNER, "ann"]);
  expect(await redis.hget(known!, "failures")).toBe("1");
});

it("keeps nobody out while Redis is away, and says so", async () => {
  await server.kill();
  expect(await here.take(OWNER, "ann")).toEqual(FREE);
  await here.noteFailure(OWNER, "ann");
  expect(errors).toHaveLength(2);
});
