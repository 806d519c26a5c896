import { describe, expect, it } from "vitest";
import { receivedHeader, transmissionProtocol } from "@postlane/mail";

const facts = {
  helo: "client.example",
  clientAddress: "192.0.2.7",
  hostname: "mx.example.org",
  protocol: "ESMTP",
  messageId: "0199-abc",
  atMs: Date.UTC(2026, 10, 3, 4, 5, 6),
};

describe("receivedHeader", () => {
  it("tells from, by, with, id, for and when (RFC 5321 section 4.4)", () => {
    expect(receivedHeader({ ...facts, forAddress: "user@example.net" })).toBe(
      "Received: from client.example ([192.0.2.7])\r\n" +
        "\tby mx.example.org with ESMTP id 0199-abc\r\n" +
        "\tfor <user@example.net>;\r\n" +
        "\tTue, 03 Nov 2026 04:05:06 +0000\r\n",
    );
  });

  it("names TLS and marks IPv6", () => {
    const header = receivedHeader({
      ...facts,
      clientAddress: "2001:db8::1",
      tls: { version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384" },
    });
    expect(header).toContain("from client.example ([IPv6:2001:db8::1])");
    expect(header).toContain("\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384)\r\n");
  });

  it.each([
    ["evil\r\nBcc: x@example.com", "evil??Bcc:?x?example.com"],
    ["(comment)", "?comment?"],
    ["ü.example", "?.example"],
    ["[192.0.2.7]", "[192.0.2.7]"],
    ["[IPv6:::1]", "[IPv6:::1]"],
    ["", "unknown"],
  ])("lets a client's name %j not out of its place", (helo, shown) => {
    expect(receivedHeader({ ...facts, helo }).split("\r\n")[0]).toBe(`Received: from ${shown} ([192.0.2.7])`);
  });

  it("stays ASCII: a recipient beyond it is not named", () => {
    expect(receivedHeader({ ...facts, forAddress: "jürgen@example.net" })).not.toContain("for <");
  });
});

describe("transmissionProtocol (RFC 3848, RFC 6531 section 4.3)", () => {
  it.each([
    [{ esmtp: false, tls: false, authenticated: false, smtpUtf8: false }, "SMTP"],
    [{ esmtp: true, tls: false, authenticated: false, smtpUtf8: false }, "ESMTP"],
    [{ esmtp: true, tls: true, authenticated: false, smtpUtf8: false }, "ESMTPS"],
    [{ esmtp: true, tls: false, authenticated: true, smtpUtf8: false }, "ESMTPA"],
    [{ esmtp: true, tls: true, authenticated: true, smtpUtf8: false }, "ESMTPSA"],
    [{ esmtp: true, tls: true, authenticated: true, smtpUtf8: true }, "UTF8SMTPSA"],
    [{ esmtp: true, tls: false, authenticated: false, smtpUtf8: true }, "UTF8SMTP"],
  ])("%j → %s", (session, word) => {
    expect(transmissionProtocol(session)).toBe(word);
  });
});
