import { answerAt, mailTo, times } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, finishedRecords, outline, quickRule, usePostlane, waitUntil } from "../src/index.ts";

const before = usePostlane({ rules: [quickRule()], workers: 0 });
const after = usePostlane({
  rules: [quickRule(), quickRule({ domain: "hold.test", uncertain: "hold" })],
  workers: 0,
});

test.concurrent("killed before the final dot: another worker delivers it, once", async () => {
  const sink = await before().domain("b.test", "127.0.1.1", {
    script: times(1, answerAt("data", { until: new Promise(() => {}) })),
  });
  const victim = await before().addWorker();
  const mails = Array.from({ length: 10 }, () => mailTo("a@b.test"));
  await before().sendAll(mails);
  // Killed between the dot and the answer of another one it would have to send that one twice.
  await before().waitForRecords((records) => records.filter(({ kind }) => kind === "delivered").length === 9);
  await waitUntil("a transaction hangs", () => sink.journal.transactions.some((t) => t.endedAt === undefined));
  victim.kill("SIGKILL");
  await before().addWorker();
  await sink.waitForAccepted(10, 60_000);
  expectEachOnce(
    mails.map((mail) => mail.id),
    sink,
  );
});

test.concurrent("killed between the final dot and the answer: told as uncertain, and handled as the rule says", async () => {
  const hang = () => answerAt("data-end", { hang: true });
  const sink = await after().domain("c.test", "127.0.1.2", { script: times(1, hang()) });
  const held = await after().domain("hold.test", "127.0.1.3", { script: times(1, hang()) });
  const victim = await after().addWorker();
  const mail = mailTo("a@c.test");
  const retried = await after().send(mail);
  const kept = await after().send(mailTo("a@hold.test"));
  await waitUntil("both contents are there", () =>
    [sink, held].every((one) => one.journal.transactions.some((t) => t.complete)),
  );
  victim.kill("SIGKILL");
  await after().addWorker();
  const records = await finishedRecords(after(), retried.messageId, 1, 60_000);
  expect(outline(records)).toEqual(["received", "deferred data-end 4.4.2", "delivered data-end 2.0.0"]);
  expect(records[1]).toMatchObject({ uncertain: true });
  expectEachOnce([mail.id], sink);
  expect(sink.journal.transactions.filter((t) => t.complete)).toHaveLength(2);
  const end = (await finishedRecords(after(), kept.messageId, 1, 60_000)).at(-1);
  expect(end).toMatchObject({ kind: "held", uncertain: true });
  expect(held.journal.transactions).toHaveLength(1);
});
