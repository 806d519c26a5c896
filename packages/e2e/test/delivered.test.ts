import { mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { finishedRecords, outline, stepsOf, usePostlane } from "../src/index.ts";

const postlane = usePostlane();

test("a mail is accepted, delivered and explained", async () => {
  const sink = await postlane().domain("b.test", "127.0.1.1");
  const mail = mailTo("anna@b.test");
  const sent = await postlane().send({ ...mail, parameters: "BODY=8BITMIME" });
  expect(sent.reply.text).toMatch(/^2\.0\.0 queued as [0-9a-f-]{36}$/);
  const records = await finishedRecords(postlane(), sent.messageId);
  expect(outline(records)).toEqual(["received", "delivered data-end 2.0.0"]);
  expect(records[0]).toMatchObject({
    reversePath: "sender@client.test",
    recipients: ["anna@b.test"],
    clientAddress: "127.0.0.1",
    clientName: "client.test",
    subject: "Test",
  });
  expect(records[1]).toMatchObject({
    recipients: ["anna@b.test"],
    domain: "b.test",
    lane: "direct:b.test",
    attempt: 1,
    rule: "*",
    mxHost: "mx.b.test",
    mxAddress: "127.0.1.1",
  });
  expect(stepsOf(records[1])).toEqual(["dns", "connect", "greeting", "ehlo", "mail", "rcpt", "data", "data-end"]);
  const [entry] = sink.accepted();
  expect(entry).toMatchObject({ testId: mail.id, reversePath: "sender@client.test" });
  expect(entry!.recipients.map((r) => r.address)).toEqual(["anna@b.test"]);
  expect(sink.journal.connections[0]!.ehlo).toBe("postlane.test");
  expect(sink.journal.violations).toEqual([]);
});

test("several recipients over several domains: one transaction a domain, each with its own recipients", async () => {
  const sinks = [
    await postlane().domain("c.test", "127.0.1.2"),
    await postlane().domain("d.test", "127.0.1.3"),
    await postlane().domain("e.test", "127.0.1.4"),
  ];
  const mail = mailTo(["a@c.test", "b@d.test", "c@c.test", "D.E@E.Test", "f@d.test"]);
  const sent = await postlane().send(mail);
  const records = await finishedRecords(postlane(), sent.messageId, 5);
  expect(outline(records).sort()).toEqual([...Array(3).fill("delivered data-end 2.0.0"), "received"]);
  const recipients = sinks.map((sink) => sink.accepted().map((t) => t.recipients.map((r) => r.address)));
  expect(recipients).toEqual([[["a@c.test", "c@c.test"]], [["b@d.test", "f@d.test"]], [["D.E@e.test"]]]);
});

test("the null sender stays null", async () => {
  const sink = await postlane().domain("n.test", "127.0.1.5");
  const sent = await postlane().send(mailTo("a@n.test", { from: "" }));
  await finishedRecords(postlane(), sent.messageId);
  expect(sink.accepted()[0]!.reversePath).toBe("");
});

test("with an idle system the outcome is known within a second of the 250", async () => {
  await postlane().domain("idle.test", "127.0.1.6");
  const waits: number[] = [];
  for (let i = 0; i < 5; i++) {
    const sent = await postlane().send(mailTo("a@idle.test"));
    const records = await finishedRecords(postlane(), sent.messageId);
    waits.push(records.at(-1)!.sinceReceivedMs!);
  }
  expect(waits.sort((a, b) => a - b)[2]).toBeLessThan(1_000);
});

test("mail goes over TLS when the server offers it", async () => {
  const sink = await postlane().domain("tls.test", "127.0.1.7", { tls: "starttls" });
  const sent = await postlane().send(mailTo("a@tls.test"));
  const records = await finishedRecords(postlane(), sent.messageId);
  expect(sink.journal.connections[0]).toMatchObject({ tls: true });
  expect(records.at(-1)!.tlsVersion).toBe("TLSv1.3");
});

test("a domain that does not exist, or takes no mail, bounces at once", async () => {
  postlane().dns.set("null.test", { nullMx: true });
  const missing = await postlane().send(mailTo("a@missing.test"));
  const refusing = await postlane().send(mailTo("a@null.test"));
  expect(outline(await finishedRecords(postlane(), missing.messageId))).toEqual(["received", "bounced dns 5.1.2"]);
  expect(outline(await finishedRecords(postlane(), refusing.messageId))).toEqual(["received", "bounced dns 5.1.10"]);
});
