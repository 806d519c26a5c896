import { describe, expect, it } from "vitest";
import fc from "fast-check";
import {
  type DeliveryFacts,
  DEFAULT_RULE,
  estimateSending,
  explainWaiting,
  type JobPlace,
  type LaneFacts,
  lanePace,
  leavesWay,
  freshProgress,
  ruleSource,
  type Suspension,
  type WaitingCause,
} from "../src/index.ts";
import { attempts, deliveryFacts, later, NOW } from "./waiting-facts.ts";

// The same inputs each time, so that a run tells of the change at hand; another number draws others.
fc.configureGlobal({ seed: 20_261_123 });

const suspension = (untilMs?: number): Suspension => ({
  id: "all",
  target: { kind: "all" },
  by: "ann",
  reason: "move",
  sinceMs: NOW - 1,
  ...(untilMs === undefined ? {} : { untilMs }),
});
const outage = (untilMs: number, count = 2) => ({
  untilMs,
  count,
  error: "connect ECONNREFUSED",
  lastAtMs: NOW - 5_000,
});
const claimed = (some: Partial<Extract<JobPlace, { at: "active" }>> = {}): JobPlace => ({
  at: "active",
  worker: "w1",
  workerAlive: true,
  inBurst: false,
  sinceMs: NOW - 1_000,
  ...some,
});
const delayedTo = (seconds: number): JobPlace => ({ at: "delayed", dueAtMs: later(seconds), place: 1 });
const dot = (workerAlive: boolean, agoMs = 1_000): DeliveryFacts["ledger"] => ({
  ...attempts(0),
  state: "dot",
  dot: { worker: "w1", workerAlive, sinceMs: NOW - agoMs },
});
const wish = { id: "1", action: "cancel", by: "ann", reason: "", atMs: NOW - 3 } as const;
const fullBurst = { started: 5, open: 2 };
const holder = { worker: "w1", doing: "sending" } as const;

type Row = [what: string, cause: WaitingCause, some: Partial<DeliveryFacts>, lane: Partial<LaneFacts>, more?: object];

