import { answerAt, mailTo, messageOf, type Receiver, type TransactionEntry } from "@postlane/testkit";
import { expect, test } from "vitest";
import { finishedRecords, quickRule, usePostlane, waitUntil } from "../src/index.ts";

const postlane = usePostlane({
  rules: [
    quickRule({ relayAttempts: 0 }),
    quickRule({ domain: "late.test", relayAttempts: 0, expireAfterSeconds: 10, directAttempts: 100 }),
    quickRule({ domain: "dead.test", relayAttempts: 0, expireAfterSeconds: 15, directAttempts: 100 }),
  ],
  settings: { general: { reports: { delayAfterSeconds: 2 } } },
});
const REFUSED = answerAt("rcpt", "550 5.1.1 No such user", ({ recipient }) => recipient?.startsWith("nobody") ?? false);

/** A receiver for the domain of a test's sender. */
async function senders(domain: string, host: string, more: object = {}): Promise<Receiver> {
  return postlane().domain(domain, host, { keep: "content", ...more });
}

function reportsAt(sink: Receiver): TransactionEntry[] {
  return sink.journal.transactions.filter((transaction) => transaction.accepted && transaction.reversePath === "");
}

function textOf({ content }: TransactionEntry): string {
  return content!.toString("latin1");
}

test.concurrent("a bounce comes back to the sender as a report without a sender of its own", async () => {
  const home = await senders("home.test", "127.0.4.1", { capabilities: ["PIPELINING", "DSN"] });
  await postlane().domain("b.test", "127.0.4.2", { script: REFUSED });
  const mail = mailTo(["nobody1@b.test", "nobody2@b.test", "there@b.test"], { from: "me@home.test" });
  const sent = await postlane().send({
    ...mail,
    parameters: "ENVID=order+2B7 RET=FULL",
    rcptParameters: { "nobody1@b.test": "ORCPT=rfc822;old+2Bname@b.test" },
  });
  await home.waitForAccepted(1);
  const [report] = reportsAt(home);
  expect(report).toMatchObject({
    reversePath: "",
    recipients: [{ address: "me@home.test", parameters: "NOTIFY=NEVER" }],
  });
  const text = textOf(report!);
  expect(text).toContain("To: <me@home.test>\r\n");
  expect(text).toContain("Auto-Submitted: auto-replied\r\n");
  expect(text).toContain("Reporting-MTA: dns; postlane.test\r\nOriginal-Envelope-Id: order+7\r\n");
  expect(text).toContain(
    "Original-Recipient: rfc822;old+name@b.test\r\nFinal-Recipient: rfc822;nobody1@b.test\r\nAction: failed\r\nStatus: 5.1.1\r\n" +
      "Remote-MTA: dns; mx.b.test\r\nDiagnostic-Code: smtp; 550 5.1.1 No such user\r\n",
  );
  expect(text).toContain("Final-Recipient: rfc822;nobody2@b.test");
  expect(text).not.toContain("there@b.test\r\nAction");
  expect(text).toContain("Content-Type: message/rfc822");
  expect(text).toContain(mail.content.toString("latin1"));
  const bounced = (await finishedRecords(postlane(), sent.messageId, 3)).find(({ kind }) => kind === "bounced");
  const all = await postlane().records();
  expect(all.find(({ id }) => id === `${bounced!.reportId}/0/received`)).toMatchObject({
    reversePath: "",
    recipients: ["me@home.test"],
    reportOf: sent.messageId,
  });
});

test.concurrent("a report that bounces makes no report, nor does a message without a sender", async () => {
  const home = await senders("gone.test", "127.0.4.3", { script: answerAt("rcpt", "550 5.1.1 No such user") });
  await postlane().domain("c.test", "127.0.4.4", { script: REFUSED });
  const sent = await postlane().send(mailTo("nobody@c.test", { from: "nobody@gone.test" }));
  const none = await postlane().send(mailTo("nobody@c.test", { from: "" }));
  const [, bounced] = await finishedRecords(postlane(), sent.messageId);
  const ofReport = await finishedRecords(postlane(), bounced!.reportId);
  expect(ofReport.map(({ kind, reportId }) => [kind, reportId])).toEqual([
    ["received", undefined],
    ["bounced", undefined],
  ]);
  expect((await finishedRecords(postlane(), none.messageId)).at(-1)).toMatchObject({ kind: "bounced" });
  const reports = (await postlane().records()).filter(({ reportOf }) =>
    [sent.messageId, none.messageId, bounced!.reportId].includes(reportOf),
  );
  expect(reports).toHaveLength(1);
  expect(home.journal.transactions).toHaveLength(1);
});

