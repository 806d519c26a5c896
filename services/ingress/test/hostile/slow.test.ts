import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectSmtp, type SmtpClient } from "../support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "../support/start-test-ingress.ts";

/**
 * Slow clients (slowloris) at each state: silence and a byte now and then. TLS handshakes are in tls.test.ts.
 * The limits of production are those of RFC 5321 section 4.5.3.2; here they are short.
 */
let ingress: TestIngress;
let client: SmtpClient;

beforeEach(async () => {
  ingress = await startTestIngress({
    limits: { idleMs: 700, commandMs: 700, contentMs: 700, contentBytesPerSecond: 10_000, unproductiveMs: 1_500 },
  });
  client = await connectSmtp(ingress.addresses[0]!);
});
afterEach(async () => {
  client.destroy();
  await ingress.close();
});
afterAll(stopTestRedis);

const EHLO = "EHLO x\r\n";
const MAIL = `${EHLO}MAIL FROM:<a@example.com>\r\n`;
const RCPT = `${MAIL}RCPT TO:<b@example.net>\r\n`;
const DATA = `${RCPT}DATA\r\n`;

const STATES = [
  ["after the greeting", "", "E"],
  ["after EHLO", EHLO, "M"],
  ["after MAIL", MAIL, "R"],
  ["after RCPT", RCPT, "D"],
  ["in a login", `${EHLO}AUTH LOGIN\r\n`, "Q"],
  ["behind DATA", DATA, "S"],
  ["in the header", `${DATA}Subject: x`, "x"],
  ["in the body", `${DATA}Subject: x\r\n\r\nbody`, "\r\n"],
  ["before the last byte of the dot", `${DATA}x\r\n.\r`, ""],
] as const;

describe("a client that falls silent (RFC 5321 section 4.5.3.2.7)", () => {
  it.each(STATES)("%s is sent away, and nothing is kept", async (_state, before) => {
    client.send(before);
    await expectSentAway();
  });
});

describe("a client that sends a byte now and then (slowloris, CVE-2007-6750)", () => {
  it.each(STATES.filter(([, , byte]) => byte !== ""))("%s is sent away all the same", async (_state, before, byte) => {
    client.send(before);
    const timer = setInterval(() => client.send(byte), 60);
    await expectSentAway().finally(() => clearInterval(timer));
  });
});

it("a client that does not read its replies (zero window, CVE-2008-4609) is let go", async () => {
  client.socket.pause();
  const line = `VRFY ${"x".repeat(200)}\r\n`.repeat(1_000);
  const writing = setInterval(() => client.socket.writable && client.socket.write(line), 20);
  try {
    for (let waited = 0; ingress.sessions > 0; waited += 50) {
      if (waited > 6_000) throw new Error("the session is still there");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    clearInterval(writing);
  }
});

async function expectSentAway(): Promise<void> {
  const startedAt = performance.now();
  let last = "";
  for (let reply = await client.reply(); reply !== ""; reply = await client.reply()) last = reply;
  expect(last).toBe("421 4.4.2 Waited too long, closing the connection");
  // Nobody else ends such a session: the library's own clock starts anew with every byte, or stands at a minute.
  expect(performance.now() - startedAt).toBeLessThan(9_000);
  expect(ingress.intake.taken).toEqual([]);
}
