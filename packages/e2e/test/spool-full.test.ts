import { rename } from "node:fs/promises";
import { join } from "node:path";
import { answerAt, mailTo, type Receiver } from "@postlane/testkit";
import { afterAll, describe, expect, test } from "vitest";
import { fillDiskOf, mountSmallDisk, quickRule, usePostlane, waitUntil, withstand } from "../src/index.ts";

const rules = [quickRule({ maxConnections: 4 })];
const all = ["ingress", "worker", "api"] as const;
const make = () => mailTo("a@b.test", { bytes: 20_000 });

describe("large mail in the spool", async () => {
  const disk = await mountSmallDisk("1m");
  let receiver: Receiver;
  const options = {
    rules,
    api: true,
    env: { POSTLANE_SPOOL_INLINE_MAX_BYTES: "2000", ...(disk && { POSTLANE_SPOOL_DIR: disk.directory }) },
  };
  const postlane = usePostlane(options, async (fresh) => {
    receiver = await fresh.domain("b.test", "127.0.1.1", { script: answerAt("data-end", { delayMs: 20 }) });
  });
  afterAll(() => disk?.remove());

  const answers = { smtp: [451], http: [503], ready: all } as const;
  const smallMailIsTaken = async () =>
    expect(await postlane().send(mailTo("a@b.test"))).toMatchObject({ reply: { code: 250 } });

  test("ingress and worker can write no file", async () => {
    let makeRoom = (): void => {};
    await withstand(postlane(), {
      ...answers,
      http: [202],
      receiver,
      make,
      begin: async () => {
        makeRoom = fillDiskOf([postlane().ingress.pid, ...postlane().workers.map(({ pid }) => pid)]);
      },
      whileItLasts: smallMailIsTaken,
      end: async () => makeRoom(),
    });
  });

  test("the spool directory is gone, as one that is not mounted", async () => {
    const directory = disk?.directory ?? join(postlane().dataDir, "spool");
    await withstand(postlane(), {
      ...answers,
      receiver,
      make,
      begin: () => rename(join(directory, "tmp"), join(directory, "away")),
      whileItLasts: smallMailIsTaken,
      end: () => rename(join(directory, "away"), join(directory, "tmp")),
    });
  });

  test.skipIf(!disk)("the spool directory is full (a disk of its own needs root)", async () => {
    await withstand(postlane(), {
      ...answers,
      receiver,
      make,
      begin: () => disk!.fill(),
      whileItLasts: smallMailIsTaken,
      end: async () => disk!.free(),
    });
  });

  test.skipIf(!disk)("the spool directory is read-only (a disk of its own needs root)", async () => {
    await withstand(postlane(), {
      ...answers,
      receiver,
      make,
      begin: () => waitUntil("it is read-only", () => disk!.readOnly(true)),
      whileItLasts: smallMailIsTaken,
      end: () => waitUntil("it is writable", () => disk!.readOnly(false)),
    });
  });
});

describe("POSTLANE_DURABILITY=spool", () => {
  const postlane = usePostlane({ rules, api: true, env: { POSTLANE_DURABILITY: "spool" } });

  test("no mail is taken while nothing can be written to the spool, and ingress says that it is not ready", async () => {
    const receiver = await postlane().domain("b.test", "127.0.1.1");
    const spool = join(postlane().dataDir, "spool");
    await withstand(postlane(), {
      receiver,
      make: () => mailTo("a@b.test"),
      begin: () => rename(join(spool, "tmp"), join(spool, "away")),
      end: () => rename(join(spool, "away"), join(spool, "tmp")),
      smtp: [451],
      http: [503],
      ready: ["worker", "api"],
    });
  });
});
