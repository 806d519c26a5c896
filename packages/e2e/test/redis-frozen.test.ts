import { mailTo, type RedisServer, type Sentinel, startRedis, startSentinel } from "@postlane/testkit";
import { afterAll, expect, test } from "vitest";
import { expectEachOnce, quickRule, tellRedis, usePostlane, waitUntil } from "../src/index.ts";

let master: RedisServer;
let replica: RedisServer;
let sentinel: Sentinel;
const endRedis = async (): Promise<void> => {
  await Promise.all([sentinel?.stop(), replica?.stop(), master?.stop()]);
};
const options = async () => {
  await endRedis();
  master = await startRedis();
  replica = await startRedis(["--replicaof", "127.0.0.1", String(master.port)]);
  sentinel = await startSentinel(master.port);
  return { rules: [quickRule()], api: true, env: { POSTLANE_REDIS_URL: sentinel.url } };
};
const postlane = usePostlane(options, () =>
  waitUntil("the sentinel knows the replica", async () =>
    (await tellRedis(sentinel.port, "SENTINEL REPLICAS mail")).includes(String(replica.port)),
  ),
);
afterAll(endRedis);

test("the host of Redis freezes, its connections stay: all turn to the new master by themselves, listeners too", async () => {
  const sink = await postlane().domain("b.test", "127.0.1.1");
  const before = mailTo("a@b.test");
  expect((await postlane().send(before)).ok).toBe(true);
  await sink.waitForAccepted(1);
  process.kill(master.pid, "SIGSTOP");
  await waitUntil("the replica is master", async () => (await tellRedis(replica.port, "ROLE")).includes("master"));
  const after = mailTo("a@b.test");
  await waitUntil("mail is taken again", async () => (await postlane().send(after)).ok, 60_000);
  await sink.waitForAccepted(2);
  expectEachOnce([before.id, after.id], sink);
  // The worker confirms over what it hears of suspensions.
  await waitUntil(
    "the worker hears of a suspension",
    async () => {
      const { status, body } = await postlane().callApi("POST", "/v1/suspensions", {
        target: "domain:b.test",
        reason: "maintenance",
      });
      if (status === 201 && (body as { unconfirmed_workers: string[] }).unconfirmed_workers.length === 0) return true;
      // The api may be back before the worker is: it is asked anew.
      await postlane().callApi("DELETE", "/v1/suspensions/domain:b.test");
      return false;
    },
    60_000,
  );
});
