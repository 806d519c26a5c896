import { execFile } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { openRedis, waitUntilReady } from "@postlane/redis";
import { startRedis } from "@postlane/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDirectorySpool, createRedisSpool, createSpool, SpoolUnavailable } from "../src/index.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "postlane-spool-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function files(): Promise<string[]> {
  const all = await readdir(directory, { recursive: true, withFileTypes: true });
  return all.filter((f) => f.isFile()).map((f) => f.name);
}

test("a disk that takes no more is SpoolUnavailable and nothing stays, the stream is closed", async () => {
  // A process that may write files of 64 KiB only: the kernel first writes short, then refuses, as a full disk does.
  const script = `
    import { Readable } from "node:stream";
    import { createDirectorySpool } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
    const spool = await createDirectorySpool({ directory: process.argv[1] });
    const body = Readable.from((function* () { for (;;) yield Buffer.alloc(10_000); })(), { objectMode: false });
    const error = await spool.put("full", body).catch((e) => e);
    console.log(JSON.stringify({ name: error.name, code: error.cause?.code, destroyed: body.destroyed }));`;
  const limited = `trap '' XFSZ; ulimit -f 64; exec "$0" --input-type=module -e "$1" "$2"`;
  const { stdout } = await promisify(execFile)("bash", ["-c", limited, process.execPath, script, directory]);
  expect(JSON.parse(stdout)).toEqual({ name: "SpoolUnavailable", code: "EFBIG", destroyed: true });
  expect(await files()).toEqual([]);
});

test("a directory that went away is SpoolUnavailable and the stream is closed", async () => {
  const server = await startRedis();
  const redis = openRedis(server.url, "fail-fast", () => {});
  try {
    await waitUntilReady(redis, 5_000);
    const spool = await createSpool({ redis, directory, inlineMaxBytes: 100 });
    await rm(directory, { recursive: true });
    const body = Readable.from([randomBytes(5_000)], { objectMode: false });
    await expect(spool.put(randomUUID(), body)).rejects.toBeInstanceOf(SpoolUnavailable);
    expect(body.destroyed).toBe(true);
  } finally {
    redis.disconnect();
    await server.stop();
  }
});

test("a body that cannot be moved to its place leaves nothing", async () => {
  const spool = await createDirectorySpool({ directory });
  const { ref } = await spool.put("a-body", randomBytes(10));
  await spool.delete(ref);
  const shard = join(directory, ref.slice("file:".length, "file:".length + 2));
  await rm(shard, { recursive: true });
  await writeFile(shard, "in the way");
  await expect(spool.put("a-body", randomBytes(10))).rejects.toBeInstanceOf(SpoolUnavailable);
  expect(await readdir(join(directory, "tmp"))).toEqual([]);
});

test("Redis away or full is SpoolUnavailable within a second", async () => {
  const server = await startRedis(["--maxmemory", "4mb"]);
  const redis = openRedis(server.url, "fail-fast", () => {});
  try {
    await waitUntilReady(redis, 5_000);
    const spool = createRedisSpool({ redis });
    await expect(spool.put("full", Buffer.alloc(6_000_000))).rejects.toThrow(SpoolUnavailable);
    await expect(
      (async () => {
        for (let n = 0; n < 1_000; n++) await spool.put(`b-${n}`, Buffer.alloc(60_000));
      })(),
    ).rejects.toMatchObject({ name: "SpoolUnavailable", cause: { message: expect.stringMatching(/OOM/) } });
    await server.kill();
    const started = Date.now();
    await expect(spool.put("away", Buffer.from("x"))).rejects.toThrow(SpoolUnavailable);
    expect(Date.now() - started).toBeLessThan(5_000);
  } finally {
    redis.disconnect();
    await server.stop();
  }
});

test("what a crash left half-written is swept at start, what is being written stays", async () => {
  await createDirectorySpool({ directory });
  const left = join(directory, "tmp", "left.behind");
  await writeFile(left, "half");
  await writeFile(join(directory, "tmp", "under.way"), "half");
  const twoHoursAgo = new Date(Date.now() - 7_200_000);
  await utimes(left, twoHoursAgo, twoHoursAgo);
  await createDirectorySpool({ directory });
  expect(await files()).toEqual(["under.way"]);
});

test("300 MB pass with flat memory", async () => {
  const script = `
    import { Readable } from "node:stream";
    import { createDirectorySpool } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
    const spool = await createDirectorySpool({ directory: process.argv[1] });
    const before = process.memoryUsage().rss;
    let peak = 0;
    const body = Readable.from((function* () {
      for (let n = 0; n < 4800; n++) { peak = Math.max(peak, process.memoryUsage().rss); yield Buffer.alloc(65_536, n); }
    })(), { objectMode: false });
    const { ref, sizeBytes } = await spool.put("large", body);
    let read = 0;
    for await (const chunk of await spool.get(ref)) { read += chunk.length; peak = Math.max(peak, process.memoryUsage().rss); }
    console.log(JSON.stringify({ sizeBytes, read, growth: peak - before }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script, directory]);
  const { sizeBytes, read, growth } = JSON.parse(stdout);
  expect([sizeBytes, read]).toEqual([314_572_800, 314_572_800]);
  expect(growth).toBeLessThan(160_000_000);
});

test("a directory that cannot be made is named with its setting", async () => {
  const file = join(directory, "a-file");
  await writeFile(file, "");
  await expect(createDirectorySpool({ directory: join(file, "spool") })).rejects.toThrow(
    `The spool directory ${file}/spool cannot be used: a file stands where a directory has to be. Move that file away, or set POSTLANE_SPOOL_DIR to another directory`,
  );
});
