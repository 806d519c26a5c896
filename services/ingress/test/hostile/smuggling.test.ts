import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectSmtp, type SmtpClient } from "../support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "../support/start-test-ingress.ts";

/**
 * SMTP smuggling: two servers that see the end of a message at different places can be made to take one message for two
 * (CVE-2023-51764 Postfix, CVE-2023-51765 Sendmail, CVE-2023-51766 Exim; RFC 5321 sections 2.3.8 and 4.1.1.4).
 * Whatever stands for an end of data here, only CR LF . CR LF is one; and what is taken holds no line end that the next server could read differently.
 */
const SMUGGLED =
  "MAIL FROM:<smuggled@evil.example>\r\nRCPT TO:<victim@example.net>\r\nDATA\r\nSubject: smuggled\r\n\r\nx";

let ingress: TestIngress;
let client: SmtpClient;

beforeEach(async () => {
  ingress = await startTestIngress();
  client = await connectSmtp(ingress.addresses[0]!);
  await client.ehlo();
  for (const line of ["MAIL FROM:<a@example.com>", "RCPT TO:<b@example.net>", "DATA"]) await client.say(line);
});
afterEach(async () => {
  client.destroy();
  await ingress.close();
});
afterAll(stopTestRedis);

async function replies(): Promise<readonly string[]> {
  const got: string[] = [];
  for (let reply = await client.reply(); reply !== ""; reply = await client.reply()) got.push(reply);
  return got;
}

const FORMS = [
  ["LF . LF", "\n.\n", "CVE-2023-51764"],
  ["LF . CR LF", "\n.\r\n", "CVE-2023-51764"],
  ["CR LF . LF", "\r\n.\n", "CVE-2023-51766"],
  ["CR . CR", "\r.\r", "CVE-2023-51764"],
  ["CR . CR LF", "\r.\r\n", "CVE-2023-51765"],
  ["CR LF . CR", "\r\n.\r", "CVE-2023-51766"],
  ["CR . LF", "\r.\n", "CVE-2023-51765"],
  ["LF . CR", "\n.\r", "CVE-2023-51765"],
  ["LF LF . LF LF", "\n\n.\n\n", "CVE-2023-51764"],
  ["CR CR LF . CR CR LF", "\r\r\n.\r\r\n", "CVE-2023-51764"],
  ["CR LF . CR CR LF", "\r\n.\r\r\n", "CVE-2023-51766"],
  ["CR LF CR . CR LF", "\r\n\r.\r\n", "CVE-2023-51765"],
  ["CR LF NUL . CR LF", "\r\n\0.\r\n", "CVE-2023-51765"],
  ["CR LF . NUL CR LF", "\r\n.\0\r\n", "CVE-2023-51765"],
  ["CR NUL LF . CR LF", "\r\0\n.\r\n", "CVE-2023-51765"],
  ["CR LF . blank CR LF", "\r\n. \r\n", "RFC 5321 section 4.5.2"],
  ["CR LF . TAB CR LF", "\r\n.\t\r\n", "RFC 5321 section 4.5.2"],
  ["VT . VT", "\v.\v", "RFC 5321 section 2.3.8"],
  ["FF . FF", "\f.\f", "RFC 5321 section 2.3.8"],
  ["NEL . NEL", "\u0085.\u0085", "RFC 5321 section 2.3.8"],
  ["LINE SEPARATOR . LINE SEPARATOR", "\u2028.\u2028", "RFC 5321 section 2.3.8"],
  ["CR LF .. CR LF", "\r\n..\r\n", "RFC 5321 section 4.5.2"],
] as const;

describe("no end of data", () => {
  it.each(FORMS)("%s in one write (%j, %s)", async (_name, form) => {
    client.send(`Subject: x\r\n\r\nbefore${form}${SMUGGLED}\r\n.\r\nQUIT\r\n`);
    check(await replies());
  });

  it.each(FORMS)("%s byte by byte (%j, %s)", async (_name, form) => {
    client.send("Subject: x\r\n\r\nbefore");
    for (const byte of Buffer.from(form)) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      client.send(Buffer.from([byte]));
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
    client.send(`${SMUGGLED}\r\n.\r\nQUIT\r\n`);
    check(await replies());
  });

  function check(got: readonly string[]): void {
    // One answer to one message, and perhaps one to QUIT; nothing of what stands behind the form was run.
    expect(got.filter((reply) => !reply.startsWith("221"))).toHaveLength(1);
    const { taken } = ingress.intake;
    expect(taken.map(({ submission }) => submission.envelope.reversePath)).not.toContain("smuggled@evil.example");
    expect(taken.length).toBe(got[0]!.startsWith("250") ? 1 : 0);
    for (const { content } of taken) {
      const text = content.toString("latin1");
      expect(text).toContain("Subject: smuggled");
      expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    }
  }
});

describe("no end of a command (the same trick one step earlier)", () => {
  it.each([
    ["LF", "NOOP\nMAIL FROM:<smuggled@evil.example>\r\n"],
    ["CR", "NOOP\rMAIL FROM:<smuggled@evil.example>\r\n"],
    ["NUL", "NOOP\0MAIL FROM:<smuggled@evil.example>\r\n"],
    ["NEL", "NOOP\u0085MAIL FROM:<smuggled@evil.example>\r\n"],
    ["VT", "NOOP\vMAIL FROM:<smuggled@evil.example>\r\n"],
  ])("%s (RFC 5321 section 2.3.8)", async (_name, bytes) => {
    await client.say("\r\n.");
    client.send(`${bytes}RCPT TO:<victim@example.net>\r\nQUIT\r\n`);
    const got = await replies();
    expect(got.filter((reply) => reply.startsWith("250 2.1"))).toEqual([]);
  });
});
