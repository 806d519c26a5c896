import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRedis, waitUntilReady } from "@postlane/redis";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type DataDirectory, openDataDirectory } from "../start/open-data-directory.ts";
import type { Child } from "../start/start-child.ts";
import { startOwnRedis } from "../start/start-own-redis.ts";

let dir: string;
let children: Omit<Child, "ready">[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "postlane-own-redis-"));
  children = [];
});
afterEach(async () => {
  for (const child of children) await child.stop(5000);
  await rm(dir, { recursive: true, force: true });
});

function start(data: DataDirectory) {
  const common = {
    cwd: data.path,
    logDir: join(data.path, "logs"),
    onSpawn: (child: Omit<Child, "ready">) => void children.push(child),
  };
  return startOwnRedis(data, common, process.env);
}

async function ask<T>(url: string, question: (redis: ReturnType<typeof openRedis>) => Promise<T>): Promise<T> {
  const redis = openRedis(url, "fail-fast", () => undefined);
  try {
    await waitUntilReady(redis, 5000);
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

it("keeps every write, listens on no port, and takes up its data after it was killed", async () => {
  const data = await openDataDirectory(dir);
  const first = await start(data);
  await ask(first.url, (redis) => redis.set("mail", "kept"));
  const config = await ask(first.url, (redis) =>
    redis.config("GET", "port", "appendonly", "appendfsync", "maxmemory-policy"),
  );
  expect(config).toEqual(
    expect.arrayContaining(["port", "0", "appendonly", "yes", "appendfsync", "always", "noeviction"]),
  );
  first.child.kill();
  await first.child.ended;
  const second = await start(data);
  expect(await ask(second.url, (redis) => redis.get("mail"))).toBe("kept");
});

it("finds a short name for its socket when the data directory lies too deep", async () => {
  const data = await openDataDirectory(join(dir, "deep/".repeat(30)));
  const { url } = await start(data);
  expect(url.length).toBeLessThan(110);
  expect(await ask(url, (redis) => redis.ping())).toBe("PONG");
});

it("is not started in a directory that cannot be written", async () => {
  const data = await openDataDirectory(dir);
  await writeFile(join(dir, "redis"), "");
  await expect(start(data)).rejects.toThrow(
    `The directory of Postlane's own Redis ${join(dir, "redis")} cannot be used: a file stands where a directory has to be`,
  );
  expect(children).toEqual([]);
});
