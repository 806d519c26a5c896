import { expect, test } from "vitest";
import { enhancedCodeOf, leadingEnhancedCode } from "../src/index.ts";

test.each([
  ["5.1.1 no such user", "5.1.1"],
  ["2.0.0", "2.0.0"],
  ["4.7.123 x", "4.7.123"],
  ["4.1234.1 x", undefined],
  ["3.0.0 x", undefined],
  ["5.1 x", undefined],
  ["5.1.1x", undefined],
  ["5..1 x", undefined],
  ["", undefined],
  ["250 5.1.1", undefined],
])("leading enhanced code of %j is %s", (text, code) => {
  expect(leadingEnhancedCode(text)).toBe(code);
});

test("the class of the reply code counts, whatever the server wrote before the detail", () => {
  expect(enhancedCodeOf({ code: 450, enhancedCode: "5.2.1", text: "" }, "rcpt")).toBe("4.2.1");
  expect(enhancedCodeOf({ code: 550, enhancedCode: "4.2.1", text: "" }, "rcpt")).toBe("5.2.1");
});

test.each([
  [451, "data-end", "4.3.0"],
  [452, "data-end", "4.3.1"],
  [452, "rcpt", "4.5.3"],
  [552, "data-end", "5.3.4"],
  [553, "mail", "5.1.7"],
  [553, "rcpt", "5.1.3"],
  [554, "rcpt", "5.0.0"],
  [599, "mail", "5.0.0"],
] as const)("%i at %s without an enhanced code is %s", (code, step, expected) => {
  expect(enhancedCodeOf({ code, text: "" }, step)).toBe(expected);
});
