import fc from "fast-check";
import { expect, test } from "vitest";
import { MalformedReply, type ParsedReply, ReplyParser } from "../src/reply-parser.ts";

// The same inputs each time, so that a run tells of the change at hand; another number draws others.
fc.configureGlobal({ seed: 20_261_123 });

function parseAll(chunks: readonly string[]): ParsedReply[] {
  const parser = new ReplyParser();
  const replies: ParsedReply[] = [];
  for (const chunk of chunks) {
    parser.feed(chunk);
    for (let reply = parser.next(); reply; reply = parser.next()) replies.push(reply);
  }
  return replies;
}

test("reads replies of one and of several lines, with CRLF, bare LF, no text", () => {
  expect(parseAll(["220 mx.test\r\n250-a\r\n250-b c\r\n250 d\r\n354\r\n250 \n250-\r\n250\r\n"])).toEqual([
    { code: 220, lines: ["mx.test"] },
    { code: 250, lines: ["a", "b c", "d"] },
    { code: 354, lines: [""] },
    { code: 250, lines: [""] },
    { code: 250, lines: ["", ""] },
  ]);
});

test("the pieces in which the bytes come make no difference", () => {
  const line = fc.tuple(fc.integer({ min: 200, max: 599 }), fc.array(fc.string({ maxLength: 20 }), { maxLength: 4 }));
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (all, cuts) => {
        const replies = all.map(([code, texts]) => ({
          code,
          lines: [...texts, "end"].map((t) => t.replace(/[\r\n]/g, "")),
        }));
        const text = replies
          .flatMap(({ code, lines }) => lines.map((t, i) => `${code}${i === lines.length - 1 ? " " : "-"}${t}\r\n`))
          .join("");
        const wire = Buffer.from(text, "utf8").toString("latin1");
        const chunks: string[] = [];
        for (let at = 0, i = 0; at < wire.length; i += 1) {
          const size = cuts[i % cuts.length]!;
          chunks.push(wire.slice(at, at + size));
          at += size;
        }
        expect(parseAll(chunks)).toEqual(replies);
      },
    ),
  );
});

test("reads UTF-8, and replaces what is none", () => {
  const wire = Buffer.concat([Buffer.from("250 é漢\r\n"), Buffer.from([0x32, 0x35, 0x30, 0x20, 0xff, 0x0d, 0x0a])]);
  const text = wire.toString("latin1");
  expect(parseAll([text.slice(0, 5), text.slice(5)]).map((r) => r.lines[0])).toEqual(["é漢", "\ufffd"]);
});

test.each([
  "2\r\n",
  "2xx ok\r\n",
  "25\r\n",
  "250x\r\n",
  "250\tok\r\n",
  "2500 ok\r\n",
  "199 x\r\n",
  "600 x\r\n",
  "000 x\r\n",
  " 250 x\r\n",
  "ok\r\n",
  "\r\n",
  "\n",
  "-250 x\r\n",
  "250-a\r\n251 b\r\n",
  "250-a\r\n\r\n",
  "250-a\r\ntext without a code\r\n",
  "\u0000250 ok\r\n",
  "HTTP/1.1 400 Bad Request\r\n",
])("refuses %j", (wire) => {
  expect(() => parseAll([wire])).toThrow(MalformedReply);
});

test("takes lines of 4 KiB and refuses longer ones, finished or not", () => {
  expect(parseAll([`250 ${"x".repeat(4091)}\r\n`])).toHaveLength(1);
  expect(() => parseAll([`250 ${"x".repeat(4093)}\r\n`])).toThrow(MalformedReply);
  expect(() => parseAll(["250 ", ...Array.from({ length: 50 }, () => "x".repeat(100))])).toThrow(MalformedReply);
});

test("refuses replies above 64 KiB or 1,000 lines", () => {
  const line = `250-${"x".repeat(1000)}\r\n`;
  expect(parseAll([line.repeat(60), "250 x\r\n"])[0]!.lines).toHaveLength(61);
  expect(() => parseAll([line.repeat(70)])).toThrow(/longer than 65536 bytes/);
  expect(() => parseAll(["250-\r\n".repeat(1001)])).toThrow(/more than 1000 lines/);
});

test("knows whether part of a further reply has come", () => {
  const parser = new ReplyParser();
  expect(parser.empty).toBe(true);
  parser.feed("220 go\r\n2");
  parser.next();
  expect(parser.empty).toBe(false);
  parser.feed("50-x\r\n");
  expect(parser.next()).toBeUndefined();
  expect(parser.empty).toBe(false);
  parser.feed("250 y\r\n");
  parser.next();
  expect(parser.empty).toBe(true);
});
