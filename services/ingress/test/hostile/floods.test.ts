import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { DEFAULT_SETTINGS } from "@postlane/settings";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectSmtp, type SmtpClient } from "../support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "../support/start-test-ingress.ts";

/** Endless input of every kind: each is ended by the server after a bounded amount, and costs no memory worth the name. */
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What is really held: a buffer whose collection has begun is given back by another thread, a moment later. */
async function buffersInUse(): Promise<number> {
  for (let before = Infinity; ;) {
    collectGarbage();
    await sleep(20);
    const now = process.memoryUsage().arrayBuffers;
    if (now > before - 100_000) return now;
    before = now;
  }
}

let ingress: TestIngress;
let client: SmtpClient;

beforeEach(async () => {
  ingress = await startTestIngress({
    settings: { general: { ...DEFAULT_SETTINGS.general, maxMessageBytes: 1_000_000, maxRecipients: 100 } },
  });
  client = await connectSmtp(ingress.addresses[0]!);
});
afterEach(async () => {
  client.destroy();
  await ingress.close();
});
afterAll(stopTestRedis);

/** Sends a piece again and again until the server closes. @returns bytes sent and the last reply */
async function flood(piece: string | Buffer, most = 60_000_000): Promise<{ sent: number; last: string }> {
  const { socket } = client;
  let last = "";
  const reading = (async () => {
    for (let reply = await client.reply(); reply !== ""; reply = await client.reply()) last = reply;
  })();
  let sent = 0;
  let over = false;
  void reading.finally(() => (over = true));
  while (!over && sent < most) {
    sent += piece.length;
    if (!socket.write(piece))
      await Promise.race([once(socket, "drain"), once(socket, "close"), sleep(1_000)]).catch(() => {});
    await sleep(0);
  }
  socket.end();
  await reading;
  return { sent, last };
}

const TRANSACTION = "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.net>\r\n";

