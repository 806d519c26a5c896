import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createTokenStore, type TokenStore } from "../src/access/create-token-store.ts";
import { ensureFirstToken } from "../src/access/first-token.ts";
import { readToken } from "../src/access/secret-text.ts";

let server: RedisServer;
let redis: RedisClient;
let tokens: TokenStore;
let dataDir: string;
let shown: string[];

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  tokens = createTokenStore(redis, Date.now);
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

const file = (): string => join(dataDir, "admin-token");

function start(dir = dataDir): Promise<void> {
  return ensureFirstToken({ redis, tokens, dataDir: dir, onMade: (token) => void shown.push(token) });
}

it("makes a token once: shown once, kept in a file of mode 600, only its digest in Redis", async () => {
  await start();
  expect(shown).toHaveLength(1);
  const token = shown[0]!;
  expect(await readFile(file(), "utf8")).toBe(`${token}\n`);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  const [made] = await tokens.list();
  expect(made).toMatchObject({ name: "first admin", scope: "admin", digest: readToken(token)!.digest });
  expect(JSON.stringify(await redis.hgetall(keys.token(made!.id)))).not.toContain(token.split("_")[2]);
  await start();
  expect(shown).toHaveLength(1);
  expect(await tokens.list()).toHaveLength(1);
});

it.each([["directories of their own"], ["one directory"]])(
  "is the same for all api processes that start at once, with %s",
  async (how) => {
    const dirs = ["a", "b", "c", "d"].map((name) => (how === "one directory" ? dataDir : join(dataDir, name)));
    await Promise.all(dirs.map((dir) => start(dir)));
    expect(await tokens.list()).toHaveLength(1);
    expect(shown).toHaveLength(1);
    const files = await Promise.all(
      [...new Set(dirs)].map((dir) => readFile(join(dir, "admin-token"), "utf8").catch(() => undefined)),
    );
    expect(files.filter(Boolean)).toEqual([`${shown[0]}\n`]);
  },
);

it("takes the file's token up again when Redis was emptied, without showing it", async () => {
  await start();
  await redis.flushall();
  await start();
  expect(shown).toHaveLength(1);
  expect((await tokens.list())[0]!.digest).toBe(readToken(shown[0]!)!.digest);
});

it("is finished by the next start when the process that made it died half way", async () => {
  await start();
  const { id } = readToken(shown[0]!)!;
  await redis.flushall();
  await redis.set(keys.firstToken(), id);
  await start();
  expect((await tokens.list())[0]!.id).toBe(id);
});

it("that was revoked does not come back: neither with the next start nor when Redis was emptied after it", async () => {
  await start();
  const { id } = readToken(shown[0]!)!;
  await tokens.revoke(id, "test");
  await start();
  await expect(stat(file())).rejects.toThrow("ENOENT");
  await redis.flushall();
  await start();
  expect((await tokens.list()).map((token) => token.id)).not.toContain(id);
});

it("that was rotated does not come back either", async () => {
  await start();
  await tokens.rotate(readToken(shown[0]!)!.id, 0);
  await start();
  await expect(stat(file())).rejects.toThrow("ENOENT");
});

it("stays when a token is lost: a new start makes no second one", async () => {
  await start();
  await tokens.revoke(readToken(shown[0]!)!.id, "test");
  await redis.del(keys.token(readToken(shown[0]!)!.id));
  await start();
  expect(shown).toHaveLength(1);
});

it("takes the place of a file that holds no token", async () => {
  await mkdir(dataDir, { recursive: true });
  await writeFile(file(), "something else\n", { mode: 0o644 });
  await start();
  expect(await readFile(file(), "utf8")).toBe(`${shown[0]}\n`);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
});
