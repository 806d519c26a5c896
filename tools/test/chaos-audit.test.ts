import { describe, expect, it } from "vitest";
import {
  type Accidents,
  type Copy,
  findBroken,
  findDoubles,
  findMissing,
  findStrangers,
  findUnreported,
  type Span,
  type Told,
} from "../chaos/audit.ts";

const told = (states: Record<string, string>, uncertain: string[] = []): Told => ({ states, uncertain });
const copy = (testId: string, recipient: string, taken: Copy["taken"] = "taken"): Copy => ({
  testId,
  recipient,
  taken,
  worker: "w1",
  dotAt: 100,
  answeredAt: 110,
  cut: false,
});

describe("lost mail", () => {
  const mail = { testId: "t1", recipients: ["a@x.test", "b@x.test"], messageId: "m1" };

  it.each<[string, Copy[], Told | undefined, number, string[]?]>([
    ["both arrived", [copy("t1", "a@x.test"), copy("t1", "b@x.test")], told({}), 0],
    [
      "one arrived, one was refused for good",
      [copy("t1", "a@x.test")],
      told({ "b@x.test": "bounced" }),
      0,
      ["b@x.test"],
    ],
    [
      "Postlane says bounced and no server has refused it",
      [copy("t1", "a@x.test")],
      told({ "b@x.test": "bounced" }),
      1,
    ],
    ["a server has refused it, and Postlane says nothing", [copy("t1", "a@x.test")], told({}), 1, ["b@x.test"]],
    ["one waits still", [copy("t1", "a@x.test")], told({ "b@x.test": "deferred" }), 0],
    ["Postlane says delivered and nobody has it", [copy("t1", "a@x.test")], told({ "b@x.test": "delivered" }), 1],
    [
      "the receiver broke off and it never came again",
      [copy("t1", "a@x.test"), copy("t1", "b@x.test", "unknown")],
      told({}),
      1,
    ],
    ["nothing is known of it", [], undefined, 2],
  ])("%s", (_, copies, says, lost, refused = []) => {
    const found = findMissing([mail], copies, new Map(says ? [["t1", says]] : []), new Set(refused));
    expect(found.lost).toHaveLength(lost);
  });

  it("is only what was acknowledged", () => {
    const nothing = { lost: [], waiting: [] };
    expect(findMissing([{ testId: "t1", recipients: ["a@x.test"] }], [], new Map(), new Set())).toEqual(nothing);
  });

  it("is not what waits still; that is told by itself", () => {
    const says = new Map([["t1", told({ "b@x.test": "queued" })]]);
    expect(findMissing([mail], [copy("t1", "a@x.test")], says, new Set()).waiting).toEqual([
      "m1 for b@x.test: Postlane says queued",
    ]);
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
    expect(findDoubles(twice, new Map([["t1", told({}, ["a@x.test"])]]))).toMatchObject({ count: 1, untold: [] });
    expect(findDoubles(twice, new Map([["t1", told({}, ["b@x.test"])]])).untold).toEqual(["t1 for a@x.test: 2 times"]);
  });

  const none: Accidents = { deaths: [], standstills: [], outages: [] };
  it.each<[string, Partial<Copy>, Partial<Accidents>, number]>([
    ["nothing happened", {}, {}, 1],
    ["the receiver broke off behind the dot", { taken: "unknown" }, {}, 0],
    ["the connection was cut as the answer was written", { cut: true }, {}, 0],
    ["its worker was killed before the answer", {}, { deaths: [{ worker: "w1", at: 105 }] }, 0],
    ["another worker was killed", {}, { deaths: [{ worker: "w2", at: 105 }] }, 1],
    ["its worker was killed before the dot", {}, { deaths: [{ worker: "w1", at: 99 }] }, 1],
    ["its worker was killed long after the answer", {}, { deaths: [{ worker: "w1", at: 5_000 }] }, 1],
    [
      "… which could not be written down, for Redis was away",
      {},
      { deaths: [{ worker: "w1", at: 5_000 }], outages: [{ from: 200, to: 4_500 }] },
      0,
    ],
    ["Redis was away, and no more", {}, { outages: [{ from: 105, to: 9_000 }] }, 1],
    ["its worker was stopped behind the dot", {}, { standstills: [{ worker: "w1", from: 50, to: 5_000 }] }, 0],
  ])("needs an accident behind the final dot: %s", (_, first, accidents, unexcused) => {
    const again = { ...copy("t1", "a@x.test"), worker: "w2", dotAt: 9_100, answeredAt: 9_110 };
    const copies = [again, { ...copy("t1", "a@x.test"), ...first }];
    expect(findDoubles(copies, new Map(), { ...none, ...accidents }).unexcused).toHaveLength(unexcused);
  });
});

