import { describe, expect, it } from "vitest";
import { type Copy, findBroken, findDoubles, findLost, findStrangers, type Span, type Told } from "../chaos/audit.ts";

const told = (states: Record<string, string>, uncertain: string[] = []): Told => ({ states, uncertain });
const copy = (testId: string, recipient: string, taken: Copy["taken"] = "taken"): Copy => ({
  testId,
  recipient,
  taken,
});

describe("lost mail", () => {
  const mail = { testId: "t1", recipients: ["a@x.test", "b@x.test"], messageId: "m1" };

  it.each([
    ["both arrived", [copy("t1", "a@x.test"), copy("t1", "b@x.test")], told({}), 0],
    ["one arrived, one was refused for good", [copy("t1", "a@x.test")], told({ "b@x.test": "bounced" }), 0],
    ["one waits still", [copy("t1", "a@x.test")], told({ "b@x.test": "deferred" }), 1],
    ["Postlane says delivered and nobody has it", [copy("t1", "a@x.test")], told({ "b@x.test": "delivered" }), 1],
    [
      "the receiver broke off and it never came again",
      [copy("t1", "a@x.test"), copy("t1", "b@x.test", "unknown")],
      told({}),
      1,
    ],
    ["nothing is known of it", [], undefined, 2],
  ])("%s", (_, copies, says, lost) => {
    expect(findLost([mail], copies, new Map(says ? [["t1", says]] : []))).toHaveLength(lost);
  });

  it("is only what was acknowledged", () => {
    expect(findLost([{ testId: "t1", recipients: ["a@x.test"] }], [], new Map())).toEqual([]);
  });
});

it("tells of mail that nobody finished handing in", () => {
  const submitted = [{ testId: "t1", recipients: ["a@x.test"] }];
  expect(findStrangers(submitted, [copy("t1", "a@x.test"), copy("t2", "a@x.test"), copy("t2", "b@x.test")])).toEqual([
    "t2",
  ]);
});

describe("mail that came twice", () => {
  const twice = [copy("t1", "a@x.test"), copy("t1", "a@x.test", "unknown"), copy("t1", "b@x.test")];

  it("must be told as uncertain, for that recipient", () => {
    expect(findDoubles(twice, new Map([["t1", told({}, ["a@x.test"])]]))).toEqual({ count: 1, untold: [] });
    expect(findDoubles(twice, new Map([["t1", told({}, ["b@x.test"])]])).untold).toEqual(["t1 for a@x.test: 2 times"]);
  });
});

describe("limits", () => {
  const limits = { domain: "x.test", maxConnections: 2, maxContinuous: 3, pauseMs: 1_000 };
  const span = (start: number, end: number, worker = "w1"): Span => ({ worker, start, end, dotAt: end });
  const open = (worker: string): Span => ({ worker, start: 0, end: 2_010, dotAt: undefined });

  it.each([
    ["kept", [span(0, 10), span(5, 15), span(15, 20), span(1_020, 1_030)], 0],
    ["three at once", [span(0, 10), span(5, 15), span(9, 20)], 1],
    ["four without a pause", [span(0, 10), span(10, 20), span(20, 30), span(1_029, 1_040)], 1],
  ])("%s", (_, spans, broken) => {
    expect(findBroken(limits, spans, [], 500)).toHaveLength(broken);
  });

  it("do not count who waits for an answer while Redis is away for longer than a lease, but who sends meanwhile", () => {
    const outages = [{ from: 100, to: 900 }];
    const waiting = (dotAt: number): Span => ({ worker: "w1", start: 0, end: 2_000, dotAt });
    const others = [span(1_000, 1_010, "w2"), span(1_005, 1_015, "w3")];
    expect(findBroken(limits, [waiting(50), ...others], [], 500, outages)).toEqual([]);
    expect(findBroken(limits, [waiting(1_500), ...others], [], 500, outages)).toHaveLength(1);
    expect(findBroken(limits, [waiting(50), ...others], [], 500, [{ from: 100, to: 200 }])).toHaveLength(1);
  });

  it("do not count the open socket of a process that stood still, unless it goes on sending after its lease", () => {
    const stood = [{ worker: "w1", from: 5, to: 2_000 }];
    const others = [span(900, 910, "w2"), span(905, 915, "w3")];
    expect(findBroken(limits, [open("w1"), ...others], stood, 500)).toEqual([]);
    expect(findBroken(limits, [{ ...open("w1"), dotAt: 2_005 }, ...others], stood, 500)).toHaveLength(1);
    expect(findBroken(limits, [open("w4"), ...others], stood, 500)).toHaveLength(1);
  });
});
