import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/start-server.ts";
import type { SmtpClient } from "../support/smtp-client.ts";

/**
 * A client that no access rule knows and that has not logged in relays nothing, however it writes the way (RFC 2505 section 2.1):
 * no form of reverse-path or forward-path is answered with a 2xx or 354.
 */
let test: TestServer;
let client: SmtpClient;

beforeEach(async () => {
  test = await startServer({ proxied: true });
  client = await test.connectFrom("198.51.100.66");
  expect(await client.reply()).toMatch(/^220/);
  await client.ehlo("mx.postlane.example");
});
afterEach(async () => {
  client.destroy();
  await test.close();
});

describe("reverse-paths (RFC 2505 section 2.1, CVE-1999-0512)", () => {
  it.each([
    "",
    "postmaster@mx.postlane.example",
    "user@mx.postlane.example",
    "user@localhost",
    "user@[127.0.0.1]",
    "user@[IPv6:::1]",
    "user@[198.51.100.66]",
    "postmaster",
    "@mx.postlane.example:user@evil.example",
  ])("<%s>", async (path) => {
    expect(await client.say(`MAIL FROM:<${path}>`)).toMatch(/^530 5\.7\.0/);
    expect(await client.say("RCPT TO:<victim@example.net>")).toMatch(/^503/);
    expect(await client.say("DATA")).toMatch(/^503/);
  });
});

describe("forward-paths (RFC 2505 section 2.1, CVE-1999-0512)", () => {
  it.each([
    ["plain", "victim@example.net"],
    ["%-hack", "victim%example.net@mx.postlane.example"],
    ["%-hack to a literal", "victim%example.net@[127.0.0.1]"],
    ["%-hack without domain", "victim%example.net"],
    ["double %", "victim%example.net%localhost@mx.postlane.example"],
    ["!-path", "example.net!victim@mx.postlane.example"],
    ["!-path alone", "mx.postlane.example!example.net!victim"],
    ["source route", "@mx.postlane.example:victim@example.net"],
    ["source route of two", "@mx.postlane.example,@localhost:victim@example.net"],
    ["quoted mailbox", '"victim@example.net"'],
    ["quoted mailbox at us", '"victim@example.net"@mx.postlane.example'],
    ["quoted %-hack at us", '"victim%example.net"@mx.postlane.example'],
    ["quotes in quotes", '"\\"victim\\"@example.net"@mx.postlane.example'],
    ["two at signs", "victim@example.net@mx.postlane.example"],
    ["at us in a literal", "victim@example.net@[127.0.0.1]"],
    ["postmaster", "postmaster"],
    ["postmaster at us", "postmaster@mx.postlane.example"],
    ["abuse at us", "abuse@mx.postlane.example"],
    ["nobody", ""],
  ])("%s", async (_what, path) => {
    client.send(`MAIL FROM:<a@example.com>\r\nRCPT TO:<${path}>\r\nDATA\r\nSubject: x\r\n\r\nx\r\n.\r\nQUIT\r\n`);
    for (let reply = await client.reply(); reply !== ""; reply = await client.reply()) {
      expect(reply).not.toMatch(/^(2(?!21)|354)/);
    }
    expect(test.intake.taken).toEqual([]);
  });
});

describe("what looks like a permission and is none", () => {
  it.each([
    ["AUTH of the MAIL command (RFC 4954 section 5)", ["MAIL FROM:<a@example.com> AUTH=admin@mx.postlane.example"]],
    ["XCLIENT (Postfix, CWE-290)", ["XCLIENT ADDR=127.0.0.1 LOGIN=admin", "MAIL FROM:<a@example.com>"]],
    ["XFORWARD (Postfix, CWE-290)", ["XFORWARD ADDR=127.0.0.1", "MAIL FROM:<a@example.com>"]],
    ["EHLO with our address (RFC 5321 section 4.1.4)", ["EHLO [127.0.0.1]", "MAIL FROM:<a@example.com>"]],
    ["EHLO localhost (RFC 5321 section 4.1.4)", ["EHLO localhost", "MAIL FROM:<a@example.com>"]],
    ["HELO instead of EHLO (RFC 5321 section 4.1.1.1)", ["HELO localhost", "MAIL FROM:<a@example.com>"]],
    ["a login in clear text (RFC 4954 section 4)", ["AUTH PLAIN AGFubgBzZWNyZXQ=", "MAIL FROM:<a@example.com>"]],
    ["an anonymous login (RFC 4505)", ["AUTH ANONYMOUS", "MAIL FROM:<a@example.com>"]],
    [
      "a second PROXY header (PROXY protocol section 2, CWE-290)",
      ["PROXY TCP4 127.0.0.1 127.0.0.1 1 25", "MAIL FROM:<a@example.com>"],
    ],
  ])("%s", async (_what, lines) => {
    let reply = "";
    for (const line of lines) reply = await client.say(line);
    expect(reply).toMatch(/^530 5\.7\.0/);
  });
});
