import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanJson, cleanLines, cleanText } from "../src/output/clean-text.ts";

// The same inputs each time, so that a run tells of the change at hand; another number draws others.
fc.configureGlobal({ seed: 20_261_123 });

/** What a terminal could take for a command, or what hides or turns text around. */
const DANGEROUS = /[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;

describe("text for a terminal", () => {
  it.each([
    ["a colour", "\x1b[31mred", "\\x1b[31mred"],
    ["a window title", "\x1b]0;owned\x07", "\\x1b]0;owned\\x07"],
    ["an 8-bit CSI", "\x9b2J", "\\x9b2J"],
    ["a carriage return that would overwrite the line", "bad\rgood", "bad\\rgood"],
    ["line ends", "a\r\nb\tc", "a\\r\\nb\\tc"],
    ["NUL and DEL", "\0\x7f", "\\x00\\x7f"],
    ["an address turned around", "\u202egro.elpmaxe@nna", "\\u{202e}gro.elpmaxe@nna"],
    ["a zero-width space", "ann\u200b@example.org", "ann\\u{200b}@example.org"],
    ["a lone surrogate", "a\ud800b", "a\\u{d800}b"],
    ["a tag character", "x\u{e0041}", "x\\u{e0041}"],
    ["what is harmless", "Grüße, 你好 👋🏽 – <b>&amp;</b>", "Grüße, 你好 👋🏽 – <b>&amp;</b>"],
  ])("shows %s as it is", (_what, text, shown) => {
    expect(cleanText(text)).toBe(shown);
  });

  it("has nothing dangerous in it, whatever it was made of", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !DANGEROUS.test(cleanText(text))));
  });

  it("keeps the lines of a text of lines, and nothing else", () => {
    expect(cleanLines("a\r\n\tb\nc\rd\x1b")).toBe("a\n\tb\nc\\rd\\x1b");
  });
});

describe("JSON for a terminal", () => {
  it("means the same and has nothing dangerous in it", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.string({ unit: "binary" })), (value) => {
        const json = cleanJson(value);
        expect(JSON.parse(json)).toEqual(value);
        expect(json).not.toMatch(DANGEROUS);
      }),
    );
  });

  it("is indented on lines of its own", () => {
    expect(cleanJson({ a: "\n\x9b" }, 2)).toBe('{\n  "a": "\\n\\u009b"\n}');
  });
});
