import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDotDecoder } from "../src/content/dot-decoder.ts";

// The same inputs each time, so that a run tells of the change at hand; another number draws others.
fc.configureGlobal({ seed: 20_261_123 });

const MAX_LINE = 1_000;

interface Decoded {
  readonly state: "more" | "end" | "forged-end";
  readonly content: string;
  readonly rest: string;
  readonly fault: string | undefined;
}

/** Feeds bytes cut into pieces of these sizes, the last one repeated. */
function decode(bytes: string, sizes: readonly number[] = [bytes.length || 1]): Decoded {
  const decoder = createDotDecoder(MAX_LINE);
  const all = Buffer.from(bytes, "latin1");
  let content = "";
  for (let at = 0, piece = 0; at < all.length; piece++) {
    const size = sizes[Math.min(piece, sizes.length - 1)]!;
    const result = decoder.feed(Buffer.from(all.subarray(at, at + size)));
    at += size;
    content += result.content.toString("latin1");
    if (result.state === "more") continue;
    const rest = result.state === "end" ? result.rest.toString("latin1") + all.subarray(at).toString("latin1") : "";
    return { state: result.state, content, rest, fault: decoder.fault };
  }
  return { state: "more", content, rest: "", fault: decoder.fault };
}

describe("the dot decoder", () => {
  it.each([
    ["ordinary lines", "a\r\nb\r\n.\r\n", "end", "a\r\nb\r\n", "", undefined],
    ["an empty message", ".\r\n", "end", "", "", undefined],
    ["one empty line", "\r\n.\r\n", "end", "\r\n", "", undefined],
    ["a stuffed dot", "..\r\n.\r\n", "end", ".\r\n", "", undefined],
    ["stuffed dots", "..a\r\n...\r\n.b\r\n.\r\n", "end", ".a\r\n..\r\nb\r\n", "", undefined],
    ["dots inside a line", "a.\r\n a..b\r\n.\r\n", "end", "a.\r\n a..b\r\n", "", undefined],
    ["commands behind the end", "a\r\n.\r\nMAIL FROM:<>\r\n", "end", "a\r\n", "MAIL FROM:<>\r\n", undefined],
    ["no end", "a\r\n.", "more", "a\r\n", "", undefined],
    ["a lone dot with more behind it", "a\r\n.\rb", "more", "a\r\n\rb", "", "bare-cr"],
    ["NUL and 8-bit bytes", "\0\xff\x80\r\n.\r\n", "end", "\0\xff\x80\r\n", "", undefined],
    ["a bare LF", "a\nb\r\n.\r\n", "end", "a\nb\r\n", "", "bare-lf"],
    ["a bare LF first", "\nb\r\n.\r\n", "end", "\nb\r\n", "", "bare-lf"],
    ["a bare CR", "a\rb\r\n.\r\n", "end", "a\rb\r\n", "", "bare-cr"],
    ["CR CR LF", "a\r\r\n.\r\n", "end", "a\r\r\n", "", "bare-cr"],
    ["a dot behind a bare LF is no stuffing (hazard S9)", "a\n..b\r\n.\r\n", "end", "a\n..b\r\n", "", "bare-lf"],
    ["LF . LF", "a\n.\nMAIL FROM:<>\r\n", "forged-end", "a\n", "", "bare-lf"],
    ["LF . CR LF", "a\n.\r\nMAIL FROM:<>\r\n", "forged-end", "a\n", "", "bare-lf"],
    ["CR LF . LF", "a\r\n.\nMAIL FROM:<>\r\n", "forged-end", "a\r\n", "", "bare-lf"],
    ["CR . CR LF", "a\r.\r\n", "more", "a\r.\r\n", "", "bare-cr"],
    ["CR . CR", "a\r.\rMAIL FROM:<>\r\n.\r\n", "end", "a\r.\rMAIL FROM:<>\r\n", "", "bare-cr"],
    ["CR LF . CR CR LF", "a\r\n.\r\r\n.\r\n", "end", "a\r\n\r\r\n", "", "bare-cr"],
    ["the longest line", `${"x".repeat(998)}\r\n.\r\n`, "end", `${"x".repeat(998)}\r\n`, "", undefined],
    ["a line too long", `${"x".repeat(999)}\r\n.\r\n`, "end", `${"x".repeat(999)}\r\n`, "", "long-line"],
  ])("%s: however it is cut", (_what, bytes, state, content, rest, fault) => {
    const wanted = { state, content, rest, fault };
    expect(decode(bytes)).toEqual(wanted);
    expect(decode(bytes, [1])).toEqual(wanted);
    for (let cut = 1; cut < Math.min(bytes.length, 40); cut++)
      expect(decode(bytes, [cut, bytes.length])).toEqual(wanted);
  });

  it("gives back what was sent, dots stuffed, whatever the pieces", () => {
    const line = fc.stringMatching(/^[.a\x80\0 ]{0,6}$/);
    const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), sizes, (lines, pieces) => {
        const content = lines.map((text) => `${text}\r\n`).join("");
        const stuffed = content.replaceAll(/^\./gm, "..");
        expect(decode(`${stuffed}.\r\nQUIT\r\n`, pieces)).toEqual({
          state: "end",
          content,
          rest: "QUIT\r\n",
          fault: undefined,
        });
      }),
    );
  });

  it("sees the same in any bytes, whatever the pieces", () => {
    const bytes = fc.array(fc.constantFrom("\r", "\n", ".", "a", "\r\n", "\r\n.\r\n"), { maxLength: 40 });
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(bytes, sizes, (parts, pieces) => {
        const text = parts.join("");
        const { state, content, rest } = decode(text);
        const again = decode(text, pieces);
        expect({ ...again, fault: undefined }).toEqual({ state, content, rest, fault: undefined });
        expect(again.fault !== undefined).toBe(decode(text).fault !== undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["bare LF only", "\n"],
    ["CR LF only", "\r\n"],
    ["stuffed dots only", "..\r\n"],
    ["CR only", "\r"],
  ])("takes time that grows with the length, not with its square: %s", (_what, unit) => {
    const decoder = createDotDecoder(Infinity);
    const chunk = Buffer.from(unit.repeat(Math.floor(4_000_000 / unit.length)));
    // Processor time: the machine may be busy with other things.
    const before = process.cpuUsage();
    decoder.feed(chunk);
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });
});
