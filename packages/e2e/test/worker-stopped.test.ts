import { answerAt, mailTo, times } from "@postlane/testkit";
import { test } from "vitest";
import { expectEachOnce, quickRule, sleep, usePostlane, waitUntil } from "../src/index.ts";

const postlane = usePostlane({ rules: [quickRule({ maxConnections: 1 })], workers: 0 });

test("a worker that is stopped for longer than its locks and then goes on sends nothing twice", async () => {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  const sink = await postlane().domain("b.test", "127.0.1.1", {
    script: times(1, answerAt("data", { until: gate })),
  });
  const sleeper = await postlane().addWorker();
  const mails = Array.from({ length: 20 }, () => mailTo("a@b.test"));
  await postlane().sendAll(mails);
  await waitUntil("a transaction waits for its 354", () => sink.journal.transactions.length === 1);
  process.kill(sleeper.pid, "SIGSTOP");
  await postlane().addWorker();
  await sink.waitForAccepted(20, 30_000);
  process.kill(sleeper.pid, "SIGCONT");
  release();
  await sleep(4_000);
  expectEachOnce(
    mails.map((mail) => mail.id),
    sink,
  );
});

test("nor one that was stopped in the middle of the content", async () => {
  let release = (): void => {};
  const stallUntil = new Promise<void>((resolve) => (release = resolve));
  const sink = await postlane().domain("c.test", "127.0.1.2", {
    script: times(1, answerAt("data", { stallAfterBytes: 100_000, stallUntil })),
  });
  for (const worker of postlane().workers) await worker.stop();
  const sleeper = await postlane().addWorker();
  const mail = mailTo("a@c.test", { bytes: 3_000_000 });
  await postlane().send(mail);
  await waitUntil("content is under way", () => (sink.journal.transactions[0]?.sizeBytes ?? 0) >= 100_000);
  process.kill(sleeper.pid, "SIGSTOP");
  await postlane().addWorker();
  await sink.waitForAccepted(1, 60_000);
  process.kill(sleeper.pid, "SIGCONT");
  release();
  await sleep(4_000);
  expectEachOnce([mail.id], sink);
});
