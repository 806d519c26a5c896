import { createHash } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import {
  answerAt,
  AWKWARD_BODIES,
  bigMessage,
  mailTo,
  messageOf,
  openSmtp,
  type Receiver,
  type ReceiverOptions,
  smtpSend,
  smtpSendAll,
  startReceiver,
} from "../src/index.ts";

const open: Receiver[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.stop()));
});

async function receiver(options: Partial<ReceiverOptions> = {}): Promise<Receiver> {
  const made = await startReceiver({ host: "127.0.1.1", ...options });
  open.push(made);
  return made;
}

test("takes a mail and writes down what came", async () => {
  const sink = await receiver({ keep: "content" });
  const mail = mailTo(["a@b.test", "c@b.test"]);
  const sent = await smtpSend(sink, { ...mail, parameters: "BODY=8BITMIME SIZE=10" });
  expect(sent.ok).toBe(true);
  const [entry] = sink.accepted();
  expect(entry).toMatchObject({
    reversePath: "sender@client.test",
    parameters: "BODY=8BITMIME SIZE=10",
    testId: mail.id,
    sizeBytes: mail.content.length,
    sha256: createHash("sha256").update(mail.content).digest("hex"),
  });
  expect(entry!.content!.equals(mail.content)).toBe(true);
  expect(entry!.recipients.map((r) => r.address)).toEqual(["a@b.test", "c@b.test"]);
  expect(sink.journal.totals).toMatchObject({ connections: 1, open: 0, maxOpen: 1 });
  expect(sink.journal.violations).toEqual([]);
});

test.each(Object.entries(AWKWARD_BODIES))("keeps content exactly: %s", async (_name, body) => {
  const sink = await receiver({ keep: "content" });
  const content = messageOf(body);
  await smtpSend(sink, { from: "", to: ["a@b.test"], content });
  const expected = content.subarray(-2).toString() === "\r\n" ? content : Buffer.concat([content, Buffer.from("\r\n")]);
  expect(sink.accepted()[0]!.content!.toString("latin1")).toBe(expected.toString("latin1"));
});

