import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { LogRecord } from "@postlane/mail";
import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createRecordReader,
  createRecordTail,
  createRecordWriter,
  type RecordEntry,
  type RecordReader,
  type RecordReaderOptions,
  type RecordTail,
} from "../src/index.ts";

let server: RedisServer;
let redis: RedisClient;
const connections: RedisClient[] = [];

/** Patient: a busy machine must not look like a broken Redis. */
async function connect(): Promise<RedisClient> {
  const client = openRedis(server.url, "patient", () => {});
  connections.push(client);
  await waitUntilReady(client, 5_000);
  return client;
}
beforeAll(async () => {
  server = await startRedis(["--stream-node-max-entries", "10"]);
  redis = await connect();
});
beforeEach(async () => {
  await redis.flushall();
});
afterEach(() => {
  for (const client of connections.splice(1)) client.disconnect();
});
afterAll(async () => {
  redis?.disconnect();
  await server?.stop();
});

async function reader(options: Partial<RecordReaderOptions> = {}): Promise<RecordReader> {
  const blocking = await connect();
  return createRecordReader({
    blocking,
    redis,
    group: "archive",
    consumer: randomUUID(),
    blockMs: 50,
    keepMs: 0,
    ...options,
  });
}

function record(n: number, more: Partial<LogRecord> = {}): LogRecord {
  const messageId = `0190b5a0-0000-7000-8000-${String(n).padStart(12, "0")}`;
  return {
    id: `${messageId}/0/received`,
    kind: "received",
    at: 1_720_000_000_000 + n,
    messageId,
    reversePath: "a@b.test",
    recipients: [`r${n}@c.test`],
    ...more,
  };
}

async function append(from: number, to: number, maxLength = 100_000): Promise<void> {
  const writer = createRecordWriter({ redis, maxLength });
  await Promise.all(Array.from({ length: to - from }, (_, n) => writer.append(record(from + n))));
}

async function drain(from: RecordReader): Promise<number[]> {
  const seen: number[] = [];
  for (;;) {
    const batch = await from.read();
    if (batch.entryIds.length === 0) return seen;
    seen.push(...batch.entries.map(({ record }) => Number(record.messageId.slice(-12))));
    await from.acknowledge(batch.entryIds);
  }
}
const upTo = (n: number, from = 0) => Array.from({ length: n - from }, (_, i) => from + i);

test("what is appended is read once, in order, in batches, and leaves the stream", async () => {
  await append(0, 120);
  const archive = await reader({ batchSize: 50 });
  const first = await archive.read();
  expect(first.entries).toHaveLength(50);
  expect(first.entries[0]!.record).toEqual(record(0));
  expect(await archive.status()).toEqual({ unread: 70, inHand: 50, dropped: 0, rejected: 0 });
  await archive.acknowledge(first.entryIds);
  expect(await redis.xlen(keys.records())).toBe(70);
  expect(await drain(archive)).toEqual(upTo(120, 50));
  expect(await redis.xlen(keys.records())).toBe(0);
  expect(await archive.status()).toEqual({ unread: 0, inHand: 0, dropped: 0, rejected: 0 });
});

test("what is read and acknowledged stays a moment for those who follow live, then leaves without more coming", async () => {
  await append(0, 20);
  const archive = await reader({ keepMs: 3_000 });
  expect(await drain(archive)).toEqual(upTo(20));
  expect(await redis.xlen(keys.records())).toBe(20);
  expect(await archive.status()).toEqual({ unread: 0, inHand: 0, dropped: 0, rejected: 0 });
  await new Promise((resolve) => setTimeout(resolve, 3_100));
  expect(await drain(archive)).toEqual([]);
  expect(await redis.xlen(keys.records())).toBe(0);
});

test("replicas share a group; what one of them left when it died is taken over", async () => {
  await append(0, 100);
  const dying = await reader({ batchSize: 30 });
  const left = await dying.read();
  expect(left.entries).toHaveLength(30);
  const living = await reader();
  expect(await drain(living)).toEqual(upTo(100, 30));
  expect(await redis.xlen(keys.records()), "what is in hand stays").toBe(100);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const heir = await reader({ abandonedAfterMs: 200 });
  expect(await drain(heir)).toEqual(upTo(30));
  expect(await redis.xlen(keys.records())).toBe(0);
  expect(await living.status()).toEqual({ unread: 0, inHand: 0, dropped: 0, rejected: 0 });
});

test("consumers that are long gone are forgotten, but not what they left", async () => {
  const openGroup = readFileSync(new URL("../lua/open-group-2.lua", import.meta.url), "utf8");
  await append(0, 10);
  await (await reader({ consumer: "left something", batchSize: 4 })).read();
  const done = await reader({ consumer: "left nothing" });
  await done.acknowledge((await done.read()).entryIds);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await redis.eval(openGroup, 2, keys.records(), keys.recordCounts(), "archive", 20, "0", 0);
  const consumers = (await redis.xinfo("CONSUMERS", keys.records(), "archive")) as unknown[][];
  expect(consumers.map((consumer) => consumer[1])).toEqual(["left something"]);
  expect(await done.status()).toMatchObject({ unread: 0, inHand: 4 });
});

