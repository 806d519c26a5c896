import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDirectorySpool, createRedisSpool, createSpool, type Spool, SpoolMissing } from "../src/index.ts";

let server: RedisServer;
let redis: RedisClient;
let directory: string;

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  directory = await mkdtemp(join(tmpdir(), "postlane-spool-"));
});
afterAll(async () => {
  redis?.disconnect();
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Everything that is kept now: nothing may stay behind. */
async function kept(): Promise<string[]> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  return [...(await redis.keys("*")), ...files.filter((f) => f.isFile()).map((f) => f.name)];
}

const spools: Record<string, () => Promise<Spool>> = {
  "Redis alone": async () => createRedisSpool({ redis }),
  "directory alone": () => createDirectorySpool({ directory }),
  mixed: () => createSpool({ redis, directory, inlineMaxBytes: 1_000 }),
};

/** Sizes on both sides of the mixed spool's border. */
const bodies = {
  empty: Buffer.alloc(0),
  "small, every byte value": Buffer.from(Array.from({ length: 256 }, (_, n) => n)),
  "exactly the border": randomBytes(1_000),
  "one byte more": randomBytes(1_001),
  large: randomBytes(300_000),
};

describe.each(Object.entries(spools))("spool: %s", (_, open) => {
  test.each(Object.entries(bodies))("gives back what was put: %s", async (_, body) => {
    const spool = await open();
    for (const given of [body, chunked(body)]) {
      const { ref, sizeBytes } = await spool.put(randomUUID(), given);
      expect(sizeBytes).toBe(body.length);
      expect(await buffer(await spool.get(ref))).toEqual(body);
      const inline = await spool.getInline(ref);
      expect(inline).toEqual(ref.startsWith("redis:") ? body : undefined);
      await spool.delete(ref);
    }
    expect(await kept()).toEqual([]);
  });

  test.each(Object.entries(bodies))("a put inline is in Redis, or not for this store: %s", async (_, body) => {
    const spool = await open();
    const inline = spool.putInline(randomUUID(), body);
    const { ref } = inline?.put ?? (await spool.put(randomUUID(), body));
    await inline?.stored;
    expect(ref.startsWith("redis:")).toBe(inline !== undefined);
    expect(await buffer(await spool.get(ref))).toEqual(body);
    await spool.delete(ref);
    expect(await kept()).toEqual([]);
  });

  test("the same name again replaces the body", async () => {
    const spool = await open();
    const id = randomUUID();
    await spool.put(id, Buffer.from("first"));
    const { ref } = await spool.put(id, Buffer.from("second"));
    expect((await buffer(await spool.get(ref))).toString()).toBe("second");
    await spool.delete(ref);
    expect(await kept()).toEqual([]);
  });

  test("what is gone is SpoolMissing, and deleting it again is nothing", async () => {
    const spool = await open();
    const { ref } = await spool.put(randomUUID(), Buffer.from("x"));
    await spool.delete(ref);
    await spool.delete(ref);
    await expect(spool.get(ref)).rejects.toBeInstanceOf(SpoolMissing);
    expect(await spool.getInline(ref)).toBeUndefined();
  });

  test.each([10, 100_000])(
    "a stream that fails after %i bytes throws its own error and leaves nothing",
    async (bytes) => {
      const spool = await open();
      const failure = new Error("client lost in DATA");
      async function* broken(): AsyncGenerator<Buffer> {
        yield randomBytes(bytes);
        throw failure;
      }
      await expect(spool.put(randomUUID(), Readable.from(broken(), { objectMode: false }))).rejects.toBe(failure);
      expect(await kept()).toEqual([]);
    },
  );

  test.each([10, 100_000])("a stream destroyed after %i bytes, without an error, is no body", async (bytes) => {
    const spool = await open();
    const body = new Readable({ read() {} });
    body.push(randomBytes(bytes));
    const put = spool.put(randomUUID(), body);
    setTimeout(() => body.destroy(), 20);
    await expect(put).rejects.toThrow(/premature/i);
    expect(await kept()).toEqual([]);
  });

  test.each(["../../etc/passwd", "a/b", "a}b", "", "x".repeat(65), "a\0b"])(
    "refuses %j as a message id",
    async (id) => {
      const spool = await open();
      await expect(spool.put(id, Buffer.from("x"))).rejects.toThrow(/not a message id/);
      await expect(spool.put(id, Buffer.alloc(5_000))).rejects.toThrow(/not a message id/);
      expect(await kept()).toEqual([]);
    },
  );

  test.each(["file:../../../etc/passwd", "file:00/../x", "file:/etc/passwd", "file:zz/x", "redis:a}b", "s3:x", ""])(
    "refuses %j as a ref",
    async (ref) => {
      const spool = await open();
      await expect(spool.get(ref)).rejects.toThrow(/not a (ref|message id)/);
      await expect(spool.delete(ref)).rejects.toThrow(/not a (ref|message id)/);
    },
  );
});

function chunked(body: Buffer): Readable {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; at += 700) chunks.push(body.subarray(at, at + 700));
  return Readable.from(chunks, { objectMode: false });
}
