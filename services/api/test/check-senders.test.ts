import { maySendFrom } from "@postlane/contract";
import { describe, expect, it } from "vitest";
import { normaliseSenders } from "../src/access/allowed-senders.ts";
import { checkSenders } from "../src/submission/check-senders.ts";

const ALLOWED = ["ann@a.example", "b.example", "*.c.example"];

describe("senders", () => {
  it.each([
    ["ann@a.example", "ann@a.example"],
    ["Ann@A.EXAMPLE", "Ann@a.example"],
    ['"a b"@a.example', '"a b"@a.example'],
    ["B.Example", "b.example"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["*.C.example", "*.c.example"],
  ])("%s has the one form %s", (written, normal) => {
    expect(normaliseSenders([written])).toEqual({ senders: [normal] });
  });

  it.each([
    "*",
    "",
    "a b",
    "ann@",
    "@a.example",
    "ann@a b",
    "ann@a.example,eve@e.example",
    "<ann@a.example>",
    "*@a.example>",
  ])("%j is none", (written) => {
    expect(normaliseSenders(["ok.example", written])).toEqual({
      problems: [{ field: "/allowed_senders/1", message: expect.stringContaining("Write an address") }],
    });
  });

  it.each([
    ["ann@a.example", true],
    ["ann@A.Example", true],
    ["Ann@a.example", false],
    ["eve@a.example", false],
    ["anyone@b.example", true],
    ["anyone@sub.b.example", false],
    ["anyone@x.c.example", true],
    ["anyone@x.y.c.example", true],
    ["anyone@c.example", false],
    ["anyone@evilc.example", false],
    ["anyone@b.example.evil.example", false],
    ['"x@b.example"@evil.example', false],
    ["", false],
    ["b.example", false],
  ])("may send from %j: %s", (address, allowed) => {
    expect(maySendFrom(ALLOWED, address)).toBe(allowed);
  });
});

function check(reversePath: string, header: string): string {
  const content = Buffer.from(`${header.replaceAll("\n", "\r\n")}\r\n\r\nFrom: eve@evil.example\r\n`);
  try {
    checkSenders(ALLOWED, { envelope: { reversePath, recipients: [] }, content });
    return "sent";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("a message of a token bound to senders", () => {
  it.each([
    ["its own address", "From: ann@a.example"],
    ["a name before it", "From: Ann <ann@a.example>"],
    ["a folded field", "From: Ann\n <ann@a.example>"],
    ["two of its own", "From: ann@a.example, Bob <bob@b.example>"],
    ["a Sender of its own", "From: ann@a.example\nSender: bot@b.example"],
    ["no From at all", "Subject: x"],
  ])("is sent with %s", (_what, header) => {
    expect(check("ann@a.example", header)).toBe("sent");
  });

  it.each([
    ["another's address", "From: eve@evil.example"],
    ["another's beside its own", "From: ann@a.example, eve@evil.example"],
    ["a second From field", "From: ann@a.example\nFrom: eve@evil.example"],
    ["From in other letters", "fRoM : eve@evil.example"],
    ["another's in a folded line", "From: ann@a.example,\n\teve@evil.example"],
    ["another's as name", 'From: "eve@evil.example" <ann@a.example>'],
    ["its own as name only", 'From: "ann@a.example" <eve@evil.example>'],
    ["its own in a comment only", "From: eve@evil.example (ann@a.example)"],
    ["an address in pieces", "From: eve@evil.example@a.example"],
    ["a quoted local part", 'From: "eve@evil.example"@b.example'],
    ["a quoted local part beside its own", 'From: ann@a.example, "eve"@evil.example'],
    ["no address", "From: undisclosed"],
    ["an empty From", "From:"],
    ["another's Sender", "From: ann@a.example\nSender: eve@evil.example"],
  ])("is refused with %s", (_what, header) => {
    expect(check("ann@a.example", header)).toBe("sender_not_allowed");
  });

  it.each(["eve@evil.example", ""])("is refused with the reverse-path <%s>", (reversePath) => {
    expect(check(reversePath, "From: ann@a.example")).toBe("sender_not_allowed");
  });

  it("is anything where the token is bound to none", () => {
    const content = Buffer.from("From: eve@evil.example\r\n\r\n");
    expect(() => checkSenders(undefined, { envelope: { reversePath: "", recipients: [] }, content })).not.toThrow();
  });
});
