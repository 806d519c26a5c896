import { answerAt, mailTo, type Receiver } from "@postlane/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mountSmallDisk, quickRule, usePostlane, waitUntil, withstand } from "../src/index.ts";

const disk = await mountSmallDisk("1m");
const postlane = usePostlane({
  rules: [quickRule({ maxConnections: 4 })],
  env: { POSTLANE_SPOOL_INLINE_MAX_BYTES: "2000", ...(disk && { POSTLANE_SPOOL_DIR: disk.directory }) },
});
let receiver: Receiver;
beforeAll(async () => {
  receiver = await postlane().domain("b.test", "127.0.1.1", { script: answerAt("data-end", { delayMs: 20 }) });
});
afterAll(() => disk?.remove());

const make = () => mailTo("a@b.test", { bytes: 20_000 });
const smallMailIsTaken = async () =>
  expect(await postlane().send(mailTo("a@b.test"))).toMatchObject({ reply: { code: 250 } });

test.skipIf(!disk)("the spool directory is full (a disk of its own needs root)", async () => {
  const { during } = await withstand(postlane(), {
    receiver,
    make,
    begin: () => disk!.fill(),
    whileItLasts: smallMailIsTaken,
    end: async () => disk!.free(),
  });
  expect([...new Set(during.map(({ code }) => code))]).toEqual([451]);
});

test.skipIf(!disk)("the spool directory is read-only (a disk of its own needs root)", async () => {
  const { during } = await withstand(postlane(), {
    receiver,
    make,
    begin: () => waitUntil("it is read-only", () => disk!.readOnly(true)),
    whileItLasts: smallMailIsTaken,
    end: async () => void disk!.readOnly(false),
  });
  expect([...new Set(during.map(({ code }) => code))]).toEqual([451]);
});
