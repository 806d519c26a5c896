import { describe, expect, it } from "vitest";
import { createHeaderScan } from "../src/header-scan.ts";

function scan(message: string | Buffer, size = Infinity) {
  const header = createHeaderScan();
  const bytes = Buffer.isBuffer(message) ? message : Buffer.from(message);
  for (let at = 0; at < bytes.length; at += size) header.feed(bytes.subarray(at, at + size));
  return header;
}

describe("the header scan", () => {
  const message =
    "Received: from a by b; date\r\nreceived : from c\r\n\tby d\r\nX-Received: no\r\nSubject: Quarterly\r\n\tfigures\r\n" +
    "Message-ID: <1@example.com>\r\nX: Received: no\r\n\r\nReceived: not here\r\nSubject: nor here\r\n";

  it.each([Infinity, 1, 2, 3, 4, 5, 7, 64])("reads the section and nothing behind it, in pieces of %s", (size) => {
    const header = scan(message, size);
    expect(header.ended).toBe(true);
    expect(header.facts()).toEqual({
      receivedCount: 2,
      messageIdHeader: "<1@example.com>",
      subject: "Quarterly figures",
      utf8Headers: false,
    });
  });

  it.each([
    ["no header section", "\r\nSubject: body\r\n"],
    ["nothing at all", ""],
    ["a body only", "hello\r\n"],
  ])("%s", (_what, text) => {
    expect(scan(text).facts()).toEqual({
      receivedCount: 0,
      messageIdHeader: undefined,
      subject: undefined,
      utf8Headers: false,
    });
  });

  it("tells headers beyond ASCII from a body beyond ASCII", () => {
    expect(scan("Subject: für\r\n\r\nx").facts()).toMatchObject({ utf8Headers: true, subject: "für" });
    expect(scan("Subject: x\r\n\r\nfür").facts().utf8Headers).toBe(false);
    const latin1 = Buffer.from("Subject: f\xfcr\r\n\r\nx", "latin1");
    expect(scan(latin1).facts()).toMatchObject({ utf8Headers: true, subject: "für" });
  });

  it("counts the hops of a section that never ends", () => {
    const header = scan("Received: x\r\n".repeat(30_000), 16_384);
    expect(header.ended).toBe(true);
    expect(header.facts().receivedCount).toBeGreaterThan(1_000);
  });

  it("takes the first of several fields and cuts what is too long", () => {
    const { subject } = scan(`Subject: ${"x".repeat(2_000)}\r\nSubject: second\r\n\r\n`).facts();
    expect(subject).toBe("x".repeat(500));
  });

  it("is not slow on a section without an end, byte by byte", () => {
    // Processor time: the machine may be busy with other things.
    const before = process.cpuUsage();
    scan("a".repeat(200_000), 1);
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });
});
