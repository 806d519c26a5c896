import { type DeliveryFacts, freshProgress, type LaneFacts, lanePace, ruleSource } from "../src/index.ts";

export const NOW = Date.parse("2026-03-10T12:00:00Z");
export const later = (seconds: number): number => NOW + seconds * 1000;

/** A lane at rest, with a worker. */
export function laneFacts(some: Partial<LaneFacts> = {}): LaneFacts {
  return {
    lane: "direct:b.test",
    nowMs: NOW,
    waiting: 0,
    delayed: 0,
    active: 0,
    held: 0,
    arrivals: [],
    ...lanePace("direct:b.test", [], []),
    connections: { inUse: 0, holders: [] },
    burst: { started: 0, open: 0 },
    workersAlive: 1,
    ticketsWaiting: 0,
    ...some,
  };
}

/** A delivery that is next in a lane at rest. */
export function deliveryFacts(some: Partial<DeliveryFacts> = {}, lane: Partial<LaneFacts> = {}): DeliveryFacts {
  return {
    lane: laneFacts({ waiting: 1, ...lane }),
    job: { at: "waiting", place: 1 },
    ledger: { state: "open", progress: freshProgress(NOW), expiresAtMs: later(172_800), bodyMissing: false },
    hasWay: true,
    source: (field) => ruleSource("b.test", [], field),
    ...some,
  };
}

export const attempts = (directAttempts: number) => ({
  state: "open" as const,
  progress: { ...freshProgress(NOW), attempts: directAttempts, directAttempts },
  expiresAtMs: later(172_800),
  bodyMissing: false,
});
