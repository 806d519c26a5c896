import { mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSpool, type Spool, SpoolMissing, sweepOrphans } from "../src/index.ts";

const NOW = Date.now();
let server: RedisServer;
let redis: RedisClient;
let directory: string;
let spool: Spool;

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  directory = await mkdtemp(join(tmpdir(), "postlane-spool-"));
  spool = await createSpool({ redis, directory, inlineMaxBytes: 100 });
});
afterAll(async () => {
  redis?.disconnect();
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

let made = 0;
function idAt(unixMs: number): string {
  const hex = unixMs.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(made++).padStart(12, "0")}`;
}

async function put(size: number, hoursOld: number, held: boolean): Promise<string> {
  const at = NOW - hoursOld * 3_600_000;
  const id = idAt(at);
  const { ref } = await spool.put(id, Buffer.alloc(size));
  if (ref.startsWith("file:")) await utimes(join(directory, ref.slice("file:".length)), at / 1000, at / 1000);
  if (held) await redis.hset(keys.ledger(id), "head", "{}");
  return ref;
}

const isThere = (ref: string) =>
  spool.get(ref).then(
    (body) => Boolean(body.destroy()),
    (error: unknown) => {
      expect(error).toBeInstanceOf(SpoolMissing);
      return false;
    },
  );

test("removes old bodies without a ledger, and no other", async () => {
  const orphans = [await put(10, 25, false), await put(1_000, 25, false)];
  const held = [await put(10, 200, true), await put(1_000, 200, true)];
  const young = [await put(10, 23, false), await put(1_000, 23, false)];
  await spool.put("not-of-our-making", Buffer.alloc(10));
  expect(await sweepOrphans(redis, directory, NOW)).toBe(2);
  for (const ref of orphans) expect(await isThere(ref)).toBe(false);
  for (const ref of [...held, ...young, "redis:not-of-our-making"]) expect(await isThere(ref)).toBe(true);
  expect(await sweepOrphans(redis, directory, NOW)).toBe(0);
});

test("removes nothing when Redis cannot tell what is held", async () => {
  const orphan = await put(1_000, 25, false);
  await server.kill();
  try {
    await expect(sweepOrphans(redis, directory, NOW)).rejects.toThrow();
    expect(await isThere(orphan)).toBe(true);
  } finally {
    await server.start();
    await waitUntilReady(redis, 15_000);
  }
});