describe("limits", () => {
  const limits = { domain: "x.test", maxConnections: 2, maxContinuous: 3, pauseMs: 1_000 };
  const span = (start: number, end: number, worker = "w1"): Span => ({ worker, start, end, dotAt: end });
  const judge = (spans: Span[], stood: Parameters<typeof findBroken>[3] = []) =>
    findBroken(limits, spans, spans, stood, 500);
  const open = (worker: string): Span => ({ worker, start: 0, end: 2_010, dotAt: undefined });

  it.each([
    ["kept", [span(0, 10), span(5, 15), span(15, 20), span(1_020, 1_030)], 0],
    ["three at once", [span(0, 10), span(5, 15), span(9, 20)], 1],
    ["four without a pause", [span(0, 10), span(10, 20), span(20, 30), span(1_029, 1_040)], 1],
  ])("%s", (_, spans, broken) => {
    expect(judge(spans)).toHaveLength(broken);
  });

  it("count connections, not only what is sent over them", () => {
    expect(findBroken(limits, [], [span(0, 10), span(5, 15), span(9, 20)], [], 500)).toHaveLength(1);
  });

  it("do not count the open socket of a process that stood still, unless it goes on sending after its lease", () => {
    const stood = [{ worker: "w1", from: 5, to: 2_000 }];
    const others = [span(900, 910, "w2"), span(905, 915, "w3")];
    expect(judge([open("w1"), ...others], stood)).toEqual([]);
    expect(judge([{ ...open("w1"), dotAt: 2_005 }, ...others], stood)).toHaveLength(1);
    expect(judge([open("w4"), ...others], stood)).toHaveLength(1);
  });

  it("count it while its lease surely holds, and all of it when it stood still for less than that", () => {
    const stood = [{ worker: "w1", from: 850, to: 2_000 }];
    expect(judge([open("w1"), span(900, 910, "w2"), span(905, 915, "w3")], stood)).toHaveLength(1);
    const shortly = [{ worker: "w1", from: 5, to: 200 }];
    expect(judge([open("w1"), span(900, 910, "w2"), span(905, 915, "w3")], shortly)).toHaveLength(1);
  });

  it("count what began in a burst before its process stood still", () => {
    const stood = [{ worker: "w1", from: 5, to: 2_000 }];
    const burst = [0, 1, 2, 3].map((start) => ({ ...span(start, start === 3 ? 2_010 : start + 1), dotAt: start }));
    expect(findBroken(limits, burst, [], stood, 500)).toHaveLength(1);
  });
});

it("tells of recipients refused for good whose sender heard nothing", () => {
  const mail = { testId: "t1", recipients: ["a@x.test", "b@x.test", "c@x.test"], messageId: "m1" };
  const says = new Map([["t1", told({ "a@x.test": "bounced", "b@x.test": "bounced", "c@x.test": "delivered" })]]);
  expect(findUnreported([mail], says, [{ testId: "t1", recipient: "a@x.test" }])).toEqual(["t1 for b@x.test"]);
});
