import { greylist, mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, finishedRecords, outline, quickRule, usePostlane } from "../src/index.ts";

const postlane = usePostlane({ rules: [quickRule(), quickRule({ domain: "c.test", failureDelaySeconds: 4 })] });

test("a greylisted mail is tried again after the failure delay and then taken", async () => {
  const sink = await postlane().domain("b.test", "127.0.1.1", { script: greylist(900) });
  const mail = mailTo("a@b.test");
  const sent = await postlane().send(mail);
  const records = await finishedRecords(postlane(), sent.messageId);
  expect(outline(records)).toEqual(["received", "deferred rcpt 4.2.0", "delivered data-end 2.0.0"]);
  expect(records[1]).toMatchObject({ attempt: 1, reply: { code: 450 } });
  expect(records[2]!.attempt).toBe(2);
  const [first, second] = sink.journal.transactions;
  expect(second!.mailAt - first!.endedAt!).toBeGreaterThanOrEqual(990);
  expect(records[1]!.nextAt).toBeGreaterThanOrEqual(records[1]!.at + 1_000);
  expectEachOnce([mail.id], sink);
});

test("mails behind a greylisted one go ahead at once", async () => {
  const waitAtFirst = greylist(900);
  const sink = await postlane().domain("c.test", "127.0.1.2", {
    script: (event) => (event.recipient === "new@c.test" ? waitAtFirst(event) : undefined),
  });
  const [first, ...rest] = ["new", "b", "c", "d"].map((name) => mailTo(`${name}@c.test`));
  await postlane().sendAll([first!, ...rest], { connections: 1 });
  await sink.waitForAccepted(4);
  const order = sink.accepted().map((entry) => entry.testId);
  expect(order.at(-1)).toBe(first!.id);
});
