import { mailTo, startRedis, startSentinel } from "@postlane/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectEachOnce, quickRule, tellRedis, usePostlane, waitUntil } from "../src/index.ts";

const master = await startRedis();
const replica = await startRedis(["--replicaof", "127.0.0.1", String(master.port)]);
const sentinel = await startSentinel(master.port);
const postlane = usePostlane({ rules: [quickRule()], api: true, env: { POSTLANE_REDIS_URL: sentinel.url } });

beforeAll(() =>
  waitUntil("the sentinel knows the replica", async () =>
    (await tellRedis(sentinel.port, "SENTINEL REPLICAS mail")).includes(String(replica.port)),
  ),
);
afterAll(async () => {
  process.kill(master.pid, "SIGCONT");
  await sentinel.stop();
  await replica.stop();
  await master.stop();
});

test("the host of Redis freezes, its connections stay: all turn to the new master by themselves, listeners too", async () => {
  const sink = await postlane().domain("b.test", "127.0.1.1");
  const before = mailTo("a@b.test");
  expect((await postlane().send(before)).ok).toBe(true);
  await sink.waitForAccepted(1);
  process.kill(master.pid, "SIGSTOP");
  await waitUntil("the replica is master", async () => (await tellRedis(replica.port, "ROLE")).includes("master"));
  const after = mailTo("a@b.test");
  await waitUntil("mail is taken again", async () => (await postlane().send(after)).ok, 40_000);
  await sink.waitForAccepted(2, 40_000);
  expectEachOnce([before.id, after.id], sink);
  // The worker confirms over what it hears of suspensions.
  await waitUntil(
    "the worker hears of a suspension",
    async () => {
      const { status, body } = await postlane().callApi("POST", "/v1/suspensions", {
        target: "domain:b.test",
        reason: "maintenance",
      });
      return status === 201 ? (body as { unconfirmed_workers: string[] }).unconfirmed_workers.length === 0 : false;
    },
    30_000,
  );
});
