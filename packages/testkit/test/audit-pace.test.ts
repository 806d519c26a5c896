import { expect, test } from "vitest";
import { auditPace, type Journal } from "../src/index.ts";

const rule = { maxContinuous: 3, pauseMs: 100, maxConnections: 2 };

/** A journal of mails given as [MAIL, final reply]. */
function journal(mails: readonly (readonly [number, number])[], maxOpen = 1): Journal {
  return {
    connections: [],
    violations: [],
    totals: { connections: 1, open: 0, maxOpen, accepted: mails.length, acceptedBytes: 0 },
    transactions: mails.map(([mailAt, endedAt]) => ({
      connection: 1,
      mailAt,
      endedAt,
      reversePath: "",
      parameters: "",
      recipients: [],
      sizeBytes: 0,
      complete: true,
      accepted: true,
    })),
  };
}

test("a pace that was kept", () => {
  const kept = auditPace(journal([[0, 10], [10, 20], [15, 30], [130, 140], [140, 150]]), rule); // prettier-ignore
  expect(kept).toMatchObject({ greatestBurst: 3, bursts: 2, smallestGapMs: 100, maxConnections: 1, broken: [] });
  expect(kept.efficiency).toBe(1);
});

test("a gap that is a hair too short breaks it", () => {
  const broken = auditPace(journal([[0, 10], [10, 20], [20, 30], [129.9, 140]]), rule); // prettier-ignore
  expect(broken.greatestBurst).toBe(4);
  expect(broken.smallestGapMs).toBeCloseTo(99.9);
  expect(broken.broken).toHaveLength(1);
});

test("the end of a burst is its last reply, not the last mail's", () => {
  expect(auditPace(journal([[0, 90], [10, 20], [20, 30], [135, 140]]), rule).broken).toHaveLength(1); // prettier-ignore
});

test("too many connections", () => {
  expect(auditPace(journal([[0, 1]], 3), rule).broken).toEqual(["3 connections at once (allowed 2)"]);
});

test("lost time shows in the efficiency", () => {
  expect(auditPace(journal([[0, 10], [10, 20], [20, 30], [230, 240]]), rule).efficiency).toBeCloseTo(140 / 240); // prettier-ignore
});

test("nothing sent", () => {
  expect(auditPace(journal([]), rule)).toMatchObject({ greatestBurst: 0, broken: [], efficiency: 1 });
});
