import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectSmtp, type SmtpClient } from "../support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "../support/start-test-ingress.ts";

/** Addresses over the wire: what reaches intake is one recipient, the one that was meant, or none. The grammar itself is in packages/mail. */
let ingress: TestIngress;
let client: SmtpClient;

beforeEach(async () => {
  ingress = await startTestIngress();
  client = await connectSmtp(ingress.addresses[0]!);
  await client.ehlo();
});
afterEach(async () => {
  client.destroy();
  await ingress.close();
});
afterAll(stopTestRedis);

async function deliver(rcpt: string, mail = "MAIL FROM:<a@example.com>"): Promise<readonly string[]> {
  client.send(`${mail}\r\n${rcpt}\r\nDATA\r\nx\r\n.\r\nQUIT\r\n`);
  for (let reply = await client.reply(); reply !== ""; reply = await client.reply());
  return ingress.intake.taken.flatMap(({ submission }) => submission.envelope.recipients.map(({ address }) => address));
}

describe("one recipient, the one that was meant (RFC 5321 section 4.1.2)", () => {
  it.each([
    ["a quoted address inside (GHSA-mm7p-fcc7-pg87)", '"victim@evil.example x"@example.net'],
    ["a quoted bracket (RFC 5321 section 4.1.2)", '"a>b"@example.net'],
    ["a quoted bracket and parameter", '"a> NOTIFY=NEVER"@example.net'],
    ["a quoted comma", '"a,b"@example.net'],
    ["a quoted backslash", '"a\\\\"@example.net'],
    ["a %-hack: no server of ours reads it (RFC 2505 section 2.3)", "victim%evil.example@example.net"],
    ["a !-path (RFC 976 section 2.4)", "evil.example!victim@example.net"],
    ["a literal (RFC 5321 section 4.1.3)", "victim@[198.51.100.1]"],
  ])("%s", async (_what, address) => {
    expect(await deliver(`RCPT TO:<${address}>`)).toEqual([address]);
  });

  it.each([
    ["a source route is dropped (RFC 5321 appendix C)", "@evil.example:b@example.net", "b@example.net"],
    ["a source route of two", "@evil.example,@x.example:b@example.net", "b@example.net"],
    ["letters of the domain (RFC 5321 section 2.4)", "B@EXAMPLE.NET", "B@example.net"],
  ])("%s", async (_what, path, address) => {
    expect(await deliver(`RCPT TO:<${path}>`)).toEqual([address]);
  });

  it("a domain beyond ASCII, as A-labels (RFC 5891)", async () => {
    const mail = "MAIL FROM:<a@example.com> SMTPUTF8";
    expect(await deliver("RCPT TO:<b@bücher.example>", mail)).toEqual(["b@xn--bcher-kva.example"]);
  });
});

describe("no recipient (RFC 5321 section 4.1.2)", () => {
  it.each([
    ["a line end in the address (CWE-93)", "RCPT TO:<b@example.net\nRCPT TO:<c@evil.example>"],
    ["a bare CR in the address (CWE-93)", "RCPT TO:<b@example.net\rRCPT TO:<c@evil.example>"],
    ["NUL in the address (CWE-158)", "RCPT TO:<b@example.net\0.evil.example>"],
    ["TAB in the address", "RCPT TO:<b@example.net\t.evil.example>"],
    ["a blank in the address", "RCPT TO:<b@example.net evil.example>"],
    ["two paths", "RCPT TO:<b@example.net><c@evil.example>"],
    ["two paths, with comma", "RCPT TO:<b@example.net>,<c@evil.example>"],
    ["a list in one path", "RCPT TO:<b@example.net,c@evil.example>"],
    ["a parameter inside the path (GHSA-c7w3-x93f-qmm8)", "RCPT TO:<b@example.net NOTIFY=NEVER>"],
    ["a name before the path", "RCPT TO:Bob <b@example.net>"],
    ["a comment", "RCPT TO:<b(c@evil.example)@example.net>"],
    ["no brackets", "RCPT TO:b@example.net"],
    ["an open bracket", "RCPT TO:<b@example.net"],
    ["brackets in brackets", "RCPT TO:<<b@example.net>>"],
    ["a line end in ORCPT (RFC 3461 section 4.2)", "RCPT TO:<b@example.net> ORCPT=rfc822;c+0D+0ARCPT"],
    ["a line separator of Unicode (CWE-93)", "RCPT TO:<b\u2028c@example.net>"],
    ["a full-width at sign (CWE-1007)", "RCPT TO:<b＠example.net>"],
    ["a full-width dot in the domain (RFC 5895)", "RCPT TO:<b@example．net>"],
    ["a zero-width space in the domain", "RCPT TO:<b@exam\u200bple.net>"],
    ["a decimal address as domain (RFC 1123 section 2.1)", "RCPT TO:<b@2130706433>"],
    ["a local part of 65 octets (RFC 5321 section 4.5.3.1.1)", `RCPT TO:<${"x".repeat(65)}@example.net>`],
    ["a label of 64 octets (RFC 1035 section 2.3.4)", `RCPT TO:<b@${"x".repeat(64)}.net>`],
    ["a path of 2,000 octets (RFC 5321 section 4.5.3.1.3)", `RCPT TO:<b@${"x.".repeat(1_000)}net>`],
    ["an address of 255 octets", `RCPT TO:<${"x".repeat(64)}@${`${"y".repeat(60)}.`.repeat(3)}${"z".repeat(7)}>`],
    ["1,000 parameters", `RCPT TO:<b@example.net>${" A=1".repeat(480)}`],
    ["a literal of nonsense", "RCPT TO:<b@[evil.example]>"],
    ["a zone in a literal (RFC 6874)", "RCPT TO:<b@[IPv6:fe80::1%eth0]>"],
  ])("%s", async (_what, rcpt) => {
    expect(await deliver(rcpt, "MAIL FROM:<a@example.com> SMTPUTF8")).toEqual([]);
  });

  it.each([
    ["8-bit without SMTPUTF8 (RFC 6531 section 3.4)", Buffer.from("RCPT TO:<ü@example.net>")],
    ["8-bit that is no UTF-8 (RFC 6531 section 3.3)", Buffer.from("RCPT TO:<\xff\xfe@example.net>", "latin1")],
    ["overlong UTF-8 of a bracket (RFC 3629 section 3)", Buffer.from("RCPT TO:<b\xc0\xbe@example.net>", "latin1")],
    ["a lone surrogate (RFC 3629 section 3)", Buffer.from("RCPT TO:<b\xed\xa0\x80@example.net>", "latin1")],
    ["an 8-bit verb (RFC 5321 section 2.4)", Buffer.from("\xd2CPT TO:<b@example.net>", "latin1")],
  ])("%s", async (_what, bytes) => {
    await client.say("MAIL FROM:<a@example.com>");
    client.send(Buffer.concat([bytes, Buffer.from("\r\n")]));
    expect(await client.reply()).toMatch(/^5(00|01|53)/);
    expect(await client.say("DATA")).toMatch(/^503/);
  });
});
