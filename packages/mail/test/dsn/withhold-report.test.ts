import { describe, expect, it } from "vitest";
import { isMachineMail, isReport, withholdReport } from "../../src/index.ts";

const head = (reversePath: string, username?: string) => ({ envelope: { reversePath }, username });

describe("who is written to", () => {
  it("never tells anybody of what has no sender", () => {
    expect(isReport(head(""))).toBe(true);
    expect(isReport(head("a@b.test"))).toBe(false);
  });

  it.each([
    ["anybody by default", "a@b.test", undefined, {}, true],
    ["a login where one is wanted", "a@b.test", "ann", { authenticatedOnly: true }, true],
    ["no login where one is wanted", "a@b.test", undefined, { authenticatedOnly: true }, false],
    ["a domain of ours", "a@b.test", undefined, { senderDomains: ["c.test", "b.test"] }, true],
    ["a domain of others", "a@x.test", undefined, { senderDomains: ["b.test", "*.b.test"] }, false],
    ["a name below", "a@x.b.test", undefined, { senderDomains: ["*.b.test"] }, true],
    ["the name itself is not below", "a@b.test", undefined, { senderDomains: ["*.b.test"] }, false],
    ["no mere suffix", "a@xb.test", undefined, { senderDomains: ["*.b.test", "b.test"] }, false],
    ["a quoted @ is not the domain", '"a@b.test"@x.test', undefined, { senderDomains: ["b.test"] }, false],
  ] as const)("%s: %s", (_why, sender, username, some, told) => {
    const settings = { authenticatedOnly: false, senderDomains: [], ...some };
    expect(withholdReport(head(sender, username), settings) === undefined).toBe(told);
  });
});

describe("mail of machines and lists", () => {
  it.each([
    ["Auto-Submitted: auto-generated", true],
    ["auto-submitted:auto-replied; x", true],
    ["Auto-Submitted: no", false],
    ["Auto-Submitted: no (comment)", false],
    ["Auto-Submitted: notify", true],
    ["Precedence: bulk", true],
    ["Precedence: LIST", true],
    ["Precedence: junk", true],
    ["Precedence: first-class", false],
    ["List-Id: <l.b.test>", true],
    ["List-Unsubscribe: <mailto:x@b.test>", true],
    ["X-List-Id: <l.b.test>", false],
    ["Subject: Precedence: bulk", false],
  ])("%s: %s", (line, machine) => {
    expect(isMachineMail(Buffer.from(`From: a@b.test\r\n${line}\r\nTo: c@b.test\r\n`))).toBe(machine);
  });
});
