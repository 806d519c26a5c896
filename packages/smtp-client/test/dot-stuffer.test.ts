import fc from "fast-check";
import { expect, test } from "vitest";
import { DotStuffer } from "../src/dot-stuffer.ts";

// The same inputs each time, so that a run tells of the change at hand; another number draws others.
fc.configureGlobal({ seed: 20_261_123 });

function stuff(content: string, cuts: readonly number[] = []): string {
  const stuffer = new DotStuffer();
  let out = "";
  let at = 0;
  for (const size of [...cuts, content.length]) {
    out += stuffer.push(Buffer.from(content.slice(at, at + size), "latin1")).toString("latin1");
    at += size;
  }
  return out + stuffer.end();
}

test.each([
  ["", ".\r\n"],
  ["a\r\n", "a\r\n.\r\n"],
  [".\r\n", "..\r\n.\r\n"],
  ["..\r\n.a\r\n", "...\r\n..a\r\n.\r\n"],
  ["a.b\r\nc.\r\n", "a.b\r\nc.\r\n.\r\n"],
  ["a\r\n.", "a\r\n..\r\n.\r\n"],
  ["no end", "no end\r\n.\r\n"],
  ["bare\r", "bare\r\r\n.\r\n"],
  ["\n.a\r.b\r\n", "\n.a\r.b\r\n.\r\n"],
])("%j becomes %j", (content, wire) => {
  expect(stuff(content)).toBe(wire);
});

test("the receiver gets back what was sent, in whatever pieces it streams through", () => {
  const piece = fc.constantFrom(".", "\r\n", "\r", "\n", "a", "..", "\r\n.", "b.");
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.integer({ min: 0, max: 4 })), (pieces, cuts) => {
      const content = pieces.join("");
      const wire = stuff(content, cuts);
      // As the receiver reads it: up to the first CRLF.CRLF, one dot less at each line begin.
      const end = `\r\n${wire}`.indexOf("\r\n.\r\n");
      const received = `\r\n${wire}`
        .slice(0, end + 2)
        .replaceAll("\r\n.", "\r\n")
        .slice(2);
      expect(wire.length).toBe(end + 3);
      expect(received).toBe(content.endsWith("\r\n") || content === "" ? content : `${content}\r\n`);
    }),
    { numRuns: 500 },
  );
});

test("content without such a dot is not copied", () => {
  const chunk = Buffer.from("a\r\nb.c\r\n");
  expect(new DotStuffer().push(chunk)).toBe(chunk);
});

/** Servers that take more than CR LF for a line end (CVE-2023-51764, -51765, -51766). Content is only ever given to us with CR LF. */
test.each([
  ["CR LF (RFC 5321 section 2.3.8)", /\r\n/],
  ["LF as well (CVE-2023-51764)", /\r?\n/],
  ["CR as well (CVE-2023-51765)", /\r\n|\r/],
  ["anything (CVE-2023-51766)", /\r\n|\r|\n/],
])("a server that ends lines at %s sees one end in what we send, the last line", (_what, lineEnd) => {
  const line = fc.constantFrom(
    ".",
    "..",
    ". ",
    ".\t",
    "",
    "a",
    "MAIL FROM:<smuggled@evil.test>",
    "DATA",
    "\v.\v",
    "\0.",
    ".\0",
    "\u0085.",
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), fc.array(fc.integer({ min: 0, max: 5 })), (lines, cuts) => {
      const seen = stuff(lines.map((text) => `${text}\r\n`).join(""), cuts).split(lineEnd);
      expect(seen.indexOf(".")).toBe(seen.length - 2);
    }),
    { numRuns: 500 },
  );
});
