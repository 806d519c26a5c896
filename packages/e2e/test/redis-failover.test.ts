import {
  answerAt,
  mailTo,
  type Receiver,
  type RedisServer,
  type Sentinel,
  startRedis,
  startSentinel,
} from "@postlane/testkit";
import { afterAll, expect, test } from "vitest";
import { quickRule, tellRedis, usePostlane, waitUntil, withstand } from "../src/index.ts";

let master: RedisServer;
let replica: RedisServer;
let sentinel: Sentinel;
let receiver: Receiver;
const endRedis = async (): Promise<void> => {
  await Promise.all([sentinel?.stop(), replica?.stop(), master?.stop()]);
};
const options = async () => {
  await endRedis();
  master = await startRedis();
  replica = await startRedis(["--replicaof", "127.0.0.1", String(master.port)]);
  sentinel = await startSentinel(master.port);
  return {
    rules: [quickRule({ maxConnections: 4 })],
    api: true,
    env: { POSTLANE_REDIS_URL: sentinel.url, POSTLANE_DURABILITY: "spool" },
  };
};
const postlane = usePostlane(options, async (fresh) => {
  receiver = await fresh.domain("b.test", "127.0.1.1");
  await waitUntil("the replica follows", async () => (await tell(replica.port, "ROLE")).includes("connected"));
  await waitUntil("the sentinel knows it", async () =>
    (await tell(sentinel.port, "SENTINEL REPLICAS mail")).includes(String(replica.port)),
  );
});
afterAll(endRedis);
const tell = tellRedis;
const make = () => mailTo("a@b.test");

/** The replica lives, but follows no more, in a way that a sentinel does not set right. */
async function cutReplica(): Promise<void> {
  await tell(replica.port, "CONFIG SET masteruser nobody masterauth wrong");
  await tell(replica.port, "CLIENT KILL TYPE master");
}
/** When the sentinel takes a silent master for dead. */
const giveMaster = (ms: number) => tell(sentinel.port, `SENTINEL SET mail down-after-milliseconds ${ms}`);
const mendReplica = async () => void (await tell(replica.port, 'CONFIG SET masteruser "" masterauth ""'));

test("with min-replicas-to-write nothing is taken while no replica follows", async () => {
  await tell(master.port, "CONFIG SET min-replicas-to-write 1");
  await withstand(postlane(), {
    receiver,
    make,
    lastsMs: 3_000,
    begin: cutReplica,
    end: mendReplica,
    smtp: [451],
    http: [503],
    ready: [],
  });
  await tell(master.port, "CONFIG SET min-replicas-to-write 0");
});

test("failing over to a replica that missed the last second: taken again by itself, recovered from the spool", async () => {
  const down = await postlane().domain("down.test", "127.0.1.2", { script: answerAt("mail", "450 4.3.0 Not yet") });
  const missed = Array.from({ length: 5 }, () => mailTo("a@down.test"));
  let recovered = 0;
  await withstand(postlane(), {
    receiver,
    make,
    lastsMs: 1_000,
    begin: async () => {
      // The fault is to last until it was looked at, however slow or quick the machine is.
      await giveMaster(600_000);
      await cutReplica();
      expect((await postlane().sendAll(missed)).every(({ ok }) => ok)).toBe(true);
      await master.kill();
    },
    end: async () => {
      // A replica that was cut off for more than ten times as long would not do.
      await giveMaster(5_000);
      await waitUntil("the replica is master", async () => (await tell(replica.port, "ROLE")).includes("master"));
      await waitUntil("the api is there again", async () => {
        const { status } = await postlane().callApi("POST", "/v1/recovery", { dry_run: false });
        return status === 202;
      });
      await waitUntil(
        "the recovery has ended",
        async () => {
          const run = (await postlane().callApi("GET", "/v1/recovery")).body as { state: string; recovered: number };
          recovered = run.recovered;
          return run.state === "done";
        },
        90_000,
      );
    },
    smtp: [451],
    http: [503],
    ready: [],
  });
  expect(recovered).toBeGreaterThanOrEqual(missed.length);
  down.setScript(undefined);
  await down.waitForAccepted(missed.length);
});
