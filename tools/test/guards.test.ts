import { describe, expect, it } from "vitest";
import { applyEdits, StaleEdit } from "../guards/apply-edits.ts";
import type { Entry, Guard } from "../guards/guard.ts";
import { judge, type RunEnd, whyNotPassing } from "../guards/judge.ts";
import { parseOptions } from "../guards/parse-options.ts";
import { type Finding, isFine, runGuards } from "../guards/run-guards.ts";
import type { TestOutcome } from "../guards/test-outcome.ts";

const FILES: Readonly<Record<string, string>> = {
  "a.ts": "export function f(n: number): number {\n  if (n > 3) return 0;\n  return n;\n}\n",
  "b.lua": "return 1\n",
};
const read = (file: string): string => {
  const text = FILES[file];
  if (text === undefined) throw new Error(`ENOENT ${file}`);
  return text;
};

describe("an edit", () => {
  it("puts one text in the place of another", () => {
    const edited = applyEdits([{ file: "a.ts", find: "  if (n > 3) return 0;\n", replace: "" }], read);
    expect([...edited]).toEqual([["a.ts", "export function f(n: number): number {\n  return n;\n}\n"]]);
  });

  it("of several in one file builds on those before it", () => {
    const edits = [
      { file: "a.ts", find: "n > 3", replace: "n > 4" },
      { file: "a.ts", find: "n > 4", replace: "n > 5" },
      { file: "b.lua", find: "1", replace: "2" },
    ];
    expect([...applyEdits(edits, read).values()]).toEqual([
      expect.stringContaining("if (n > 5)"),
      expect.stringContaining("2"),
    ]);
  });

  it.each<[string, string, string, string, string]>([
    ["a text that is not there", "a.ts", "n > 9", "", 'a.ts has no "n > 9"'],
    ["a text that is there twice", "a.ts", "return", "", 'a.ts has "return" more than once'],
    ["no text", "a.ts", "", "x", 'a.ts has no ""'],
    ["a file that is gone", "c.ts", "x", "y", "c.ts is not there"],
    ["no change", "a.ts", "n > 3", "n > 3", "a.ts: the edit changes nothing"],
    ["what does not parse", "a.ts", "return n;", "return (n;", "a.ts does not parse once edited"],
    ["a file of another kind", "d.json", "x", "y", "d.json is not there"],
  ])("with %s is stale", (_what, file, find, replace, why) => {
    expect(() => applyEdits([{ file, find, replace }], read)).toThrow(StaleEdit);
    expect(() => applyEdits([{ file, find, replace }], read)).toThrow(why);
  });
});

const passing: TestOutcome = { passed: 2, failed: [], outside: [] };
const failing = (name: string, message: string): TestOutcome => ({
  passed: 1,
  failed: [{ title: "t", complaints: [{ name, message }] }],
  outside: [],
});

describe("a guard that is gone", () => {
  it.each<[string, RunEnd, object]>([
    ["passing tests", passing, { kind: "unnoticed" }],
    ["an assertion", failing("AssertionError", "expected 1 to be 2"), { kind: "noticed", by: "assertion" }],
    ["a test's time-out", failing("Error", "Test timed out in 30000ms."), { kind: "noticed", by: "time-out" }],
    ["tests that do not end", "late", { kind: "noticed", by: "time-out" }],
    ["what a test waits for in vain", failing("Error", "no reply within 10 s"), { kind: "noticed", by: "error" }],
    [
      "an error that nobody catches",
      { passed: 2, failed: [], outside: [{ name: "Error", message: "ECONNRESET" }] },
      { kind: "noticed", by: "error" },
    ],
    [
      "an assertion behind a reference error",
      {
        passed: 0,
        failed: [
          {
            title: "t",
            complaints: [
              { name: "ReferenceError", message: "x is not defined" },
              { name: "AssertionError", message: "y" },
            ],
          },
        ],
        outside: [],
      },
      { kind: "noticed", by: "assertion" },
    ],
  ])("is judged by %s", (_what, end, verdict) => {
    expect(judge(end)).toMatchObject(verdict);
  });

  it.each<[string, RunEnd]>([
    ["a syntax error", failing("SyntaxError", "Unexpected token")],
    ["a name that is gone", failing("ReferenceError", "replies is not defined")],
    ["a method that is gone", failing("TypeError", "x.y is not a function")],
    [
      "a file that does not load",
      { passed: 0, failed: [], outside: [{ name: "Error", message: "Cannot find module './x.ts'" }] },
    ],
    ["a script that Redis cannot compile", failing("ReplyError", "ERR Error compiling script (new function): x")],
    ["a run without a result", "died"],
  ])("shows nothing by %s", (_what, end) => {
    expect(judge(end).kind).toBe("broken");
  });
});

