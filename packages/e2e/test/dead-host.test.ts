import { mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, finishedRecords, outline, quickRule, sleep, usePostlane } from "../src/index.ts";

const postlane = usePostlane({
  rules: [
    quickRule(),
    quickRule({ domain: "never.test", directAttempts: 3, relayAttempts: 0 }),
    quickRule({ domain: "old.test", expireAfterSeconds: 3, directAttempts: 100 }),
  ],
});

test("mail for a dead host waits and arrives when the host is back", async () => {
  const sink = await postlane().domain("b.test", "127.0.1.1");
  await sink.pause();
  const mails = Array.from({ length: 5 }, () => mailTo("a@b.test"));
  const sent = await postlane().sendAll(mails);
  await postlane().waitForRecords((records) => records.some((r) => r.kind === "deferred" && r.step === "connect"));
  await sleep(1_500);
  expect(sink.journal.totals.connections).toBe(0);
  await sink.resume();
  await sink.waitForAccepted(5);
  expectEachOnce(
    mails.map((mail) => mail.id),
    sink,
  );
  const records = await finishedRecords(postlane(), sent[0]!.messageId);
  expect(records.at(-1)!.kind).toBe("delivered");
});

test("the next MX is tried in the same attempt", async () => {
  const { dns } = postlane();
  dns.set("c.test", {
    mx: [
      { preference: 10, exchange: "dead.c.test" },
      { preference: 20, exchange: "live.c.test" },
    ],
  });
  dns.set("dead.c.test", { a: ["127.0.1.2"] });
  dns.set("live.c.test", { a: ["127.0.1.3"] });
  const sink = await postlane().receiver({ host: "127.0.1.3" });
  const sent = await postlane().send(mailTo("a@c.test"));
  const records = await finishedRecords(postlane(), sent.messageId);
  expect(outline(records)).toEqual(["received", "delivered data-end 2.0.0"]);
  expect(records[1]).toMatchObject({ attempt: 1, mxHost: "live.c.test" });
  const connects = records[1]!.transcript!.filter((entry) => entry.step === "connect").map((entry) => entry.command);
  expect(connects).toHaveLength(2);
  expect(connects[0]).toContain("127.0.1.2");
  expect(sink.accepted()).toHaveLength(1);
});

test("attempts are used up by the outages of the lane, then it bounces", async () => {
  const { dns } = postlane();
  dns.set("never.test", { a: ["127.0.1.4"] });
  const started = Date.now();
  const sent = await postlane().sendAll(Array.from({ length: 3 }, () => mailTo("a@never.test")));
  for (const { messageId } of sent) {
    const records = await finishedRecords(postlane(), messageId);
    expect(records.at(-1)).toMatchObject({ kind: "bounced", step: "connect", enhancedCode: "4.4.1", attempt: 3 });
  }
  expect(Date.now() - started).toBeGreaterThan(1_900);
});

test("mail that waited longer than its time expires, though attempts are left", async () => {
  postlane().dns.set("old.test", { a: ["127.0.1.5"] });
  const sent = await postlane().send(mailTo("a@old.test"));
  const records = await finishedRecords(postlane(), sent.messageId);
  expect(records.at(-1)).toMatchObject({ kind: "expired", step: "connect", recipients: ["a@old.test"] });
  expect(records.at(-1)!.sinceReceivedMs).toBeGreaterThanOrEqual(3_000);
});