const rows: readonly Row[] = [
  ["nothing", "turn", {}, {}],
  [
    "others before it",
    "turn",
    { job: { at: "waiting", place: 7 } },
    { waiting: 9, connections: { inUse: 2, holders: [] } },
  ],
  [
    "a person",
    "held",
    { ledger: { ...attempts(1), state: "held", hold: { by: "ann", reason: "odd", sinceMs: NOW - 7 } } },
    {},
    { sinceMs: NOW - 7 },
  ],
  ["a wish", "wish", { ledger: { ...attempts(1), wish } }, {}, { sinceMs: NOW - 3 }],
  ["a wish, when it is held", "wish", { ledger: { ...attempts(1), state: "held", wish } }, {}],
  ["a wish and a dead worker", "wish", { ledger: { ...attempts(1), wish }, job: claimed({ workerAlive: false }) }, {}],
  [
    "an attempt that a wish waits for",
    "sending",
    { ledger: { ...attempts(1), wish }, job: claimed() },
    {},
    { summary: expect.stringContaining("it is cancelled") },
  ],
  ["an answer that a wish waits for", "answering", { job: delayedTo(9), ledger: { ...dot(true)!, wish } }, {}],
  [
    "the rule for what is uncertain",
    "held",
    {
      ledger: { ...attempts(1), state: "held" },
      source: (field) => ruleSource("b.test", [{ domain: "b.test", uncertain: "hold" }], field),
    },
    {},
    { setBy: { section: "domainRules", key: "b.test", field: "uncertain", value: "hold" } },
  ],
  ["nobody says who held it", "held", { ledger: { ...attempts(1), state: "held" } }, {}, { setBy: undefined }],
  ["its submission", "uncommitted", { ledger: undefined }, {}],
  ["its submission, looked at later", "uncommitted", { ledger: undefined, job: delayedTo(8) }, {}],
  ["nothing known", "job_missing", { ledger: undefined, job: { at: "missing" } }, {}],
  ["no lane has it", "job_missing", { job: { at: "missing" } }, {}],
  ["another lane still has it", "moving", { job: { at: "missing", foundIn: "relay:r" } }, {}, { otherLane: "relay:r" }],
  ["a worker", "sending", { job: claimed() }, {}, { worker: "w1", sinceMs: NOW - 1_000 }],
  ["a worker, in a suspended lane", "sending", { job: claimed() }, { suspension: suspension() }],
  [
    "a worker in the pause",
    "burst_pause",
    { job: claimed() },
    { burst: { started: 5, open: 0, pauseUntilMs: later(1) } },
  ],
  ["a worker with its place in the burst", "sending", { job: claimed({ inBurst: true }) }, { burst: fullBurst }],
  ["a worker without one", "burst_pause", { job: claimed() }, { burst: fullBurst }],
  ["a worker that died", "worker_died", { job: claimed({ workerAlive: false }) }, {}, { worker: "w1" }],
  ["a claim that ran out", "worker_died", { job: claimed({ worker: undefined, workerAlive: false }) }, {}],
  ["the only worker died", "no_worker", { job: claimed({ workerAlive: false }) }, { workersAlive: 0 }],
  ["the server's answer", "sending", { job: claimed(), ledger: dot(true) }, {}],
  ["another worker's answer", "answering", { job: delayedTo(9), ledger: dot(true) }, {}, { untilMs: later(9) }],
  ["another worker's answer, looked at now", "answering", { job: claimed({ worker: "w2" }), ledger: dot(true) }, {}],
  [
    "a worker gone at the dot",
    "uncertain",
    { ledger: dot(false) },
    {},
    { setBy: { field: "uncertain", value: "retry" } },
  ],
  ["an answer nobody waits for any more", "uncertain", { job: delayedTo(9), ledger: dot(true, 16 * 60_000) }, {}],
  ["a suspension", "suspended", {}, { suspension: suspension(later(60)) }, { untilMs: later(60), sinceMs: NOW - 1 }],
  ["a suspension that is over", "turn", {}, { suspension: suspension(NOW) }],
  ["a suspension longer than the retry", "suspended", { job: delayedTo(30) }, { suspension: suspension(later(60)) }],
  [
    "a retry longer than the suspension",
    "retry",
    { job: delayedTo(90), ledger: attempts(1) },
    { suspension: suspension(later(60)) },
  ],
  ["a suspension without end", "suspended", { job: delayedTo(9e6) }, { suspension: suspension(), workersAlive: 0 }],
  ["no worker", "no_worker", { job: delayedTo(30) }, { workersAlive: 0, outage: outage(later(60)) }],
  ["no way", "no_way", { hasWay: false, job: delayedTo(30) }, {}, { setBy: { field: "directAttempts" } }],
  ["no relay", "no_way", { hasWay: false }, { lane: "relay:r" }, { setBy: { field: "relayAttempts" } }],
  [
    "the first retry",
    "retry",
    { job: delayedTo(300), ledger: attempts(1) },
    {},
    { untilMs: later(300), setBy: { key: "*", field: "failureDelaySeconds", value: 300, isDefault: true } },
  ],
  ["a later retry", "retry", { job: delayedTo(600), ledger: attempts(3) }, {}, { setBy: { field: "backoffFactor" } }],
  [
    "a late retry",
    "retry",
    { job: delayedTo(600), ledger: attempts(8) },
    {},
    { setBy: { field: "maxFailureDelaySeconds" } },
  ],
  [
    "its end",
    "retry",
    { job: delayedTo(600), ledger: { ...attempts(8), expiresAtMs: later(600) } },
    {},
    { setBy: { field: "expireAfterSeconds" } },
  ],
  ["a retry that is due", "turn", { job: delayedTo(-1), ledger: attempts(1) }, {}],
  ["its body", "body_missing", { job: delayedTo(30), ledger: { ...attempts(0), bodyMissing: true } }, {}],
  ["something that was no attempt", "look_again", { job: delayedTo(30) }, {}, { untilMs: later(30) }],
  [
    "an outage",
    "outage",
    {},
    { outage: outage(later(60), 1) },
    { untilMs: later(60), sinceMs: NOW - 5_000, setBy: { field: "failureDelaySeconds" } },
  ],
  [
    "an outage longer than its retry",
    "outage",
    { job: delayedTo(30), ledger: attempts(1) },
    { outage: outage(later(60)) },
  ],
  [
    "an outage that ends before its retry",
    "retry",
    { job: delayedTo(90), ledger: attempts(1) },
    { outage: outage(later(60)) },
  ],
  ["the next try of the lane", "outage", {}, { outage: outage(NOW - 1) }, { untilMs: undefined }],
  [
    "the try of the lane under way",
    "outage",
    {},
    { outage: outage(NOW - 1), connections: { inUse: 1, holders: [holder] } },
    { worker: "w1" },
  ],
  ["a relay gone", "relay_off", {}, { lane: "relay:r", relayTrouble: "gone" }, { setBy: undefined }],
  [
    "a relay switched off",
    "relay_off",
    {},
    { lane: "relay:r", relayTrouble: "switched off" },
    { setBy: { section: "relays", key: "r", field: "enabled", value: false } },
  ],
  [
    "the site",
    "site_limit",
    {},
    {
      site: {
        name: "mx.test",
        inUse: 10,
        holders: [{ worker: "w", lane: "direct:c.test" }],
        lanes: 2,
        inLineSinceMs: NOW - 9,
      },
    },
    {
      sinceMs: NOW - 9,
      setBy: { field: "maxConnections", value: 10 },
      summary: expect.stringContaining("by direct:c.test (10 of 10)"),
    },
  ],
  ["a site it has a place on", "turn", {}, { site: { name: "mx.test", inUse: 1, holders: [], lanes: 1 } }],
  [
    "the pause",
    "burst_pause",
    {},
    { burst: { started: 5, open: 0, pauseUntilMs: later(1) } },
    { untilMs: later(1), setBy: { field: "continuingDelaySeconds", value: 1 } },
  ],
  ["the end of the burst", "burst_pause", {}, { burst: fullBurst }, { setBy: { field: "maxContinuous", value: 5 } }],
  ["a burst that has ended", "turn", {}, { burst: { started: 5, open: 0, pauseUntilMs: NOW } }],
  [
    "a pause that no setting asks for any more",
    "turn",
    {},
    {
      ...lanePace("direct:b.test", [{ domain: "b.test", maxContinuous: 0 }], []),
      burst: { started: 5, open: 3, pauseUntilMs: later(1) },
    },
  ],
  [
    "the connections",
    "connection_limit",
    { job: { at: "waiting", place: 40 } },
    { waiting: 50, connections: { inUse: 10, holders: [holder, { worker: "w2" }] } },
    { setBy: { field: "maxConnections", value: 10 }, summary: expect.stringContaining("by w1, w2 (10 of 10)") },
  ],
  [
    "the server, which refused more connections",
    "connection_limit",
    {},
    { connections: { inUse: 2, holders: [], cap: { limit: 2, untilMs: later(20) } } },
    { untilMs: later(20), setBy: undefined },
  ],
  ["busy workers", "workers_busy", {}, { ticketsWaiting: 30 }],
  ["tickets of other lanes", "turn", {}, { ticketsWaiting: 30, connections: { inUse: 1, holders: [] } }],
];

