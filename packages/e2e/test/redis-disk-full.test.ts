import { mailTo, type Receiver, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mountSmallDisk, quickRule, usePostlane, waitUntil, withstand } from "../src/index.ts";

const disk = await mountSmallDisk("4m");
const redis = await startRedis(disk ? ["--dir", disk.directory] : []);
const postlane = usePostlane({ rules: [quickRule()], env: { POSTLANE_REDIS_URL: redis.url } });
let receiver: Receiver;
beforeAll(async () => {
  receiver = await postlane().domain("b.test", "127.0.1.1");
});
afterAll(async () => {
  await redis.stop();
  await disk?.remove();
});

test.skipIf(!disk)("the disk of Redis is full (a disk of its own needs root)", async () => {
  const { during } = await withstand(postlane(), {
    receiver,
    make: () => mailTo("a@b.test"),
    begin: async () => {
      await disk!.fill();
      // With appendfsync always Redis ends itself, rather than answer what it has not written.
      await waitUntil("Redis has ended", () => !redis.running);
    },
    // Its supervisor's part.
    end: async () => {
      disk!.free();
      await redis.start();
    },
  });
  expect([...new Set(during.map(({ code }) => code))]).toEqual([451]);
});
