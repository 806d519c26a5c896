import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { DEFAULT_SETTINGS } from "@postlane/settings";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectSmtp, type SmtpClient } from "./support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "./support/start-test-ingress.ts";

const INLINE = 10_000;
let ingress: TestIngress;
let client: SmtpClient;

beforeEach(async () => {
  ingress = await startTestIngress({
    inlineMaxBytes: INLINE,
    settings: {
      general: { ...DEFAULT_SETTINGS.general, maxMessageBytes: 300_000, maxRecipients: 100, maxReceivedHops: 5 },
    },
    limits: { maxLineBytes: 20_000, oversizeSlackBytes: 200_000 },
  });
  client = await connectSmtp(ingress.addresses[0]!);
  await client.ehlo();
});
afterEach(async () => {
  client.destroy();
  await ingress.close();
});
afterAll(stopTestRedis);

/** DATA with these bytes and nothing added. @returns the reply */
async function data(bytes: string | Buffer): Promise<string> {
  await begin();
  client.send(bytes);
  return client.reply();
}

/** Up to 354. */
async function begin(): Promise<void> {
  await client.say("MAIL FROM:<a@example.com>");
  await client.say("RCPT TO:<b@example.net>");
  expect(await client.say("DATA")).toMatch(/^354/);
}

/** What intake got, without our Received field. */
function arrived(at = 0): Buffer {
  const { content } = ingress.intake.taken[at]!;
  const header = /^Received: from client\.example [^\n]*\n(?:\t[^\n]*\n)*/.exec(content.toString("latin1"))!;
  return content.subarray(header[0].length);
}

describe("content arrives byte for byte", () => {
  const allBytes = Buffer.from([...Array(256).keys()].filter((byte) => byte !== 13 && byte !== 10));
  it.each([
    ["nothing", ""],
    ["an empty line", "\r\n"],
    ["a header without body", "Subject: x\r\n"],
    ["a body without header", "\r\nhello\r\n"],
    ["dots", ".\r\n..\r\n...a\r\n .\r\na.\r\n"],
    ["blanks at the end of lines", "Subject: x \t\r\n\r\n  \r\n\t\r\nx  \r\n"],
    ["every byte but CR and LF", Buffer.concat([Buffer.from("Subject: x\r\n\r\n"), allBytes, Buffer.from("\r\n")])],
    ["a line of 19,998 bytes", `Subject: x\r\n\r\n${"y".repeat(19_998)}\r\n`],
    ["just what goes in one piece", Buffer.from(`\r\n${"z".repeat(60)}\r\n`.repeat(145))],
    ["more than goes in one piece", Buffer.from(`\r\n${"z".repeat(60)}\r\n`.repeat(200))],
    ["random 8-bit lines", randomLines(200_000)],
  ])("%s", async (_what, content) => {
    const bytes = Buffer.from(content);
    expect(await data(Buffer.concat([stuff(bytes), Buffer.from(".\r\n")]))).toMatch(/^250 2\.0\.0 queued as /);
    expect(arrived().equals(bytes)).toBe(true);
    expect(ingress.intake.taken[0]!.streamed).toBe(ingress.intake.taken[0]!.content.length > INLINE);
  });

  it("in pieces of any size", async () => {
    const bytes = randomLines(30_000);
    const wire = Buffer.concat([stuff(bytes), Buffer.from(".\r\n")]);
    await begin();
    for (let at = 0, size = 1; at < wire.length; at += size, size = (size * 7) % 1_501) {
      client.send(wire.subarray(at, at + size));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await client.reply()).toMatch(/^250/);
    expect(arrived().equals(bytes)).toBe(true);
  });

  it("one message after the other in one write", async () => {
    const transaction = "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n";
    client.send(`${transaction}one\r\n.\r\n${transaction}two\r\n.\r\nNOOP\r\n`);
    const codes = [];
    for (let count = 0; count < 9; count++) codes.push((await client.reply()).slice(0, 3));
    expect(codes).toEqual(["250", "250", "354", "250", "250", "250", "354", "250", "250"]);
    expect([arrived(0).toString(), arrived(1).toString()]).toEqual(["one\r\n", "two\r\n"]);
  });
});

