import { expect, test } from "vitest";
import { MAX_REPLY_TEXT_LENGTH, replyFromLines } from "../src/index.ts";

test("takes the enhanced code off every line that repeats it", () => {
  expect(replyFromLines(550, ["5.1.1 No such user", "5.1.1 Look at", "https://mx.test", "5.1.1"])).toEqual({
    code: 550,
    enhancedCode: "5.1.1",
    text: "No such user\nLook at\nhttps://mx.test\n",
  });
});

test("a reply without an enhanced code has none", () => {
  expect(replyFromLines(354, ["go ahead"])).toEqual({ code: 354, text: "go ahead" });
  expect(replyFromLines(250, [""])).toEqual({ code: 250, text: "" });
});

test("replaces what could disturb a terminal or a log line", () => {
  const text = "a\u0000b\u001b[31mc\td\u0085e\u202ef\u2028g\u007fh é 漢";
  expect(replyFromLines(250, [text]).text).toBe("a?b?[31mc d?e?f?g?h é 漢");
});

test("cuts the text to 2 KB, never through a character", () => {
  const long = replyFromLines(
    250,
    Array.from({ length: 60 }, () => "x".repeat(100)),
  );
  expect(long.text).toHaveLength(MAX_REPLY_TEXT_LENGTH);
  const wide = replyFromLines(250, [`${"x".repeat(MAX_REPLY_TEXT_LENGTH - 1)}🙂`]);
  expect(wide.text).toBe("x".repeat(MAX_REPLY_TEXT_LENGTH - 1));
});
