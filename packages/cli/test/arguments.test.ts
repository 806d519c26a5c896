import { describe, expect, it } from "vitest";
import { parseMoment, parseSpan, wholeNumber } from "../src/commands/parse-arguments.ts";
import { parseAssignments, parseEntryPath, parseSettingsPath } from "../src/commands/settings-path.ts";
import { duration } from "../src/output/times.ts";

it("spans and moments", () => {
  expect([parseSpan("30s"), parseSpan("2h"), parseSpan("7d")]).toEqual([30, 7_200, 604_800]);
  expect(Math.abs(Date.now() - 7_200_000 - Date.parse(parseMoment("2h")))).toBeLessThan(60_000);
  expect(parseMoment("2026-03-10T12:00:00+01:00")).toBe("2026-03-10T11:00:00.000Z");
  expect(parseMoment("2026-03-10")).toBe(new Date(2026, 2, 10).toISOString());
  expect(parseMoment("2026-03-10 08:30")).toBe(new Date(2026, 2, 10, 8, 30).toISOString());
  for (const bad of ["", "2 h", "yesterday", "10.3.2026", "2026-13-40", "12"])
    expect(() => parseMoment(bad), bad).toThrow("Write");
});

it("numbers", () => {
  expect(wholeNumber(1, 10)("10")).toBe(10);
  for (const bad of ["0", "11", "1.5", "", "x", "-1"])
    expect(() => wholeNumber(1, 10)(bad), bad).toThrow("from 1 to 10");
});

it("durations", () => {
  expect([0, 59.6, 61, 3_600, 7_265, 90_000].map(duration)).toEqual([
    "0 s",
    "1 min",
    "1 min 1 s",
    "1 h",
    "2 h 1 min",
    "1 d 1 h",
  ]);
});

describe("settings", () => {
  it("paths by both names of a section; a network keeps its slash", () => {
    expect(parseSettingsPath(undefined)).toEqual({ kind: "all" });
    expect(parseSettingsPath("domainRules")).toEqual({ kind: "section", section: "domain-rules" });
    expect(parseEntryPath("access-rules/10.0.0.0/8")).toEqual({
      kind: "entry",
      section: "access-rules",
      key: "10.0.0.0/8",
    });
    expect(() => parseSettingsPath("rules")).toThrow("no settings rules");
    expect(() => parseEntryPath("relays")).toThrow("names no entry");
  });

  it("assignments: JSON where it reads as such, else text", () => {
    expect(parseAssignments(["a=1", "b=true", "c=null", "d=smtp.example.org", "e=", "f=x=y", 'g="1"'])).toEqual({
      a: 1,
      b: true,
      c: null,
      d: "smtp.example.org",
      e: "",
      f: "x=y",
      g: "1",
    });
    expect(() => parseAssignments(["maxConnections"])).toThrow("sets nothing");
  });
});