test("finds the final dot however the bytes are cut", async () => {
  const sink = await receiver({ keep: "content" });
  const wire = "..\r\n...x\r\n\r\r\n\n.\r\n\r\n.\r\nMAIL FROM:<n@b.test>\r\n";
  const content = ".\r\n..x\r\n\r\r\n\n.\r\n\r\n";
  const client = await openSmtp(sink);
  for (const size of [1, 2, 3, 4, 5, 7]) {
    await client.command("RSET");
    await client.command("MAIL FROM:<a@b.test>");
    await client.command("RCPT TO:<a@b.test>");
    await client.command("DATA");
    for (let at = 0; at < wire.length; at += size) {
      await client.write(wire.slice(at, at + size));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect((await client.reply()).code).toBe(250);
    expect((await client.reply()).text).toBe("2.1.0 OK");
    expect(sink.accepted().at(-1)!.content!.toString()).toBe(content);
  }
  client.destroy();
});

test("streams 40 MB", async () => {
  const sink = await receiver({ keep: "nothing" });
  await smtpSend(sink, { from: "a@b.test", to: ["c@d.test"], content: bigMessage(40_000_000, "big") });
  expect(sink.accepted()[0]).toMatchObject({ testId: "big" });
  expect(sink.accepted()[0]!.sizeBytes).toBeGreaterThanOrEqual(40_000_000);
});

test.each(["greeting", "ehlo", "mail", "rcpt", "data", "data-end"] as const)("refuses at %s", async (step) => {
  const sink = await receiver({ script: answerAt(step, "451 4.3.0 not now") });
  const client = await openSmtp(sink);
  const replies = [client.greeting];
  for (const line of ["EHLO me", "MAIL FROM:<a@b.test>", "RCPT TO:<a@b.test>", "DATA", "."]) {
    if (replies.at(-1)!.code === 451) break;
    replies.push(await client.command(line));
  }
  expect(replies.at(-1)).toEqual({ code: 451, text: "4.3.0 not now" });
  expect(replies).toHaveLength(["greeting", "ehlo", "mail", "rcpt", "data", "data-end"].indexOf(step) + 1);
  expect(sink.accepted()).toEqual([]);
  client.destroy();
});

test("delays, drips, drops, hangs and talks garbage", async () => {
  let gate = (): void => {};
  const sink = await receiver({
    script: (event) => {
      if (event.command === "NOOP slow") return { delayMs: 100 };
      if (event.command === "NOOP drip") return { pieceBytes: 3, pieceDelayMs: 20 };
      if (event.command === "NOOP garbage") return Buffer.from("\x00xyz\r\n");
      if (event.command === "NOOP gate") return { until: new Promise<void>((resolve) => (gate = resolve)) };
      if (event.command === "NOOP drop") return { drop: true };
      return undefined;
    },
  });
  const client = await openSmtp(sink);
  const started = Date.now();
  expect((await client.command("NOOP slow")).code).toBe(250);
  expect(Date.now() - started).toBeGreaterThanOrEqual(99);
  // Answers keep their order: what was sent behind a slow command waits for it.
  await client.write("NOOP drip\r\nNOOP second\r\n");
  expect(await client.reply()).toEqual({ code: 250, text: "2.0.0 OK" });
  expect(await client.reply()).toEqual({ code: 250, text: "2.0.0 OK" });
  expect((await client.command("NOOP garbage")).code).toBeNaN();
  const gated = client.command("NOOP gate");
  await new Promise((resolve) => setTimeout(resolve, 30));
  gate();
  expect((await gated).code).toBe(250);
  await expect(client.command("NOOP drop")).rejects.toThrow("closed");
});

test("stops reading or closes in the middle of content", async () => {
  const sink = await receiver({ script: answerAt("data", { dropAfterBytes: 1_000 }) });
  await expect(smtpSend(sink, mailTo("a@b.test", { bytes: 5_000 }))).rejects.toThrow();
  expect(sink.journal.transactions[0]).toMatchObject({ complete: false, accepted: false });
  sink.setScript(answerAt("data", { stallAfterBytes: 1_000 }));
  const stalled = smtpSend(sink, { from: "a@b.test", to: ["c@d.test"], content: bigMessage(30_000_000, "x") });
  stalled.catch(() => {});
  await expect.poll(() => sink.journal.transactions.length).toBe(2);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(sink.journal.transactions[1]!.sizeBytes).toBeLessThan(1_000_000);
  sink.dropConnections();
  await expect(stalled).rejects.toThrow();
  const stallUntil = new Promise((resolve) => setTimeout(resolve, 100));
  sink.setScript(answerAt("data", { stallAfterBytes: 1_000, stallUntil }));
  expect((await smtpSend(sink, mailTo("a@b.test", { bytes: 5_000 }))).ok).toBe(true);
});

test("STARTTLS, implicit TLS and AUTH", async () => {
  const sink = await receiver({ tls: "starttls", users: { me: "secret" } });
  const auth = { username: "me", password: "secret" };
  expect((await smtpSend(sink, mailTo("a@b.test"), { tls: "starttls", auth })).ok).toBe(true);
  expect(sink.journal.connections[0]).toMatchObject({ tls: true, username: "me" });
  await expect(smtpSend(sink, mailTo("a@b.test"), { auth: { ...auth, password: "no" } })).rejects.toThrow("535");
  expect((await smtpSend(sink, mailTo("a@b.test"))).reply.code).toBe(530);
  const implicit = await receiver({ tls: "implicit" });
  expect((await smtpSend(implicit, mailTo("a@b.test"), { tls: "implicit" })).ok).toBe(true);
});

test("AUTH LOGIN in two answers", async () => {
  const sink = await receiver({ users: { me: "secret" } });
  const client = await openSmtp(sink);
  await client.command("EHLO x");
  expect((await client.command("AUTH LOGIN")).code).toBe(334);
  expect((await client.command(Buffer.from("me").toString("base64"))).code).toBe(334);
  expect((await client.command(Buffer.from("secret").toString("base64"))).code).toBe(235);
  client.destroy();
});

test("pause refuses new connections, resume takes them again", async () => {
  const sink = await receiver();
  const client = await openSmtp(sink);
  await sink.pause();
  await expect(openSmtp(sink)).rejects.toThrow("ECONNREFUSED");
  expect((await client.command("NOOP")).code).toBe(250);
  await sink.resume();
  expect((await smtpSend(sink, mailTo("a@b.test"))).ok).toBe(true);
  client.destroy();
});

test("counts connections that are open at once", async () => {
  const sink = await receiver();
  await smtpSendAll(
    sink,
    Array.from({ length: 30 }, () => mailTo("a@b.test")),
    { connections: 3 },
  );
  expect(sink.journal.totals).toMatchObject({ connections: 3, maxOpen: 3, open: 0, accepted: 30 });
});

test("notes clients that break the rules", async () => {
  const sink = await receiver({ capabilities: [] });
  const client = await openSmtp(sink);
  await client.write("NOOP\r\nNOOP\r\n");
  await client.write("NOOP\n");
  for (let i = 0; i < 3; i++) await client.reply();
  await client.command("MAIL FROM:<a@b.test>");
  await client.command("RCPT TO:<a@b.test>");
  await client.write("DATA\r\ntoo early\r\n.\r\n");
  await client.reply();
  expect(sink.journal.violations.join("\n")).toMatch(/group without PIPELINING.*bare LF.*before the 354/s);
  client.destroy();
});