describe("what content tells", () => {
  it.each([
    [
      "Subject: x\r\nMessage-ID: <1@x>\r\n\r\nb\r\n",
      { messageIdHeader: "<1@x>", subject: "x", utf8Headers: false, eightBit: false },
    ],
    ["Subject: x\r\n\r\nfür\r\n", { utf8Headers: false, eightBit: true }],
    ["Subject: für\r\n\r\nb\r\n", { subject: "für", utf8Headers: true, eightBit: true }],
    ["b\r\n", { messageIdHeader: undefined, subject: undefined, utf8Headers: false, eightBit: false }],
  ])("%j", async (content, facts) => {
    await data(`${content}.\r\n`);
    expect(ingress.intake.taken[0]!.facts).toMatchObject(facts);
  });

  it("in a stream, too", async () => {
    await data(`Subject: x\r\n\r\n${"y\r\n".repeat(10_000)}ü\r\n.\r\n`);
    expect(ingress.intake.taken[0]).toMatchObject({ streamed: true, facts: { subject: "x", eightBit: true } });
  });
});

describe("content is refused, nothing of it is kept, and the session goes on", () => {
  const big = "y".repeat(78) + "\r\n";
  it.each([
    ["a bare LF", "Subject: x\r\n\r\na\nb\r\n.\r\n", "550 5.5.2"],
    ["a bare CR", "Subject: x\r\n\r\na\rb\r\n.\r\n", "550 5.5.2"],
    ["a bare LF in a long message", `${big.repeat(500)}a\nb\r\n.\r\n`, "550 5.5.2"],
    ["a line too long", `Subject: x\r\n\r\n${"y".repeat(20_000)}\r\n.\r\n`, "554 5.6.0"],
    ["a loop", `${"Received: from a\r\n".repeat(6)}\r\nx\r\n.\r\n`, "554 5.4.6"],
    ["a loop in a long message", `${"Received: from a\r\n".repeat(6)}\r\n${big.repeat(500)}.\r\n`, "554 5.4.6"],
    ["a loop with headers only", `${"Received: from a\r\n".repeat(6)}.\r\n`, "554 5.4.6"],
    ["too many bytes (S2)", `${big.repeat(4_000)}.\r\n`, "552 5.3.4"],
    ["SMTP smuggling by CR . CR", "a\r.\rMAIL FROM:<smuggled@example.com>\r\n.\r\n", "550 5.5.2"],
  ])("%s", async (_what, content, reply) => {
    expect(await data(content)).toMatch(new RegExp(`^${reply.replaceAll(".", "\\.")} `));
    expect(ingress.intake.taken).toEqual([]);
    expect(await data("fine\r\n.\r\n")).toMatch(/^250/);
    expect(arrived().toString()).toBe("fine\r\n");
  });

  it("five hops are taken when five are allowed", async () => {
    expect(await data(`${"Received: from a\r\n".repeat(5)}\r\nx\r\n.\r\n`)).toMatch(/^250/);
  });

  it("a size declared too large is refused before DATA", async () => {
    expect(await client.say("MAIL FROM:<a@example.com> SIZE=300001")).toMatch(/^552 5\.3\.4/);
    expect(await client.say("MAIL FROM:<a@example.com> SIZE=300000")).toMatch(/^250/);
  });

  it("the size limit counts the client's bytes, not ours and not the stuffing", async () => {
    const exact = `${".".repeat(98)}\r\n`.repeat(3_000);
    expect(await data(`${stuff(Buffer.from(exact))}.\r\n`)).toMatch(/^250/);
    expect(await data(`${stuff(Buffer.from(exact))}x\r\n.\r\n`)).toMatch(/^552/);
  });

  it("a new size limit is announced and holds", async () => {
    ingress.change({
      general: { ...DEFAULT_SETTINGS.general, maxMessageBytes: 1_000, maxRecipients: 10, maxReceivedHops: 5 },
    });
    expect(await client.ehlo()).toContain("SIZE 1000");
    expect(await data(`${big.repeat(20)}.\r\n`)).toMatch(/^552/);
  });
});

describe("content ends the session when", () => {
  it.each([
    ["LF . LF", "a\n.\nMAIL FROM:<smuggled@example.com>\r\nRCPT TO:<b@example.net>\r\nDATA\r\nx\r\n.\r\n"],
    ["LF . CR LF", "a\n.\r\nMAIL FROM:<smuggled@example.com>\r\nRCPT TO:<b@example.net>\r\nDATA\r\nx\r\n.\r\n"],
    ["CR LF . LF", "a\r\n.\nMAIL FROM:<smuggled@example.com>\r\nRCPT TO:<b@example.net>\r\nDATA\r\nx\r\n.\r\n"],
  ])("%s stands where another server may see its end: what follows is not run (smuggling)", async (_what, bytes) => {
    expect(await data(bytes)).toMatch(/^550 5\.5\.2/);
    expect(await client.reply()).toBe("");
    await sleep(50);
    expect(ingress.intake.taken).toEqual([]);
  });

  it("the client sends on and on beyond the limit (S2)", async () => {
    await begin();
    const { socket } = client;
    const chunk = Buffer.from(`${"y".repeat(998)}\r\n`.repeat(16));
    let sent = 0;
    while (!socket.destroyed && socket.writable && sent < 50_000_000) {
      sent += chunk.length;
      if (!socket.write(chunk)) await Promise.race([once(socket, "drain"), once(socket, "close"), sleep(1_000)]);
      if ((await Promise.race([client.closed().then(() => true), sleep(0, false)])) === true) break;
    }
    expect(await client.reply()).toMatch(/^552 5\.3\.4/);
    expect(sent).toBeLessThan(10_000_000);
    expect(ingress.intake.taken).toEqual([]);
  });
});

