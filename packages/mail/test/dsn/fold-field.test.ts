import { describe, expect, it } from "vitest";
import { foldField } from "../../src/dsn/fold-field.ts";
import { quotedPrintable } from "../../src/dsn/quoted-printable.ts";

describe("a header field", () => {
  it.each([
    ["a short one", "value", "X: value\r\n"],
    ["line ends", "a\r\nBcc: b\n\r\n\r\nc", "X: a Bcc: b c\r\n"],
    ["controls and separators", "a\0b\u001bc\u0085d\u2028e", "X: a?b?c?d?e\r\n"],
    ["blanks inside quotes", '<"a  b"@c.test>', 'X: <"a  b"@c.test>\r\n'],
    ["many words", `${"word ".repeat(20)}`, `X:${" word".repeat(15)}\r\n${" word".repeat(5)}\r\n`],
    ["an endless word", "x".repeat(2_000), `X: ${"x".repeat(900)}\r\n ${"x".repeat(900)}\r\n ${"x".repeat(200)}\r\n`],
    ["nothing", "", "X: \r\n"],
  ])("%s", (_what, value, expected) => {
    expect(foldField("X", value)).toBe(expected);
  });

  it("has no line of blanks alone, for that would end the header", () => {
    const field = foldField("X", `${"a".repeat(900)}${" ".repeat(5_000)}b`);
    for (const line of field.split("\r\n").slice(0, -1)) expect(line.trim()).not.toBe("");
  });
});

describe("quoted-printable", () => {
  it.each([
    ["plain", "abc\r\ndef\r\n", "abc\r\ndef\r\n"],
    ["equals", "a=b", "a=3Db"],
    ["8-bit", "é", "=C3=A9"],
    ["blanks at the end", "a \r\nb\t\r\n", "a=20\r\nb=09\r\n"],
    ["bare CR and LF", "a\rb\nc", "a=0Db=0Ac"],
    ["a long line", "x".repeat(80), `${"x".repeat(75)}=\r\n${"x".repeat(5)}`],
    ["no escape is torn", `${"x".repeat(74)}é`, `${"x".repeat(74)}=\r\n=C3=A9`],
  ])("%s", (_what, text, expected) => {
    expect(quotedPrintable(Buffer.from(text))).toBe(expected);
  });
});