describe("tests with every guard in place", () => {
  it.each<[string, RunEnd, string | undefined]>([
    ["pass", passing, undefined],
    ["fail", failing("AssertionError", "expected 1 to be 2\n+ more"), "AssertionError: expected 1 to be 2"],
    ["are none", { ...passing, passed: 0 }, "no test ran: the file or the title is wrong"],
    [
      "pass, but something is thrown beside them",
      { ...passing, outside: [{ name: "Error", message: "x" }] },
      "Error: x",
    ],
    ["do not end", "late", "the tests did not end in time"],
    ["leave no result", "died", "Vitest ended without a result"],
  ])("%s", (_what, end, why) => {
    expect(whyNotPassing(end)).toBe(why);
  });
});

const guard: Guard = {
  hazard: "X1",
  what: "three is the most",
  edits: [{ file: "a.ts", find: "n > 3", replace: "n > 4" }],
  files: ["a.test.ts"],
};

/** Runs entries over a product of which `FILES` is all, with these ends of runs, one after the other. */
async function run(entries: readonly Entry[], ends: readonly RunEnd[]) {
  const tested: (string | undefined)[] = [];
  const product = new Map(Object.entries(FILES));
  const findings = await runGuards({
    entries,
    read,
    write: (file, text) => void product.set(file, text),
    run: async () => {
      tested.push(product.get("a.ts"));
      return ends[tested.length - 1]!;
    },
    onFinding: () => {},
    now: () => 0,
  });
  return { findings: findings.map(({ result }) => result), tested, product };
}

describe("the run", () => {
  it("tests first with the guard, then without it, and puts it back", async () => {
    const { findings, tested, product } = await run([guard], [passing, failing("AssertionError", "x")]);
    expect(findings).toEqual(["noticed"]);
    expect(tested.map((text) => /n > \d/.exec(text!)![0])).toEqual(["n > 3", "n > 4"]);
    expect(product.get("a.ts")).toBe(FILES["a.ts"]);
  });

  it("tests the whole product once for all guards of the same tests", async () => {
    const ends = [passing, failing("AssertionError", "x"), passing];
    const { findings, tested } = await run([guard, { ...guard, hazard: "X2" }], ends);
    expect(findings).toEqual(["noticed", "unnoticed"]);
    expect(tested).toHaveLength(3);
  });

  it("takes nothing away where the tests fail as it is, or the entry is stale", async () => {
    const stale = { ...guard, edits: [{ file: "a.ts", find: "gone", replace: "" }] };
    const { findings, tested } = await run([guard, stale], [failing("AssertionError", "x")]);
    expect(findings).toEqual(["fails", "stale"]);
    expect(tested).toEqual([FILES["a.ts"]]);
  });

  it("only runs the tests that show something, and repeats what is told", async () => {
    const shown: Entry = { hazard: "X3", what: "x", files: ["a.test.ts"] };
    const told: Entry = { hazard: "X4", what: "x", because: "y" };
    expect((await run([shown, told], [passing])).findings).toEqual(["shown", "told"]);
    expect((await run([shown], [{ ...passing, passed: 0 }])).findings).toEqual(["fails"]);
  });

  it("is fine when every guard is missed and everything shown is there", () => {
    const of = (result: Finding["result"]) => isFine({ hazard: "", what: "", detail: "", seconds: 0, result });
    expect((["noticed", "shown", "told"] as const).map(of)).toEqual([true, true, true]);
    expect((["unnoticed", "broken", "fails", "stale"] as const).map(of)).toEqual([false, false, false, false]);
  });
});

describe("options", () => {
  const hazards = new Set(["S5", "N7"]);

  it("name hazards that there are", () => {
    expect(parseOptions(["--only", "S5, N7", "--json"], hazards)).toMatchObject({
      only: new Set(["S5", "N7"]),
      json: true,
      list: false,
      timeoutMs: 180_000,
    });
    expect(parseOptions([], hazards).only).toBeUndefined();
  });

  it.each([
    [["--only", "S5,S99"], 'there is no hazard "S99"'],
    [["--timeout", "0"], "--timeout must be a whole number"],
    [["--colour"], "--help` shows the options"],
  ])("%j are refused", (args, why) => {
    expect(() => parseOptions(args, hazards)).toThrow(why);
  });
});
