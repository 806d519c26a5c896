import {
  findPostgres,
  mailTo,
  type PostgresServer,
  type Receiver,
  startPostgres,
  startSlowProxy,
} from "@postlane/testkit";
import { afterAll, describe, test } from "vitest";
import {
  expectArchived,
  fillDiskOf,
  mountSmallDisk,
  quickRule,
  sleep,
  type Situation,
  usePostlane,
  withstand,
} from "../src/index.ts";

const make = () => mailTo("a@b.test");
/** Mail does not need the log: all of it is taken and delivered. */
const mailGoesOn = { make, smtp: [250], http: [202] } as const;
const onlyMail = { ...mailGoesOn, ready: ["ingress", "worker"] } as const;

/** Goes through it, and then finds every mail in the log that was taken before, meanwhile and afterwards. */
async function withstandAndArchive(
  postlane: ReturnType<ReturnType<typeof usePostlane>>,
  situation: Situation,
): Promise<void> {
  await expectArchived(postlane, await withstand(postlane, situation));
}

describe.runIf(findPostgres())("PostgreSQL", async () => {
  const disk = await mountSmallDisk("100m");
  let postgres: PostgresServer;
  let proxy: Awaited<ReturnType<typeof startSlowProxy>>;
  let receiver: Receiver;
  const end = async (): Promise<void> => {
    await proxy?.stop();
    disk?.free();
    await postgres?.stop();
  };
  const options = async () => {
    await end();
    postgres = await startPostgres(["fsync=off", "max_wal_size=8MB", "min_wal_size=2MB"], disk?.directory);
    proxy = await startSlowProxy(postgres.port);
    return {
      rules: [quickRule()],
      api: true,
      env: { DATABASE_URL: postgres.url.replace(/:\d+\//, `:${proxy.port}/`) },
    };
  };
  const postlane = usePostlane(options, async (fresh) => {
    receiver = await fresh.domain("b.test", "127.0.1.1");
  });
  afterAll(async () => {
    await end();
    await disk?.remove();
  });

  test("away", async () => {
    await withstandAndArchive(postlane(), {
      ...onlyMail,
      receiver,
      begin: () => postgres.kill(),
      end: () => postgres.start(),
    });
  });

  test("read-only, as one that has become a standby", async () => {
    await withstandAndArchive(postlane(), {
      ...onlyMail,
      receiver,
      begin: () => postgres.configure("default_transaction_read_only = on"),
      end: () => postgres.configure("default_transaction_read_only = off"),
    });
  });

  test("slow, a second for each statement", async () => {
    await withstandAndArchive(postlane(), {
      ...mailGoesOn,
      ready: ["ingress", "worker", "api"],
      receiver,
      begin: async () => proxy.setDelay(1_000),
      end: async () => proxy.setDelay(0),
    });
  });

  test("silent: its connections stay open and nothing is answered", async () => {
    await withstandAndArchive(postlane(), {
      ...onlyMail,
      receiver,
      begin: async () => proxy.setDelay(4_000),
      end: async () => proxy.setDelay(0),
    });
  });

  test.skipIf(!disk)("its disk is full (a disk of its own needs root)", async () => {
    await withstandAndArchive(postlane(), {
      ...onlyMail,
      receiver,
      begin: () => disk!.fill(),
      end: async () => {
        disk!.free();
        // It may end now of what it met before, and is started again by its supervisor.
        for (let looks = 0; looks < 60; looks++) {
          if (!postgres.running) await postgres.start();
          await sleep(50);
        }
      },
    });
  });
});

describe("the embedded log", () => {
  const postlane = usePostlane({ rules: [quickRule()], api: true });

  test("can write no file: mail goes on, and nothing is missing from the log afterwards", async () => {
    const receiver = await postlane().domain("b.test", "127.0.1.1");
    let makeRoom = (): void => {};
    await withstandAndArchive(postlane(), {
      ...onlyMail,
      receiver,
      begin: async () => {
        makeRoom = fillDiskOf([postlane().api!.pid]);
      },
      end: async () => makeRoom(),
    });
  });
});
