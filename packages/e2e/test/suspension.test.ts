import { mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, quickRule, sleep, storyOf, usePostlane, waitUntil } from "../src/index.ts";

const CONNECTIONS = 3;
const postlane = usePostlane({ rules: [quickRule({ maxConnections: CONNECTIONS })], workers: 2, api: true });

interface Suspended {
  readonly id: string;
  readonly unconfirmed_workers: readonly string[];
}

test("suspended under load: after the answer nothing new begins; resumed, all arrive, each once, none with an attempt charged", async () => {
  // Slow until they are resumed: most is to wait when the order comes, whatever the machine.
  let delayMs = 80;
  const sink = await postlane().domain("b.test", "127.0.1.1", {
    script: (event) => (event.step === "data-end" ? { delayMs } : undefined),
  });
  const other = await postlane().domain("c.test", "127.0.1.2");
  const mails = Array.from({ length: 400 }, () => mailTo("a@b.test"));
  const sent = await postlane().sendAll(mails, { connections: 10 });
  await sink.waitForAccepted(40);
  const { status, body } = await postlane().callApi("POST", "/v1/suspensions", {
    target: "domain:b.test",
    reason: "they asked us to stop",
  });
  const answeredAt = Date.now();
  expect(status).toBe(201);
  expect((body as Suspended).unconfirmed_workers).toEqual([]);
  await waitUntil("the transactions in hand end", () => sink.journal.totals.open === 0);
  // In hand: on each connection the one under way, and one that stood right behind it.
  const begun = sink.journal.transactions.filter(({ mailAt }) => mailAt > answeredAt);
  expect(begun.length).toBeLessThanOrEqual(CONNECTIONS);
  expect(sink.journal.transactions.every(({ complete, accepted }) => complete && accepted)).toBe(true);
  const before = sink.accepted().length;
  console.log(`accepted before: ${before}; begun after the answer: ${begun.length}`);
  expect(before).toBeLessThan(400);

  // What comes meanwhile is accepted and waits; others go on; the api says why.
  const late = mailTo("late@b.test");
  expect((await postlane().send(late)).ok).toBe(true);
  await postlane().send(mailTo("a@c.test"));
  await other.waitForAccepted(1);
  await sleep(1_500);
  expect(sink.accepted()).toHaveLength(before);
  expect(sink.journal.totals.open).toBe(0);
  const lane = async () => (await postlane().callApi("GET", "/v1/lanes/direct:b.test")).body;
  await expect.poll(lane).toMatchObject({
    waiting: 401 - before,
    suspended: { id: "domain:b.test", reason: "they asked us to stop" },
  });

  delayMs = 15;
  const resumedAt = Date.now();
  expect((await postlane().callApi("DELETE", "/v1/suspensions/domain:b.test")).status).toBe(200);
  await sink.waitForAccepted(before + 1);
  expect(Date.now() - resumedAt).toBeLessThan(2_000);
  await sink.waitForAccepted(401, 60_000);
  expectEachOnce(
    [...mails, late].map(({ id }) => id),
    sink,
  );
  for (const { messageId } of [sent[0]!, sent.at(-1)!])
    expect((await storyOf(postlane(), messageId, "delivered")).map(({ kind, attempt }) => [kind, attempt])).toEqual([
      ["received", undefined],
      ["delivered", 1],
    ]);
  const audit = async () => {
    const { body } = await postlane().callApi("GET", "/v1/audit");
    return (body as { items: { action: string; target: string }[] }).items.map(({ action, target }) => [
      action,
      target,
    ]);
  };
  await expect.poll(audit).toEqual([
    ["suspension.removed", "domain:b.test"],
    ["suspension.added", "domain:b.test"],
  ]);
});

test("a suspension of everything ends by itself, and survives the worker that knew of it", async () => {
  const sink = await postlane().domain("d.test", "127.0.1.3");
  // Time for one worker to leave and another to come.
  const until = Date.now() + 12_000;
  const input = { target: "all", reason: "maintenance", until: new Date(until).toISOString() };
  expect((await postlane().callApi("POST", "/v1/suspensions", input)).status).toBe(201);
  await Promise.all(postlane().workers.map((worker) => worker.stop(10_000)));
  await postlane().addWorker();
  const mail = mailTo("a@d.test");
  await postlane().send(mail);
  const sentAt = Date.now();
  await sink.waitForAccepted(1);
  expect(sink.accepted()[0]!.mailAt).toBeGreaterThanOrEqual(until - 100);
  expect(Date.now() - Math.max(until, sentAt)).toBeLessThan(3_000);
  expectEachOnce([mail.id], sink);
});
