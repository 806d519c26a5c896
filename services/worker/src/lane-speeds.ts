import type { LaneKey } from "@postlane/mail";

/** How fast the sessions of this worker send, told to the others now and then: from it follows how many connections a lane needs. */
export interface LaneSpeeds {
  /** @param ms from one delivery's end, or its start when the session had waited, to its own end */
  observe(lane: LaneKey, ms: number): void;
}

/** The newest of the deliveries counts for a fifth. */
const WEIGHT = 0.2;
const TELL_MS = 1_000;
const MOST_LANES = 10_000;

/** @param tell keeps the average, milliseconds, for every worker; at most once a second a lane. Not waited for. */
export function createLaneSpeeds(
  tell: (lane: LaneKey, ms: number) => void,
  now: () => number = () => performance.now(),
): LaneSpeeds {
  const speeds = new Map<LaneKey, { ms: number; toldAt: number }>();
  return {
    observe(lane, ms) {
      const known = speeds.get(lane);
      if (!known && speeds.size >= MOST_LANES) speeds.clear();
      const average = known ? known.ms + (ms - known.ms) * WEIGHT : ms;
      const due = !known || now() - known.toldAt >= TELL_MS;
      speeds.set(lane, { ms: average, toldAt: due ? now() : known.toldAt });
      if (due) tell(lane, average);
    },
  };
}