describe("endless", () => {
  it.each<[string, string, string, RegExp]>([
    ["NOOPs (RFC 5321 section 4.1.1.9)", "", "NOOP\r\n", /^421 4\.7\.0 Too many commands/],
    ["RSETs (RFC 5321 section 4.1.1.5)", "", "RSET\r\n", /^421 4\.7\.0 Too many commands/],
    ["VRFYs (RFC 5321 section 7.3)", "", "VRFY user\r\n", /^421 4\.7\.0 Too many commands/],
    ["EHLOs (RFC 5321 section 4.1.1.1)", "", "EHLO x\r\n", /^421 4\.7\.0 Too many commands/],
    [
      "transactions begun and given up (RFC 5321 section 4.1.1.5)",
      "",
      "MAIL FROM:<a@example.com>\r\nRSET\r\n",
      /^421 4\.7\.0 Too many commands/,
    ],
    [
      "repetitions of one recipient (RFC 5321 section 4.1.1.3)",
      TRANSACTION,
      "RCPT TO:<b@example.net>\r\n",
      /^421 4\.7\.0 Too many commands/,
    ],
    ["unknown commands (RFC 5321 section 4.2.4)", "", "XYZZY\r\n", /^421 4\.7\.0/],
    ["empty lines (RFC 5321 section 4.1.1)", "", "\r\n", /^421 4\.7\.0/],
    ["bare LF (RFC 5321 section 2.3.8)", "", "\n", /^500 5\.5\.2 .*closing the connection/],
    ["CR LF behind a CR (RFC 5321 section 2.3.8)", "", "\r\r\n", /^421 4\.7\.0 Too many errors/],
    ["DATA without a transaction (RFC 5321 section 4.1.4)", "", "DATA\r\n", /^421 4\.7\.0 Too many errors/],
    ["AUTH attempts (RFC 4954 section 9)", "", "AUTH PLAIN AGEAYg==\r\n", /^421 4\.7\.0/],
    ["AUTH begun and cancelled (RFC 4954 section 4)", "", "AUTH PLAIN\r\n*\r\n", /^421 4\.7\.0/],
    ["refused STARTTLS (RFC 3207 section 4)", "", "STARTTLS now\r\n", /^421 4\.7\.0 Too many errors/],
  ])("%s", async (_what, before, piece, last) => {
    await client.ehlo();
    client.send(before);
    const end = await flood(piece.repeat(200));
    expect(end.last).toMatch(last);
    expect(end.sent).toBeLessThan(20_000_000);
    expect(ingress.intake.taken).toEqual([]);
  });

  it("recipients (RFC 5321 section 4.5.3.1.8): those above the limit are put off, then the session ends", async () => {
    await client.ehlo();
    await client.say("MAIL FROM:<a@example.com>");
    let n = 0;
    const lines = Array.from({ length: 5_000 }, () => `RCPT TO:<r${n++}@example.net>\r\n`).join("");
    const end = await flood(lines, 1_000_000);
    expect(end.last).toMatch(/^421 4\.7\.0/);
  });

  it("bytes that are no SMTP at all (pipelined garbage, RFC 2920 section 3.1)", async () => {
    const end = await flood(randomBytes(65_536));
    expect(end.last).toMatch(/^421|^500/);
    expect(end.sent).toBeLessThan(20_000_000);
    const next = await connectSmtp(ingress.addresses[0]!);
    await next.ehlo();
    expect(await next.mail("x")).toMatch(/^250/);
    next.destroy();
  });

  it.each<[string, string, string, RegExp]>([
    ["a command line (RFC 5321 section 4.5.3.1.4)", "", "x", /^500 5\.5\.2 Line too long/],
    ["an AUTH response (RFC 4954 section 4.5)", "AUTH PLAIN\r\n", "QUJD", /^500 5\.5\.6 /],
    ["a verb (RFC 5321 section 4.5.3.1.4)", "", "A", /^500 5\.5\.2 Line too long/],
  ])("%s costs no memory, and is refused when it ends", async (_what, before, piece, last) => {
    await client.ehlo();
    client.send(before);
    await sleep(50);
    const baseline = await buffersInUse();
    for (let round = 0; round < 40; round++) {
      if (!client.socket.write(piece.repeat(1_000_000 / piece.length))) await once(client.socket, "drain");
    }
    // What the kernel still holds may be on its way; whoever keeps the line has the larger part of 40 MB by now, and keeps it.
    await expect.poll(async () => (await buffersInUse()) - baseline).toBeLessThan(20_000_000);
    client.send("\r\n");
    let reply = await client.reply();
    while (reply.startsWith("334")) reply = await client.reply();
    expect(reply).toMatch(last);
  });

  it.each<[string, string, RegExp]>([
    ["content (RFC 1870 section 6.3)", `${"y".repeat(998)}\r\n`, /^552 5\.3\.4/],
    ["one line of content (RFC 5321 section 4.5.3.1.6)", "y".repeat(1_000), /^552 5\.3\.4/],
    ["header fields (RFC 5322 section 2.2)", `X-Endless: ${"y".repeat(900)}\r\n`, /^552 5\.3\.4/],
    ["Received fields (RFC 5321 section 6.3)", `Received: from ${"y".repeat(900)}\r\n`, /^55[24] 5\.[34]\.[46]/],
    ["a folded header field (RFC 5322 section 2.2.3)", ` ${"y".repeat(900)}\r\n`, /^552 5\.3\.4/],
    ["dots (RFC 5321 section 4.5.2)", `${"..\r\n".repeat(250)}`, /^552 5\.3\.4/],
    ["empty lines of content (RFC 5321 section 4.5.3.1.7)", "\r\n".repeat(500), /^552 5\.3\.4/],
  ])("%s", async (_what, piece, last) => {
    await client.ehlo();
    for (const line of [...TRANSACTION.trim().split("\r\n"), "DATA"]) await client.say(line);
    const end = await flood(piece.repeat(60));
    expect(end.last).toMatch(last);
    expect(end.sent).toBeLessThan(30_000_000);
    expect(ingress.intake.taken).toEqual([]);
  });
});

describe("what comes too early", () => {
  it("commands before the greeting are answered behind it, in order (RFC 5321 section 3.1)", async () => {
    const eager = await connectSmtp(ingress.addresses[0]!, { greeting: false });
    eager.send("EHLO x\r\nMAIL FROM:<a@example.com>\r\n");
    expect(await eager.reply()).toMatch(/^220 mx\.postlane\.example/);
    expect(await eager.reply()).toMatch(/^250-mx/);
    expect(await eager.reply()).toMatch(/^250 2\.1\.0/);
    eager.destroy();
  });

  it("content behind a refused DATA is commands, and refused as such (RFC 2920 section 3.1)", async () => {
    await client.ehlo();
    client.send(
      "MAIL FROM:<a@example.com>\r\nRCPT TO:<bad>\r\nDATA\r\nSubject: x\r\n\r\nMAIL FROM:<b@example.com>\r\n.\r\nQUIT\r\n",
    );
    const got: string[] = [];
    for (let reply = await client.reply(); reply !== ""; reply = await client.reply()) got.push(reply.slice(0, 3));
    expect(got).toEqual(["250", "501", "503", "500", "500", "503", "500", "221"]);
    expect(ingress.intake.taken).toEqual([]);
  });
});
