import { describe, expect, it } from "vitest";
import {
  type DecisionInput,
  decideOutcome,
  DEFAULT_RULE,
  type Failure,
  freshProgress,
  type Progress,
} from "../src/index.ts";

const NOW = 1_000_000;
const TEMPORARY: Failure = { scope: "message", step: "rcpt", enhancedCode: "4.2.0", detail: "not now" };
const PERMANENT: Failure = { scope: "message", step: "rcpt", enhancedCode: "5.1.1", detail: "no such user" };

const tried = (
  directAttempts: number,
  relaysTried: readonly string[] = [],
  relayAttempts = relaysTried.length,
): Progress => ({
  ...freshProgress(5),
  attempts: directAttempts + relayAttempts,
  directAttempts,
  relayAttempts,
  relaysTried,
});

function decide(some: Partial<DecisionInput>): ReturnType<typeof decideOutcome> {
  return decideOutcome({
    failure: TEMPORARY,
    domain: "b.test",
    lane: "direct:b.test",
    progress: tried(1),
    rule: { ...DEFAULT_RULE, directAttempts: 3, relayAttempts: 2, expireAfterSeconds: 3_600 },
    pace: DEFAULT_RULE,
    relays: [{ id: "r1", usable: true }],
    receivedAtMs: NOW - 1_000,
    nowMs: NOW,
    random: 0,
    ...some,
  });
}

describe("decideOutcome", () => {
  it("does not count the time it was held towards its expiry", () => {
    const receivedAtMs = NOW - 3_600_000;
    expect(decide({ receivedAtMs })).toEqual({ action: "expire" });
    const progress = { ...tried(1), heldMs: 600_000 };
    expect(decide({ receivedAtMs, progress })).toMatchObject({ action: "retry", progress: { heldMs: 600_000 } });
  });

  it("bounces a permanent refusal at once, whatever is left", () => {
    expect(decide({ failure: PERMANENT })).toEqual({ action: "bounce" });
  });

  it.each(["4.0.0", "2.0.0", "", "unknown"])("never bounces for the code %j", (enhancedCode) => {
    expect(decide({ failure: { ...TEMPORARY, enhancedCode } })).toMatchObject({ action: "retry" });
  });

  it("tries again on the same lane after the delay, which grows with the failures there", () => {
    expect(decide({})).toEqual({ action: "retry", lane: "direct:b.test", progress: tried(1), atMs: NOW + 300_000 });
    expect(decide({ progress: tried(2) })).toMatchObject({ atMs: NOW + 600_000 });
  });

  it("takes the first relay at once when the direct attempts are used up, as newly come into its lane", () => {
    expect(decide({ progress: tried(3) })).toEqual({
      action: "reroute",
      lane: "relay:r1",
      progress: { ...tried(3), laneSinceMs: NOW },
    });
  });

  it("goes on to the next relay at once, and begins a new round after the delay of the relay", () => {
    const relays = [
      { id: "r1", usable: true },
      { id: "r2", usable: true },
    ];
    const rule = { ...DEFAULT_RULE, directAttempts: 0, relayAttempts: 4 };
    const on = { rule, relays, pace: { ...DEFAULT_RULE, failureDelaySeconds: 7, backoffFactor: 1 } };
    expect(decide({ ...on, lane: "relay:r1", progress: tried(0, ["r1"]) })).toMatchObject({
      action: "reroute",
      lane: "relay:r2",
    });
    expect(decide({ ...on, lane: "relay:r2", progress: tried(0, ["r1", "r2"]) })).toEqual({
      action: "retry",
      lane: "relay:r1",
      progress: { ...tried(0, [], 2), laneSinceMs: NOW },
      atMs: NOW + 7_000,
    });
  });

  it("keeps the time it came into its lane when it stays there", () => {
    const rule = { ...DEFAULT_RULE, directAttempts: 0, relayAttempts: 4 };
    const again = decide({ rule, lane: "relay:r1", progress: tried(0, ["r1"]) });
    expect(again).toMatchObject({ action: "retry", lane: "relay:r1", progress: { laneSinceMs: 5, relaysTried: [] } });
  });

  it("bounces when every attempt is used up", () => {
    expect(decide({ lane: "relay:r1", progress: tried(3, ["r1"], 2) })).toEqual({ action: "bounce" });
    expect(decide({ progress: tried(3), relays: [] })).toEqual({ action: "bounce" });
  });

  it("waits in the lane of a relay when every relay was switched off meanwhile: no reason to bounce", () => {
    const waiting = tried(3, ["r1"]);
    expect(decide({ lane: "relay:r1", progress: waiting, relays: [] })).toEqual({
      action: "retry",
      lane: "relay:r1",
      progress: waiting,
      atMs: NOW + 300_000,
    });
  });

  it("expires for age, before anything but a permanent refusal", () => {
    const old = { receivedAtMs: NOW - 3_600_000 };
    expect(decide(old)).toEqual({ action: "expire" });
    expect(decide({ ...old, progress: tried(3) })).toEqual({ action: "expire" });
    expect(decide({ ...old, failure: PERMANENT })).toEqual({ action: "bounce" });
    expect(decide({ receivedAtMs: NOW - 3_599_999 })).toMatchObject({ action: "retry", atMs: NOW + 1 });
  });

  it("adds jitter of up to a tenth", () => {
    expect(decide({ random: 1 })).toMatchObject({ atMs: NOW + 330_000 });
  });
});