test.concurrent("NOTIFY is kept to: NEVER and SUCCESS alone are no failure, SUCCESS is told where the server will not", async () => {
  const home = await senders("asks.test", "127.0.4.5");
  await postlane().domain("d.test", "127.0.4.6", { script: REFUSED, capabilities: ["PIPELINING"] });
  const dsn = await postlane().domain("e.test", "127.0.4.7", { capabilities: ["PIPELINING", "DSN"] });
  const to = ["nobody1@d.test", "nobody2@d.test", "glad@d.test", "glad@e.test"];
  const sent = await postlane().send({
    ...mailTo(to, { from: "me@asks.test" }),
    parameters: "RET=HDRS ENVID=q",
    rcptParameters: {
      "nobody1@d.test": "NOTIFY=NEVER",
      "nobody2@d.test": "NOTIFY=SUCCESS",
      "glad@d.test": "NOTIFY=SUCCESS,FAILURE",
      "glad@e.test": "NOTIFY=SUCCESS ORCPT=rfc822;x@e.test",
    },
  });
  const records = await finishedRecords(postlane(), sent.messageId, 4);
  await home.waitForAccepted(1);
  expect(dsn.journal.transactions[0]).toMatchObject({
    parameters: expect.stringContaining("RET=HDRS ENVID=q"),
    recipients: [{ parameters: "NOTIFY=SUCCESS ORCPT=rfc822;x@e.test" }],
  });
  const text = textOf(reportsAt(home)[0]!);
  expect(text).toContain("Final-Recipient: rfc822;glad@d.test\r\nAction: relayed\r\nStatus: 2.0.0\r\n");
  expect(text).toContain("Content-Type: text/rfc822-headers");
  expect(records.filter(({ reportId }) => reportId).map(({ kind, recipients }) => [kind, recipients])).toEqual([
    ["delivered", ["glad@d.test"]],
  ]);
  expect(home.journal.transactions).toHaveLength(1);
});

test.concurrent("a delay is told once, to whom asked, then the end", async () => {
  const home = await senders("waits.test", "127.0.4.8");
  await postlane().domain("late.test", "127.0.4.9", { script: answerAt("rcpt", "450 4.2.0 Not now") });
  const sent = await postlane().send({
    ...mailTo(["a@late.test", "b@late.test"], { from: "me@waits.test" }),
    rcptParameters: { "a@late.test": "NOTIFY=DELAY,FAILURE" },
  });
  await finishedRecords(postlane(), sent.messageId, 2);
  await home.waitForAccepted(2);
  const [delay, failure] = reportsAt(home).map(textOf);
  expect(delay).toContain("Final-Recipient: rfc822;a@late.test\r\nAction: delayed\r\nStatus: 4.2.0\r\n");
  expect(delay).toContain("Will-Retry-Until: ");
  expect(delay).not.toContain("b@late.test\r\nAction");
  expect(failure).toContain("Final-Recipient: rfc822;a@late.test\r\nAction: failed\r\nStatus: 4.4.7\r\n");
  expect(failure).toContain("Diagnostic-Code: smtp; 450 4.2.0 Not now\r\n");
  expect(failure).toContain("Final-Recipient: rfc822;b@late.test\r\nAction: failed");
  expect(reportsAt(home)).toHaveLength(2);
});

test.concurrent("a delay is told of all that waits behind a host that is away, each once", async () => {
  const home = await senders("many.test", "127.0.4.10");
  postlane().dns.set("dead.test", { mx: [{ preference: 10, exchange: "mx.dead.test" }] });
  postlane().dns.set("mx.dead.test", { a: ["127.0.4.11"] });
  const mails = Array.from({ length: 30 }, (_, n) => ({
    ...mailTo(`a${n}@dead.test`, { from: `me${n}@many.test` }),
    rcptParameters: { [`a${n}@dead.test`]: "NOTIFY=DELAY" },
  }));
  const sent = await postlane().sendAll(mails);
  await home.waitForAccepted(30);
  for (const { messageId } of sent) await finishedRecords(postlane(), messageId);
  const told = reportsAt(home).map((report) => report.recipients[0]!.address);
  expect([...told].sort()).toEqual(mails.map(({ from }) => from).sort());
});

test.concurrent("hostile content makes neither a field nor a part", async () => {
  const home = await senders("safe.test", "127.0.4.12");
  await postlane().domain("evil.test", "127.0.4.13", {
    script: answerAt("rcpt", {
      reply: Buffer.from(
        `550-5.1.1 \x1b[31m${"A".repeat(900)}\r\n550 5.1.1 Bcc: x@y.test\tAction: delivered\xff\r\n`,
        "latin1",
      ),
    }),
  });
  const content = messageOf("Hi.\r\n", { "X-Odd": "\xc3\xa4 --report-", Subject: "=?utf-8?q?x?=\r\n Bcc: y@z.test" });
  await postlane().send({ from: "me@safe.test", to: ["a@evil.test"], content });
  await home.waitForAccepted(1);
  const text = textOf(reportsAt(home)[0]!);
  const head = text.slice(0, text.indexOf("\r\n\r\n"));
  expect(
    head
      .split("\r\n")
      .filter((line) => /^[A-Za-z-]+:/.test(line))
      .map((line) => line.split(":")[0]),
  ).toEqual([
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
  ]);
  expect(text.match(/^Action: .*$/gm)).toEqual(["Action: failed"]);
  expect(text.split("\r\n").every((line) => line.length <= 998)).toBe(true);
  expect(text).not.toContain("\x1b");
  await waitUntil("it was taken", () => home.journal.totals.accepted >= 1);
});