test("a second group keeps what it has not read", async () => {
  const archive = await reader();
  const other = await reader({ group: "other", batchSize: 10 });
  await Promise.all([archive.read(), other.read()]);
  await append(0, 40);
  await other.read().then((batch) => other.acknowledge(batch.entryIds));
  expect(await drain(archive)).toEqual(upTo(40));
  expect(await redis.xlen(keys.records())).toBe(30);
  expect(await drain(other)).toEqual(upTo(40, 10));
  expect(await redis.xlen(keys.records())).toBe(0);
  const late = await reader({ group: "late" });
  await append(40, 45);
  expect(await drain(late)).toEqual(upTo(45, 40));
  expect((await late.status()).dropped, "what was read before it came is not its loss").toBe(0);
});

describe("a group beside the archive", () => {
  const beside = (more: Partial<RecordReaderOptions> = {}) => reader({ group: "beside", ...more });
  const nowId = async () => String(await redis.xadd(keys.records(), "*", "x", "here"));

  test("begins where it is told to, and counts what came before as no loss", async () => {
    await append(0, 700);
    const from = await nowId();
    await append(700, 1_400);
    const late = await beside({ beginAfter: async () => from });
    expect(await late.status()).toEqual({ unread: 700, inHand: 0, dropped: 0, rejected: 0 });
    expect(await drain(late)).toEqual(upTo(1_400, 700));
    expect(await late.status()).toEqual({ unread: 0, inHand: 0, dropped: 0, rejected: 0 });
  });

  test("goes on where it was, wherever it is told to begin", async () => {
    await append(0, 3);
    expect(await drain(await beside())).toEqual(upTo(3));
    await append(3, 6);
    const later = await nowId();
    expect(await drain(await beside({ beginAfter: async () => later }))).toEqual([3, 4, 5]);
  });

  test("holds the stream back no longer than its patience; what it loses is counted", async () => {
    const archive = await reader();
    const slow = await beside({ patienceMs: 3_000, batchSize: 5 });
    await slow.read();
    await append(0, 20);
    expect((await slow.read()).entryIds).toHaveLength(5);
    await drain(archive);
    expect(await redis.xlen(keys.records()), "kept for it at first").toBe(20);
    await new Promise((resolve) => setTimeout(resolve, 3_100));
    await append(20, 23);
    await drain(archive);
    expect(await redis.xlen(keys.records()), "then only what is new").toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const heir = await beside({ patienceMs: 3_000, abandonedAfterMs: 20 });
    expect(await drain(heir)).toEqual([20, 21, 22]);
    expect(await heir.status()).toEqual({ unread: 0, inHand: 0, dropped: 20, rejected: 0 });
  });

  test("once removed the stream waits for it no longer, and it begins anew", async () => {
    const archive = await reader();
    const gone = await beside();
    await gone.read();
    await append(0, 10);
    await drain(archive);
    expect(await redis.xlen(keys.records())).toBe(10);
    await gone.removeGroup();
    await append(10, 12);
    await drain(archive);
    expect(await redis.xlen(keys.records())).toBe(0);
    await gone.removeGroup();
    expect(Object.keys(await redis.hgetall(keys.recordCounts())).filter((name) => name.includes("beside"))).toEqual([]);
    await append(12, 14);
    expect(await drain(gone)).toEqual([12, 13]);
  });

  test("leaves bad entries to the archive", async () => {
    await redis.xadd(keys.records(), "*", "r", "{");
    const batch = await (await beside({ keepBad: false })).read();
    expect([batch.entryIds.length, batch.entries.length]).toEqual([1, 0]);
    expect(await redis.xlen(keys.recordsRejected())).toBe(0);
  });
});

describe("records dropped because the stream was full are counted", () => {
  test("while nobody ever read", async () => {
    await append(0, 1_000, 200);
    const archive = await reader();
    const seen = await drain(archive);
    expect(seen.length).toBeLessThan(250);
    expect((await archive.status()).dropped).toBe(1_000 - seen.length);
  });

  test("while the archive was away in the middle, exactly, and told at once", async () => {
    await append(0, 100);
    const archive = await reader({ batchSize: 50 });
    const held = await archive.read();
    await append(100, 1_000, 200);
    const away = await archive.status();
    expect(away.dropped + away.unread + 50).toBe(1_000);
    expect(away.dropped).toBeGreaterThan(700);
    await archive.acknowledge(held.entryIds);
    const seen = await drain(archive);
    expect(await archive.status()).toEqual({ unread: 0, inHand: 0, dropped: 1_000 - 50 - seen.length, rejected: 0 });
    await append(1_000, 1_300);
    expect(await drain(archive)).toEqual(upTo(1_300, 1_000));
    expect((await archive.status()).dropped).toBe(1_000 - 50 - seen.length);
  });

  test("in the hands of a consumer that died", async () => {
    await append(0, 100);
    await (await reader({ batchSize: 50 })).read();
    await append(100, 1_000, 200);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const living = await reader({ abandonedAfterMs: 50 });
    const seen = await drain(living);
    expect(await living.status()).toEqual({ unread: 0, inHand: 0, dropped: 1_000 - seen.length, rejected: 0 });
  });
});

