import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { adminTokenHash } from "../src/admin-token.ts";
import { sha256 } from "../src/http/authenticate.ts";

let server: RedisServer;
let redis: RedisClient;
let dataDir: string;
let shown: string[];

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
  dataDir = join(await mkdtemp(join(tmpdir(), "postlane-api-")), "data");
  shown = [];
  return () => rm(dataDir, { recursive: true, force: true });
});

function obtain(given?: string, dir = dataDir): Promise<Buffer> {
  return adminTokenHash({ redis, dataDir: dir, given, onMade: (token) => void shown.push(token) });
}

it("makes a token once: shown once, kept in a file of mode 600, only its digest in Redis", async () => {
  const hash = await obtain();
  expect(shown).toHaveLength(1);
  const token = shown[0]!;
  expect(token.length).toBeGreaterThanOrEqual(43);
  expect(hash).toEqual(sha256(token));
  const file = join(dataDir, "admin-token");
  expect(await readFile(file, "utf8")).toBe(`${token}\n`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await redis.get(keys.adminToken())).toBe(hash.toString("hex"));
  expect(await obtain()).toEqual(hash);
  expect(shown).toHaveLength(1);
});

it("is the same for all api processes, also when they start at once", async () => {
  const hashes = await Promise.all(["a", "b", "c", "d"].map((name) => obtain(undefined, join(dataDir, name))));
  expect(new Set(hashes.map((hash) => hash.toString("hex"))).size).toBe(1);
  expect(shown).toHaveLength(1);
  const files = await Promise.all(
    ["a", "b", "c", "d"].map((name) => stat(join(dataDir, name, "admin-token")).catch(() => undefined)),
  );
  expect(files.filter(Boolean)).toHaveLength(1);
});

it("takes the file's token up again when Redis was emptied", async () => {
  const hash = await obtain();
  await redis.flushall();
  expect(await obtain()).toEqual(hash);
  expect(shown).toHaveLength(1);
});

it("is the given one, which is stored nowhere", async () => {
  expect(await obtain("given by the environment")).toEqual(sha256("given by the environment"));
  expect(shown).toEqual([]);
  expect(await redis.get(keys.adminToken())).toBeNull();
  await expect(stat(join(dataDir, "admin-token"))).rejects.toThrow("ENOENT");
});