describe("explainWaiting", () => {
  it.each(rows)("is held by %s: %s", (_what, cause, some, lane, more = {}) => {
    const told = { setBy: undefined, untilMs: undefined, ...explainWaiting(deliveryFacts(some, lane)) };
    expect(told).toMatchObject({ cause, ...more });
  });

  it("explains every combination of facts, with words and without a gap, and times that are not over", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const told = explainWaiting(facts);
        expect(told.summary).toMatch(/^\S.*[.]$/);
        expect(told.summary).not.toMatch(/undefined|NaN|null|\[object/);
        if (told.untilMs !== undefined) expect(told.untilMs).toBeGreaterThan(NOW);
        const estimate = estimateSending(facts);
        if (estimate) expect(estimate.atMs).toBeGreaterThanOrEqual(facts.lane.nowMs);
      }),
      { numRuns: 20_000 },
    );
  });

  it("has no cause on paper only: each comes up", () => {
    // Some are rare: always the same facts, or now and then one would be missing.
    const facts = fc.sample(anyFacts, { numRuns: 60_000, seed: 1 });
    const seen = new Set<WaitingCause>(facts.map((one) => explainWaiting(one).cause));
    expect([...seen].sort()).toEqual([...CAUSES].sort());
  });
});

describe("leavesWay", () => {
  const rule = { ...DEFAULT_RULE, directAttempts: 2, relayAttempts: 2 };
  const relays = [{ id: "r", usable: true }];
  const progress = freshProgress(0);
  it.each([
    ["direct attempts", "direct:b.test", rule, [], progress, true],
    ["neither", "direct:b.test", { ...rule, directAttempts: 0 }, [], progress, false],
    ["a relay", "direct:b.test", { ...rule, directAttempts: 0 }, relays, progress, true],
    [
      "a relay that may not be used",
      "relay:r",
      { ...rule, directAttempts: 0, relayAttempts: 0 },
      relays,
      progress,
      false,
    ],
    ["relay attempts and no relay", "relay:r", rule, [], { ...progress, directAttempts: 2 }, false],
    [
      "relay attempts used up: then it bounces",
      "relay:r",
      rule,
      [],
      { ...progress, directAttempts: 2, relayAttempts: 2 },
      true,
    ],
  ] as const)("%s", (_what, lane, some, usable, how, way) => {
    expect(leavesWay(lane, "b.test", how, some, usable)).toBe(way);
  });
});

const CAUSES: readonly WaitingCause[] = [
  "suspended",
  "outage",
  "no_worker",
  "relay_off",
  "site_limit",
  "burst_pause",
  "connection_limit",
  "workers_busy",
  "turn",
  "sending",
  "answering",
  "uncertain",
  "retry",
  "look_again",
  "body_missing",
  "no_way",
  "held",
  "wish",
  "uncommitted",
  "worker_died",
  "moving",
  "job_missing",
];

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });
const moment = fc.integer({ min: -100, max: 100 }).map(later);
const count = fc.integer({ min: 0, max: 12 });
const holders = fc.array(fc.record({ worker: fc.constantFrom("w1", "w2") }), { maxLength: 3 });

