import { answerAt, mailTo, times } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, finishedRecords, quickRule, usePostlane, waitUntil } from "../src/index.ts";

const postlane = usePostlane({ rules: [quickRule({ maxConnections: 4 })], workers: 2 });

test("SIGTERM under load: a worker leaves within seconds, nothing is lost or sent twice", async () => {
  const sink = await postlane().domain("b.test", "127.0.1.1", { script: answerAt("data-end", { delayMs: 30 }) });
  const mails = Array.from({ length: 400 }, () => mailTo("a@b.test"));
  await postlane().sendAll(mails);
  await sink.waitForAccepted(60);
  const started = Date.now();
  expect(await postlane().workers[0]!.stop()).toBe(0);
  expect(Date.now() - started).toBeLessThan(10_000);
  await sink.waitForAccepted(400);
  expectEachOnce(
    mails.map((mail) => mail.id),
    sink,
  );
  expect(sink.journal.totals.maxOpen).toBe(4);
});

test("before the final dot it breaks off at once, and the try does not count; after the dot it waits for the answer", async () => {
  for (const worker of postlane().workers) await worker.stop();
  const worker = await postlane().addWorker();
  const early = await postlane().domain("early.test", "127.0.1.2", {
    script: times(1, answerAt("rcpt", { hang: true })),
  });
  const late = await postlane().domain("late.test", "127.0.1.3", { script: answerAt("data-end", { delayMs: 4_000 }) });
  const mails = [mailTo("a@early.test"), mailTo("a@late.test")];
  const sent = await postlane().sendAll(mails);
  await waitUntil("both are under way", () =>
    Boolean(early.journal.transactions[0]?.recipients.length && late.journal.transactions[0]?.complete),
  );
  const started = Date.now();
  const left = worker.stop();
  await waitUntil("the early one is broken off", () => early.journal.transactions[0]!.endedAt !== undefined);
  // At once, while the other one still waits.
  expect(late.journal.transactions[0]!.endedAt).toBeUndefined();
  expect(await left).toBe(0);
  expect(late.accepted()).toHaveLength(1);
  expect(Date.now() - started).toBeLessThan(12_500);
  await postlane().addWorker();
  await early.waitForAccepted(1);
  expectEachOnce([mails[0]!.id], early);
  expectEachOnce([mails[1]!.id], late);
  const records = await finishedRecords(postlane(), sent[0]!.messageId);
  expect(records.map((r) => [r.kind, r.attempt])).toEqual([
    ["received", undefined],
    ["delivered", 1],
  ]);
});

test("ingress under SIGTERM finishes what it has begun", async () => {
  const sink = await postlane().domain("in.test", "127.0.1.4");
  const sending = Array.from({ length: 50 }, () => mailTo("a@in.test"));
  const results = Promise.allSettled(sending.map((mail) => postlane().send(mail)));
  const code = postlane().ingress.stop();
  const ok = (await results).flatMap((one, i) => (one.status === "fulfilled" && one.value.ok ? [sending[i]!.id] : []));
  expect(await code).toBe(0);
  await sink.waitForAccepted(ok.length);
  const there = sink.accepted().map((entry) => entry.testId);
  expect(ok.filter((id) => !there.includes(id))).toEqual([]);
});