describe("a client that goes away", () => {
  it.each([
    ["in the middle of a short message", "Subject: x\r\n", 0],
    ["in the middle of a long message", "y\r\n".repeat(10_000), 1],
    ["before the last byte of the dot", `${"y\r\n".repeat(10_000)}.\r`, 1],
  ])("%s leaves nothing behind (S20)", async (_what, bytes, handedOver) => {
    await begin();
    client.send(bytes);
    await sleep(30);
    client.destroy();
    await until(() => ingress.sessions === 0 && ingress.intake.failures.length === handedOver);
    expect(ingress.intake.taken).toEqual([]);
  });

  it("while its message is being committed loses only the reply", async () => {
    const reached = Promise.withResolvers<void>();
    let release = (): void => {};
    ingress.intake.beforeCommit = () => {
      reached.resolve();
      return new Promise<void>((resolve) => (release = resolve));
    };
    await begin();
    client.send("x\r\n.\r\n");
    await reached.promise;
    client.destroy();
    await sleep(50);
    release();
    await until(() => ingress.intake.taken.length === 1);
  });
});

describe("a slow store", () => {
  it("slows the client down instead of filling memory", async () => {
    ingress.change({
      general: { ...DEFAULT_SETTINGS.general, maxMessageBytes: 100_000_000, maxRecipients: 10, maxReceivedHops: 5 },
    });
    let read = 0;
    const slow = Promise.withResolvers<void>();
    ingress.intake.accept = async (submission) => {
      for await (const chunk of submission.content as AsyncIterable<Buffer>) {
        if (read === 0) await slow.promise;
        read += chunk.length;
      }
      return { messageId: submission.messageId, sizeBytes: read, suppressed: 0 };
    };
    await begin();
    const { socket } = client;
    const chunk = Buffer.from(`${"y".repeat(998)}\r\n`.repeat(64));
    for (let sent = 0; sent < 40_000_000; sent += chunk.length) socket.write(chunk);
    const passedOn = (): number => socket.bytesWritten - socket.writableLength;
    for (let before = -1; before !== passedOn();) {
      before = passedOn();
      await sleep(300);
    }
    // What the kernel's buffers and two reads hold; the rest waits at the client.
    expect(passedOn()).toBeGreaterThan(0);
    expect(passedOn()).toBeLessThan(25_000_000);
    slow.resolve();
    socket.write("\r\n.\r\n");
    expect(await client.reply()).toMatch(/^250/);
  });

  it("that gives up early is told at the end, and the rest is not kept", async () => {
    ingress.intake.accept = async () => {
      throw new Error("disk full");
    };
    expect(await data(`${"y".repeat(998)}\r\n`.repeat(200) + ".\r\n")).toMatch(/^451 4\.3\.0 Cannot take/);
    expect(await client.say("NOOP")).toMatch(/^250/);
  });
});

it("content is hashed alike on both sides", async () => {
  const bytes = randomLines(250_000);
  await data(Buffer.concat([stuff(bytes), Buffer.from(".\r\n")]));
  const hash = (buffer: Buffer) => createHash("sha256").update(buffer).digest("hex");
  expect(hash(arrived())).toBe(hash(bytes));
});

function stuff(content: Buffer): Buffer {
  return Buffer.from(content.toString("latin1").replaceAll(/(^|\r\n)\./g, "$1.."), "latin1");
}

function randomLines(bytes: number): Buffer {
  const clean = randomBytes(bytes).map((byte) => (byte === 13 || byte === 10 ? 46 : byte));
  const lines: Buffer[] = [];
  for (let at = 0; at < clean.length; at += 70)
    lines.push(Buffer.from(clean.subarray(at, at + 68)), Buffer.from("\r\n"));
  return Buffer.concat(lines);
}

async function until(done: () => boolean): Promise<void> {
  for (let waited = 0; !done(); waited += 10) {
    if (waited > 5_000) throw new Error("did not come about within 5 s");
    await sleep(10);
  }
}