test("bad entries are moved aside with the reason and block nothing", async () => {
  const bad: string[][] = [
    ["r", "{"],
    ["r", "[]"],
    ["x", "y"],
    ["r", JSON.stringify({ ...record(1), messageId: "not-a-uuid" })],
    ["r", JSON.stringify({ ...record(1), kind: "eaten" })],
    ["r", JSON.stringify({ ...record(1), recipients: [1] })],
    ["r", JSON.stringify({ ...record(1), at: 1e99 })],
    ["r", JSON.stringify({ ...record(1), reply: "250 ok" })],
    ["x", "r", "y", "z"],
  ];
  for (const fields of bad) await redis.xadd(keys.records(), "*", ...fields);
  await append(0, 3);
  const archive = await reader();
  const batch = await archive.read();
  expect(batch.entries.map((entry) => entry.record)).toEqual([record(0), record(1), record(2)]);
  expect(batch.rejected).toBe(bad.length);
  await archive.acknowledge(batch.entryIds);
  expect(await archive.status()).toEqual({ unread: 0, inHand: 0, dropped: 0, rejected: bad.length });
  const kept = await redis.xrange(keys.recordsRejected(), "-", "+");
  expect(kept[0]![1]).toEqual(["entry", expect.any(String), "reason", "not JSON", "r", "{"]);
  expect(kept[3]![1][3]).toBe("messageId is missing or wrong");
});

test("a Redis that lost its data is read again", async () => {
  await append(0, 3);
  const archive = await reader();
  expect(await drain(archive)).toEqual([0, 1, 2]);
  await redis.flushall();
  await append(3, 5);
  await expect(archive.read()).rejects.toThrow(/NOGROUP/);
  expect(await drain(archive)).toEqual([3, 4]);
});

test("hostile text passes unchanged", async () => {
  const subject = 'NUL \0 bell \x07 <script>"\\ \u2028 \ud83d\ude00 lone \ud800 end';
  await createRecordWriter({ redis, maxLength: 100 }).append(record(1, { subject }));
  const batch = await (await reader()).read();
  expect(batch.entries[0]!.record.subject).toBe(subject);
});

describe("a tail", () => {
  async function tail(): Promise<RecordTail> {
    const made = createRecordTail({ blocking: await connect(), redis, blockMs: 50, onError: () => {} });
    tails.push(made);
    return made;
  }
  const tails: RecordTail[] = [];
  afterEach(async () => {
    for (const made of tails.splice(0)) await made.close();
  });
  const numbers = (entries: readonly RecordEntry[]) =>
    entries.map((entry) => Number(entry.record.messageId.slice(-12)));
  async function until(met: () => boolean): Promise<void> {
    for (const end = Date.now() + 20_000; !met();) {
      if (Date.now() > end) throw new Error("not within 20 s");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  test("tells every follower what comes from now on, whether archived meanwhile or not", async () => {
    await append(0, 5);
    const following = await tail();
    const [one, two]: [RecordEntry[], RecordEntry[]] = [[], []];
    const stop = await following.follow((entry) => one.push(entry));
    await following.follow((entry) => two.push(entry));
    const archive = await reader({ keepMs: 60_000 });
    await redis.xadd(keys.records(), "*", "r", "no record");
    for (let n = 5; n < 405; n += 50) {
      await append(n, n + 50);
      await drain(archive);
    }
    await until(() => two.length === 400);
    expect(numbers(one)).toEqual(upTo(405, 5));
    expect(numbers(two)).toEqual(upTo(405, 5));
    stop();
    await append(405, 410);
    await until(() => two.length === 405);
    expect(one).toHaveLength(400);
  });

  test("begins anew after all have left, and tells what came after an entry that is still there", async () => {
    const following = await tail();
    const seen: RecordEntry[] = [];
    const stop = await following.follow((entry) => seen.push(entry));
    await append(0, 3);
    await until(() => seen.length === 3);
    stop();
    await append(3, 6);
    expect(numbers(await following.after(seen[1]!.entryId, 100))).toEqual([2, 3, 4, 5]);
    const again: RecordEntry[] = [];
    await following.follow((entry) => again.push(entry));
    await append(6, 8);
    await until(() => again.length === 2);
    expect(numbers(again)).toEqual([6, 7]);
  });
});
