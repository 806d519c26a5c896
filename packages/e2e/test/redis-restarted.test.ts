import { answerAt, mailTo, smtpSend } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, quickRule, sleep, usePostlane, waitUntil } from "../src/index.ts";

const postlane = usePostlane({ rules: [quickRule({ maxConnections: 4 })], workers: 2 });

test("Redis dies in the middle and comes back: no mail is lost, none sent twice, none acknowledged falsely", async () => {
  const sink = await postlane().domain("b.test", "127.0.1.1", { script: answerAt("data-end", { delayMs: 20 }) });
  const mails = Array.from({ length: 300 }, () => mailTo("a@b.test"));
  const sent = await postlane().sendAll(mails);
  expect(sent.every((one) => one.ok)).toBe(true);
  await sink.waitForAccepted(50);
  await postlane().redis.kill();
  const started = Date.now();
  const refused = await smtpSend(postlane().smtp, mailTo("a@b.test")).catch((error: Error) => error);
  if (refused instanceof Error) throw refused;
  expect(refused.reply).toMatchObject({ code: 451, text: expect.stringContaining("4.3.0") });
  expect(Date.now() - started).toBeLessThan(5_000);
  await sleep(2_000);
  await postlane().redis.start();
  await sink.waitForAccepted(300, 60_000);
  await sleep(3_000);
  expectEachOnce(
    mails.map((mail) => mail.id),
    sink,
  );
  const after = mailTo("a@b.test");
  await waitUntil("mail is accepted again", async () => (await postlane().send(after)).ok);
  await waitUntil("and delivered", () => sink.accepted().some((entry) => entry.testId === after.id));
});

test("a pause of Redis shorter than a lock goes unnoticed", async () => {
  const sink = await postlane().domain("c.test", "127.0.1.2", { script: answerAt("data-end", { delayMs: 300 }) });
  const mails = Array.from({ length: 8 }, () => mailTo("a@c.test"));
  await postlane().sendAll(mails);
  await waitUntil("mail is under way", () => sink.journal.transactions.some((t) => t.complete));
  process.kill(postlane().redis.pid, "SIGSTOP");
  await sleep(1_000);
  process.kill(postlane().redis.pid, "SIGCONT");
  await sink.waitForAccepted(8);
  await sleep(4_000);
  expectEachOnce(
    mails.map((mail) => mail.id),
    sink,
  );
});
