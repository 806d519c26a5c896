import { answerAt, mailTo, times } from "@postlane/testkit";
import { test } from "vitest";
import { expectEachOnce, quickRule, sleep, usePostlane, waitUntil } from "../src/index.ts";

const rules = [quickRule({ maxConnections: 1 })];
const waiting = usePostlane({ rules, workers: 0 });
const sending = usePostlane({ rules, workers: 0 });

test.concurrent("a worker that is stopped for longer than its locks and then goes on sends nothing twice", async () => {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  const waits = times(1, answerAt("data", { until: gate }));
  let reached = false;
  const sink = await waiting().domain("b.test", "127.0.1.1", {
    script: (event) => {
      const answer = waits(event);
      reached ||= answer !== undefined;
      return answer;
    },
  });
  const sleeper = await waiting().addWorker();
  const mails = Array.from({ length: 20 }, () => mailTo("a@b.test"));
  await waiting().sendAll(mails);
  await waitUntil("a transaction waits for its 354", () => reached);
  process.kill(sleeper.pid, "SIGSTOP");
  await waiting().addWorker();
  await sink.waitForAccepted(20, 60_000);
  process.kill(sleeper.pid, "SIGCONT");
  release();
  await sleep(4_000);
  expectEachOnce(
    mails.map((mail) => mail.id),
    sink,
  );
});

test.concurrent("nor one that was stopped in the middle of the content", async () => {
  let release = (): void => {};
  const stallUntil = new Promise<void>((resolve) => (release = resolve));
  const sink = await sending().domain("c.test", "127.0.1.2", {
    script: times(1, answerAt("data", { stallAfterBytes: 100_000, stallUntil })),
  });
  const sleeper = await sending().addWorker();
  // More than the buffers between the two hold: the final dot cannot be out.
  const mail = mailTo("a@c.test", { bytes: 30_000_000 });
  await sending().send(mail);
  await waitUntil("content is under way", () => (sink.journal.transactions[0]?.sizeBytes ?? 0) >= 100_000);
  process.kill(sleeper.pid, "SIGSTOP");
  await sending().addWorker();
  await sink.waitForAccepted(1, 90_000);
  process.kill(sleeper.pid, "SIGCONT");
  release();
  await sleep(4_000);
  expectEachOnce([mail.id], sink);
});
