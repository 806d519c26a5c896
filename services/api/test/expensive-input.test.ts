import { AttachmentSchema } from "@postlane/contract";
import { Compile } from "typebox/compile";
import { describe, expect, it } from "vitest";
import { jsonShapeProblem } from "../src/http/json-shape.ts";
import { checkSenders } from "../src/submission/check-senders.ts";
import { createAddressBook } from "../src/submission/collect-envelope.ts";

/** Texts that cost their reader the square or cube of their length, or more memory than there is (CWE-1333, CWE-770). */
const AT_MOST_MS = 1_000;

/** Processor time: the machine may be busy with other things. */
function costMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1_000;
}

const attachment = Compile(AttachmentSchema);

describe("long texts (CWE-1333)", () => {
  it.each<[string, string, boolean]>([
    ["line ends and no end", `${"\n".repeat(200_000)}!`, false],
    ["CR LF and no end", `${"\r\n".repeat(100_000)}!`, false],
    ["line ends behind the padding", `AA==${"\n".repeat(200_000)}!`, false],
    ["lines", `${"QUJD\r\n".repeat(30_000)}`, true],
    ["lines with padding at the end", `${"QUJD\r\n".repeat(30_000)}QQ==\r\n\r\n`, true],
    ["padding in the middle", "QQ==QQ==", false],
    ["three paddings", "QQ===", false],
    ["nothing", "", true],
  ])("attachments: %s", (_what, content, valid) => {
    let found: boolean | undefined;
    expect(costMs(() => (found = attachment.Check({ filename: "a", content })))).toBeLessThan(AT_MOST_MS);
    expect(found).toBe(valid);
  });

  it.each([
    ["blanks", " ".repeat(1_000)],
    ["blanks and a bracket", `${" ".repeat(999)}<`],
    ["blanks in a name", `a${" ".repeat(400)}b${" ".repeat(500)}<a@b.example`],
    ["blanks behind quotes", `"a"${" ".repeat(900)}b`],
    ["backslashes", `"${"\\".repeat(999)}`],
    ["brackets", "<".repeat(1_000)],
  ])("fifty addresses of a thousand characters: %s", (_what, text) => {
    const book = createAddressBook();
    const cost = costMs(() => {
      for (let n = 0; n < 50; n++) book.mailbox(text, "to", n);
    });
    expect(cost).toBeLessThan(AT_MOST_MS);
    expect(book.problems).toHaveLength(50);
  });

  it.each([
    ["one word", "a".repeat(200_000)],
    ["many words", "a ".repeat(100_000)],
    ["at signs", "@".repeat(200_000)],
    ["folded lines", `${"a".repeat(60_000)}\r\n `.repeat(3)],
  ])("From for a token bound to senders: %s", (_what, value) => {
    const envelope = { reversePath: "a@a.example", recipients: [] };
    const content = Buffer.from(`From: ${value}\r\n\r\n`);
    const cost = costMs(() => expect(() => checkSenders(["a.example"], { envelope, content })).toThrow(/may not send/));
    expect(cost).toBeLessThan(AT_MOST_MS);
  });
});

describe("names before addresses, with blanks wherever they may stand", () => {
  it.each([
    ["ann@example.com", ""],
    [" ann@example.com ", undefined],
    [" <ann@example.com> ", ""],
    ["Ann<ann@example.com>", "Ann"],
    [" Ann Lee  <ann@example.com> ", "Ann Lee"],
    ['"Lee, Ann"<ann@example.com>', "Lee, Ann"],
    ['  "Lee \\"A\\" "  <ann@example.com>', 'Lee "A" '],
    ['Ann "Lee" <ann@example.com>', undefined],
    ["Ann <ann@example.com> x", undefined],
    ["Ann <ann@example.com> <b@example.com>", undefined],
  ])("%j", (text, name) => {
    expect(createAddressBook().mailbox(text, "to")?.name).toBe(name);
  });
});

describe("JSON that would take the memory of the process is not parsed (CWE-770)", () => {
  it.each([
    ["65 lists in each other", `${"[".repeat(65)}${"]".repeat(65)}`, /deeper than 64/],
    ["65 objects in each other", `${'{"a":'.repeat(65)}1${"}".repeat(65)}`, /deeper than 64/],
    ["a hundred million lists", Buffer.alloc(100_000_000, "["), /deeper than 64/],
    ["fifty million numbers", Buffer.alloc(100_000_000, "1,"), /more than 250000 values/],
    ["fifty million empty lists", Buffer.alloc(100_000_000, "[]"), /more than 250000 values/],
    ["empty objects", `[${"{},".repeat(200_000)}{}]`, /more than 250000 values/],
    ["brackets behind a text with quotes in it", `{"a":"\\"[","b":${"[".repeat(64)}`, /deeper than 64/],
    ["brackets behind a text that ends in backslashes", `{"a":"\\\\\\\\","b":${"[".repeat(64)}`, /deeper than 64/],
  ])("%s", (_what, body, problem) => {
    const bytes = Buffer.from(body as string);
    expect(costMs(() => expect(jsonShapeProblem(bytes)).toMatch(problem))).toBeLessThan(AT_MOST_MS);
  });

  it.each([
    ["64 lists in each other", `${"[".repeat(64)}${"]".repeat(64)}`],
    ["brackets in a text", `{"a":"${"[".repeat(100_000)}"}`],
    ["commas in a text", `{"a":"${",".repeat(1_000_000)}"}`],
    ["brackets behind a quote in a text", `{"a":"\\"${"[".repeat(100)}"}`],
    [
      "an attachment of 100 MB",
      Buffer.concat([Buffer.from('{"a":"'), Buffer.alloc(100_000_000, "A"), Buffer.from('"}')]),
    ],
    ["a text of backslashes", `{"a":"${"\\\\".repeat(1_000_000)}"}`],
    ["a text of quotes", `{"a":"${'\\"'.repeat(1_000_000)}"}`],
    ["a text without end", `{"a":"${"[".repeat(100)}`],
    ["lists beside each other", `[${"[],".repeat(100_000)}[]]`],
    ["nothing", ""],
  ])("but %s is", (_what, body) => {
    const bytes = Buffer.from(body as string);
    expect(costMs(() => expect(jsonShapeProblem(bytes)).toBeUndefined())).toBeLessThan(AT_MOST_MS);
  });
});
