import { expect, test } from "vitest";
import { classifyLoss, classifyReply, type Loss, type Reply, replyFromLines, type Step } from "../src/index.ts";

const HOST = "mx.b.test[192.0.2.1]:25";

function classified(step: Step, code: number, text: string): string {
  const { scope, enhancedCode } = classifyReply(replyFromLines(code, [text]), step, HOST);
  return `${scope} ${enhancedCode}`;
}

test.each<[Step, number, string, string]>([
  // Up to AUTH: the site, temporary even when 5yz.
  ["greeting", 554, "5.7.1 no", "site 4.7.1"],
  ["greeting", 450, "busy", "site 4.2.0"],
  ["greeting", 521, "no mail here", "site 4.3.2"],
  ["greeting", 250, "hm", "site 4.5.0"],
  ["ehlo", 550, "who are you", "site 4.0.0"],
  ["starttls", 454, "not now", "site 4.7.0"],
  ["starttls", 501, "no", "site 4.5.4"],
  ["auth", 535, "5.7.8 wrong", "site 4.7.8"],
  ["auth", 454, "later", "site 4.7.0"],
  // From MAIL on.
  ["mail", 450, "4.1.8 who", "message 4.1.8"],
  ["mail", 550, "5.7.1 not you", "message 5.7.1"],
  ["mail", 354, "what", "site 4.5.0"],
  ["rcpt", 450, "4.2.0 later", "recipient 4.2.0"],
  ["rcpt", 550, "5.1.1 no such user", "recipient 5.1.1"],
  ["rcpt", 550, "no such user", "recipient 5.0.0"],
  ["rcpt", 354, "what", "site 4.5.0"],
  ["data", 451, "later", "message 4.3.0"],
  ["data", 554, "no", "message 5.0.0"],
  ["data", 250, "ok", "message 4.5.0"],
  ["data-end", 452, "full", "message 4.3.1"],
  ["data-end", 554, "5.6.0 spam", "message 5.6.0"],
  ["data-end", 354, "again", "message 4.5.0"],
  // 421 everywhere.
  ["mail", 421, "4.7.0 slow down", "site 4.7.0"],
  ["rcpt", 421, "bye", "site 4.3.2"],
  ["data-end", 421, "bye", "site 4.3.2"],
])("%s: %i %s is %s", (step, code, text, expected) => {
  expect(classified(step, code, text)).toBe(expected);
});

test.each<[Step, number, string, string]>([
  ["rcpt", 552, "too many recipients", "recipient 4.5.3"],
  ["rcpt", 552, "5.5.3 too many recipients", "recipient 4.5.3"],
  ["rcpt", 552, "5.2.2 mailbox full", "recipient 5.2.2"],
  ["data-end", 552, "5.3.4 too big", "message 5.3.4"],
  ["mail", 503, "5.5.1 nested MAIL", "message 4.5.1"],
  ["data-end", 503, "5.5.1 bad sequence", "message 4.5.1"],
  ["mail", 530, "5.7.0 Must issue a STARTTLS command first", "site 4.7.0"],
  ["rcpt", 530, "5.7.0 Authentication required", "site 4.7.0"],
  ["rcpt", 521, "does not accept mail", "site 4.3.2"],
  ["data-end", 521, "5.2.1 not this", "message 5.2.1"],
  ["data-end", 550, "5.7.25 [192.0.2.9] The IP address sending this message does not have a PTR record", "site 4.7.25"],
  [
    "rcpt",
    554,
    "5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.example; see there",
    "site 4.7.1",
  ],
  ["rcpt", 554, "5.7.1 Service unavailable; Sender address [a@b.test] blocked using dbl.example", "recipient 5.7.1"],
  [
    "mail",
    550,
    "5.7.1 Unfortunately, messages from [192.0.2.9] weren't sent. Part of their network is on our block list (S3150).",
    "site 4.7.1",
  ],
  ["mail", 554, "Your IP is on a blacklist", "site 4.0.0"],
  ["rcpt", 550, "5.7.1 Connecting host has poor reputation", "site 4.7.1"],
  ["data-end", 554, "5.7.1 Your host name is in a URL that is on a blacklist", "message 5.7.1"],
  ["rcpt", 550, "5.7.1 the recipient blocked your address", "recipient 5.7.1"],
  ["mail", 554, "5.7.0 Too many concurrent connections", "site 4.7.0"],
  ["rcpt", 550, "Greylisted for 300 seconds", "recipient 4.0.0"],
  ["rcpt", 554, "5.7.1 graylisting in effect", "recipient 4.7.1"],
  ["data-end", 554, "Temporary lookup failure", "message 4.0.0"],
  ["rcpt", 550, "rejected, please try again later", "recipient 4.0.0"],
  ["mail", 550, "5.7.1 rate limit exceeded", "message 4.7.1"],
  ["rcpt", 550, "5.2.1 this account was temporary and is gone", "recipient 5.2.1"],
])("a permanent reply that means something else: %s: %i %s is %s", (step, code, text, expected) => {
  expect(classified(step, code, text)).toBe(expected);
});

test("the detail names host, reply and command", () => {
  const reply: Reply = { code: 550, enhancedCode: "5.1.1", text: "no such\nuser" };
  expect(classifyReply(reply, "rcpt", HOST)).toMatchObject({
    step: "rcpt",
    reply,
    detail: `${HOST} said: 550 5.1.1 no such user (in reply to RCPT)`,
  });
});

test.each<[Loss["kind"], Step, string]>([
  ["error", "connect", "site 4.4.1"],
  ["timeout", "connect", "site 4.4.1"],
  ["timeout", "greeting", "site 4.4.2"],
  ["error", "starttls", "site 4.7.5"],
  ["closed", "rcpt", "site 4.4.2"],
  ["protocol", "mail", "site 4.5.0"],
  ["closed", "data", "site 4.4.2"],
  ["closed", "data-end", "message 4.4.2"],
  ["protocol", "data-end", "message 4.5.0"],
  ["aborted", "data-end", "message 4.3.2"],
])("connection lost (%s) at %s is %s", (kind, step, expected) => {
  const { scope, enhancedCode, detail } = classifyLoss({ kind, detail: "ECONNRESET" }, step, HOST);
  expect(`${scope} ${enhancedCode}`).toBe(expected);
  expect(detail).toContain(`${HOST}: ECONNRESET`);
});
