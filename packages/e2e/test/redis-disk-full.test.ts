import { rm } from "node:fs/promises";
import { join } from "node:path";
import { mailTo, type Receiver, type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, test } from "vitest";
import { fillDiskOf, mountSmallDisk, quickRule, tellRedis, usePostlane, waitUntil, withstand } from "../src/index.ts";

const disk = await mountSmallDisk("4m");
let redis: RedisServer;
let receiver: Receiver;
const options = async () => {
  await endRedis();
  redis = await startRedis(disk ? ["--dir", disk.directory] : []);
  return { rules: [quickRule()], api: true, env: { POSTLANE_REDIS_URL: redis.url } };
};
const postlane = usePostlane(options, async (fresh) => {
  receiver = await fresh.domain("b.test", "127.0.1.1");
});
afterAll(async () => {
  await endRedis();
  await disk?.remove();
});

/** What it wrote on the small disk goes with it. */
async function endRedis(): Promise<void> {
  await redis?.stop();
  disk?.free();
  if (disk) await rm(join(disk.directory, "appendonlydir"), { recursive: true, force: true });
}

const answers = { smtp: [451], http: [503], ready: [] } as const;
const make = () => mailTo("a@b.test");
/** With appendfsync always Redis ends itself, rather than answer what it has not written. */
const redisHasEnded = () => waitUntil("Redis has ended", () => !redis.running);

test("Redis cannot write to its disk and ends; started again by its supervisor when there is room", async () => {
  await withstand(postlane(), {
    ...answers,
    receiver,
    make,
    begin: async () => {
      fillDiskOf([redis.pid]);
      await redisHasEnded();
    },
    end: () => redis.start(),
  });
});

test("with appendfsync everysec Redis lives on and refuses writes until there is room", async () => {
  await tellRedis(redis.port, "CONFIG SET appendfsync everysec");
  let makeRoom = (): void => {};
  await withstand(postlane(), {
    ...answers,
    receiver,
    make,
    begin: async () => {
      makeRoom = fillDiskOf([redis.pid]);
    },
    end: async () => makeRoom(),
  });
  await tellRedis(redis.port, "CONFIG SET appendfsync always");
});

test.skipIf(!disk)("the same with a disk that is full (a disk of its own needs root)", async () => {
  await withstand(postlane(), {
    ...answers,
    receiver,
    make,
    begin: async () => {
      await disk!.fill();
      await redisHasEnded();
    },
    end: async () => {
      disk!.free();
      await redis.start();
    },
  });
});
