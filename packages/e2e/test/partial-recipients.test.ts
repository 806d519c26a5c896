import { answerAt, firstOf, mailTo, times } from "@postlane/testkit";
import { expect, test } from "vitest";
import { finishedRecords, outline, quickRule, usePostlane } from "../src/index.ts";

const postlane = usePostlane({ rules: [quickRule()] });

test("of five recipients two are taken, two refused, one waits: each ends on its own, nobody gets it twice", async () => {
  const sink = await postlane().domain("b.test", "127.0.1.1", {
    script: firstOf(
      times(
        1,
        answerAt("rcpt", "452 4.2.2 Mailbox full", (event) => event.recipient === "full@b.test"),
      ),
      answerAt("rcpt", "550 5.1.1 No such user", (event) => event.recipient === "gone@b.test"),
      answerAt("rcpt", "553 5.7.1 Not for you", (event) => event.recipient === "closed@b.test"),
    ),
  });
  const names = ["one", "gone", "full", "closed", "two"].map((name) => `${name}@b.test`);
  const sent = await postlane().send(mailTo(names));
  const records = await finishedRecords(postlane(), sent.messageId, 5);
  const ends = Object.fromEntries(
    records
      .filter((r) => r.kind !== "received")
      .flatMap((r) => r.recipients.map((to) => [`${r.attempt} ${to}`, outline([r])[0]])),
  );
  expect(ends).toEqual({
    "1 one@b.test": "delivered data-end 2.0.0",
    "1 two@b.test": "delivered data-end 2.0.0",
    "1 gone@b.test": "bounced rcpt 5.1.1",
    "1 closed@b.test": "bounced rcpt 5.7.1",
    "1 full@b.test": "deferred rcpt 4.2.2",
    "2 full@b.test": "delivered data-end 2.0.0",
  });
  const tried = sink.journal.transactions.map((entry) => entry.recipients.map((r) => r.address));
  expect(tried).toEqual([names, ["full@b.test"]]);
});

test("content refused after some recipients were: the rest is tried again without them", async () => {
  const sink = await postlane().domain("c.test", "127.0.1.2", {
    script: firstOf(
      answerAt("rcpt", "550 5.1.1 No such user", (event) => event.recipient === "gone@c.test"),
      times(1, answerAt("data-end", "451 4.3.0 Try again")),
    ),
  });
  const sent = await postlane().send(mailTo(["gone@c.test", "a@c.test"]));
  const records = await finishedRecords(postlane(), sent.messageId, 2);
  expect(outline(records).sort()).toEqual([
    "bounced rcpt 5.1.1",
    "deferred data-end 4.3.0",
    "delivered data-end 2.0.0",
    "received",
  ]);
  expect(sink.journal.transactions[1]!.recipients.map((r) => r.address)).toEqual(["a@c.test"]);
});