const anyJob = fc.oneof(
  fc.record({ at: fc.constant("waiting" as const), place: maybe(fc.integer({ min: 1, max: 9 })) }),
  fc.record({ at: fc.constant("delayed" as const), dueAtMs: moment, place: fc.integer({ min: 1, max: 9 }) }),
  fc.record({
    at: fc.constant("active" as const),
    sinceMs: maybe(moment),
    worker: maybe(fc.constantFrom("w1", "w2")),
    workerAlive: fc.boolean(),
    inBurst: fc.boolean(),
  }),
  fc.record({ at: fc.constant("missing" as const), foundIn: maybe(fc.constant("relay:x" as const)) }),
) as fc.Arbitrary<JobPlace>;

const anyLane: fc.Arbitrary<LaneFacts> = fc
  .record({
    relay: fc.boolean(),
    rule: fc.record({
      maxContinuous: fc.constantFrom(0, 1, 5),
      maxConnections: fc.constantFrom(3, 10),
      failureDelaySeconds: fc.constantFrom(0, 10),
    }),
    relayTrouble: maybe(fc.constantFrom("switched off", "gone", "password missing")),
    waiting: count,
    delayed: count,
    active: count,
    held: count,
    arrivals: fc.array(moment, { maxLength: 3 }),
    inUse: fc.constantFrom(0, 0, 1, 3),
    holders,
    cap: maybe(fc.record({ limit: count, untilMs: moment })),
    outage: maybe(
      fc.record({ untilMs: moment, count: fc.integer({ min: 1, max: 40 }), error: fc.constantFrom("", "no answer") }),
    ),
    burst: fc.record({ started: count, open: fc.constantFrom(0, 0, 2), pauseUntilMs: moment }),
    site: maybe(
      fc.record({ name: fc.constant("mx.test"), inUse: count, holders, lanes: count, inLineSinceMs: maybe(moment) }),
    ),
    suspension: maybe(maybe(moment).map(suspension)),
    workersAlive: fc.constantFrom(0, 1, 2),
    ticketsWaiting: fc.constantFrom(0, 5),
    serviceMs: maybe(fc.integer({ min: 0, max: 5_000 })),
  })
  .map(({ relay, rule, relayTrouble, arrivals, inUse, holders: some, cap, ...lane }) => {
    const key = relay ? "relay:r" : "direct:b.test";
    return {
      ...lane,
      lane: key,
      nowMs: NOW,
      arrivals: arrivals.sort((a, b) => a - b).map((atMs) => ({ atMs, count: 1 })),
      ...lanePace(key, [{ domain: "*", ...rule }], []),
      ...(relay && relayTrouble && { relayTrouble }),
      connections: { inUse, holders: some, ...(cap && { cap }) },
    } as LaneFacts;
  });

const anyFacts: fc.Arbitrary<DeliveryFacts> = fc
  .record({
    lane: anyLane,
    job: anyJob,
    ledger: maybe(
      fc.record({
        state: fc.constantFrom("open", "open", "open", "held"),
        attempts: fc.constantFrom(0, 1, 9),
        expiresAtMs: moment,
        bodyMissing: fc.boolean(),
        hold: maybe(fc.record({ by: maybe(fc.constant("ann")), reason: fc.constant(""), sinceMs: fc.constant(NOW) })),
        wish: maybe(
          fc
            .constantFrom("cancel", "hold", "release", "move", "assume_delivered")
            .map((action) => ({ ...wish, action })),
        ),
        dot: maybe(
          fc.record({
            worker: fc.constantFrom("w1", "w2"),
            workerAlive: fc.boolean(),
            sinceMs: fc.constantFrom(NOW - 1_000, NOW - 1_000_000),
          }),
        ),
      }),
    ),
    hasWay: fc.boolean(),
    uncertain: fc.constantFrom("retry", "hold", "assume-delivered"),
  })
  .map(({ ledger, uncertain, ...facts }) => ({
    ...facts,
    ledger: ledger && {
      state: ledger.dot && ledger.state === "open" ? ("dot" as const) : (ledger.state as "open" | "held"),
      progress: attempts(ledger.attempts).progress,
      expiresAtMs: ledger.expiresAtMs,
      bodyMissing: ledger.bodyMissing,
      ...(ledger.hold && { hold: ledger.hold }),
      ...(ledger.wish && { wish: ledger.wish }),
      ...(ledger.dot && { dot: ledger.dot }),
    },
    source: (field: Parameters<typeof ruleSource>[2]) =>
      ruleSource("b.test", [{ domain: "*", uncertain: uncertain as "retry" }], field),
  })) as never;
