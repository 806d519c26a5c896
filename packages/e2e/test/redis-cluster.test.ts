import { answerAt, mailTo, type Receiver, times } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, finishedRecords, outline, quickRule, sleep, usePostlane } from "../src/index.ts";

const domains = Array.from({ length: 12 }, (_, i) => `d${i}.test`);
let sinks: readonly Receiver[];
const postlane = usePostlane(
  {
    rules: [quickRule({ maxConnections: 2 })],
    cluster: true,
    processes: 2,
    workers: 2,
    env: { POSTLANE_SESSION_SHARDS: "3" },
  },
  async (fresh) => {
    sinks = await Promise.all(domains.map((domain, i) => fresh.domain(domain, `127.0.1.${i + 1}`)));
  },
);

test("everything works on a Redis Cluster, with several ingress processes and shards of tickets", async () => {
  for (const sink of sinks) sink.setScript(times(1, answerAt("rcpt", "451 4.3.0 Later")));
  const mails = Array.from({ length: 240 }, (_, i) => mailTo(`a@${domains[i % domains.length]}`));
  const sent = await postlane().sendAll(mails, { connections: 8 });
  await Promise.all(sinks.map((sink) => sink.waitForAccepted(20, 60_000)));
  expectEachOnce(
    mails.map((mail) => mail.id),
    ...sinks,
  );
  expect(Math.max(...sinks.map((sink) => sink.journal.totals.maxOpen))).toBeLessThanOrEqual(2);
  const records = await finishedRecords(postlane(), sent[0]!.messageId);
  expect(outline(records).at(-1)).toBe("delivered data-end 2.0.0");
});

test("a mail for domains on all nodes", async () => {
  const sent = await postlane().send(mailTo(Array.from({ length: 12 }, (_, i) => `b@d${i}.test`)));
  const records = await finishedRecords(postlane(), sent.messageId, 12);
  expect(records.filter((record) => record.kind === "delivered")).toHaveLength(12);
});

test("a bounce is reported, once", async () => {
  const home = await postlane().domain("home.test", "127.0.1.20");
  await postlane().domain("refused.test", "127.0.1.21", { script: answerAt("rcpt", "550 5.1.1 No such user") });
  const senders = Array.from({ length: 12 }, (_, i) => `a${i}@home.test`);
  await postlane().sendAll(senders.map((from, i) => mailTo(`b${i}@refused.test`, { from })));
  await home.waitForAccepted(senders.length);
  expect(
    home
      .accepted()
      .map(({ recipients }) => recipients[0]!.address)
      .sort(),
  ).toEqual([...senders].sort());
});

test("a bounce suppresses its address, and a repeated submission is one mail", async () => {
  const sink = await postlane().domain("some.test", "127.0.1.30", {
    script: answerAt("rcpt", "550 5.1.1 No such user", (event) => event.recipient === "gone@some.test"),
  });
  const gone = await postlane().send(mailTo("gone@some.test"));
  await finishedRecords(postlane(), gone.messageId);
  // Its entry is written right after; then it holds within a second.
  await sleep(2_000);
  const next = await postlane().send(mailTo(["gone@some.test", "here@some.test"]));
  const kinds = (await finishedRecords(postlane(), next.messageId, 2)).map(({ kind }) => kind);
  expect(kinds.toSorted()).toEqual(["delivered", "received", "suppressed"]);

  const content = "Subject: once\r\nIdempotency-Key: k1\r\n\r\nHello.\r\n";
  const again = Array.from({ length: 6 }, () => ({ from: "a@c.test", to: ["once@some.test"], content }));
  const answers = await postlane().sendAll(again, { connections: 6 });
  expect(new Set(answers.map(({ messageId }) => messageId)).size).toBe(1);
  await finishedRecords(postlane(), answers[0]!.messageId);
  expect(sink.accepted()).toHaveLength(2);
});
