import { answerAt, mailTo, times } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, finishedRecords, quickRule, usePostlane, waitUntil } from "../src/index.ts";

const postlane = usePostlane({
  rules: [quickRule(), quickRule({ domain: "hold.test", uncertain: "hold" })],
  workers: 0,
});

test("killed before the final dot: another worker delivers it, once", async () => {
  const sink = await postlane().domain("b.test", "127.0.1.1", {
    script: times(1, answerAt("data", { until: new Promise(() => {}) })),
  });
  const victim = await postlane().addWorker();
  const mails = Array.from({ length: 10 }, () => mailTo("a@b.test"));
  await postlane().sendAll(mails);
  await waitUntil("a transaction hangs", () => sink.journal.transactions.some((t) => t.endedAt === undefined));
  victim.kill("SIGKILL");
  await postlane().addWorker();
  await sink.waitForAccepted(10, 30_000);
  expectEachOnce(
    mails.map((mail) => mail.id),
    sink,
  );
}, 60_000);

test("killed between the final dot and the answer: told as uncertain, and handled as the rule says", async () => {
  const hang = () => answerAt("data-end", { hang: true });
  const sink = await postlane().domain("c.test", "127.0.1.2", { script: times(1, hang()) });
  const held = await postlane().domain("hold.test", "127.0.1.3", { script: times(1, hang()) });
  for (const worker of postlane().workers) await worker.stop();
  const victim = await postlane().addWorker();
  const mail = mailTo("a@c.test");
  const retried = await postlane().send(mail);
  const kept = await postlane().send(mailTo("a@hold.test"));
  await waitUntil("both contents are there", () =>
    [sink, held].every((one) => one.journal.transactions.some((t) => t.complete)),
  );
  victim.kill("SIGKILL");
  await postlane().addWorker();
  const records = await finishedRecords(postlane(), retried.messageId, 1, 40_000);
  expect(records.at(-1)).toMatchObject({ kind: "delivered", uncertain: true });
  expectEachOnce([mail.id], sink);
  expect(sink.journal.transactions.filter((t) => t.complete)).toHaveLength(2);
  const end = (await finishedRecords(postlane(), kept.messageId, 1, 40_000)).at(-1);
  expect(end).toMatchObject({ kind: "held", uncertain: true });
  expect(held.journal.transactions).toHaveLength(1);
}, 90_000);
