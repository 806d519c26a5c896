import { type Arrivals, type DrainLane, drainedAtMs, firstArrivals } from "./drain-model.ts";
import { explainFullBurst } from "./explain-flow.ts";
import type { DeliveryFacts, LaneFacts } from "./waiting-facts.ts";

/** What is taken for the time one delivery keeps a connection busy as long as a lane has sent none. */
export const ASSUMED_SERVICE_MS = 300;

/** A time that comes true if the lane's server answers as it did lately, nothing fails and no other mail comes before. */
export interface Estimate {
  /** Unix milliseconds. */
  readonly atMs: number;
  /** How long a delivery keeps a connection busy. */
  readonly serviceMs: number;
  /** Measured on the lane lately, or taken for granted. */
  readonly basis: "observed" | "assumed";
  /** Connections at work at once; a fraction: shared with other lanes of the site. */
  readonly connections: number;
}

/** When a lane will have sent all it has; undefined while something without a known end stops it. @param what only what is due now, or what waits for a later time as well */
export function estimateDrain(lane: LaneFacts, what: "due" | "all"): Estimate | undefined {
  const arrivals = what === "all" ? lane.arrivals : lane.arrivals.filter(({ atMs }) => atMs <= lane.nowMs);
  return estimate(lane, [{ atMs: lane.nowMs, count: lane.waiting + inHand(lane) }, ...arrivals]);
}

/** When a delivery will be sent; undefined when it is being sent, or while something without a known end stops it. */
export function estimateSending({ lane, job, ledger, hasWay }: DeliveryFacts): Estimate | undefined {
  if (!ledger || ledger.state !== "open" || !hasWay || lane.relayTrouble) return undefined;
  switch (job.at) {
    case "waiting":
      // Too far back to be counted: at the latest when all that is due now has gone.
      return estimate(lane, [{ atMs: lane.nowMs, count: inHand(lane) + (job.place ?? lane.waiting) }]);
    case "delayed": {
      const before = firstArrivals(lane.arrivals, job.place - 1).map(({ atMs, count }) => ({
        atMs: Math.min(atMs, job.dueAtMs),
        count,
      }));
      const due = { atMs: lane.nowMs, count: lane.waiting + inHand(lane) };
      return estimate(lane, [due, ...before, { atMs: job.dueAtMs, count: 1 }]);
    }
    case "active":
      // Claimed, and waiting for the pause of the burst to end; otherwise it is being sent.
      if (job.inBurst || !job.workerAlive || !explainFullBurst(lane)) return undefined;
      return estimate(lane, [{ atMs: lane.nowMs, count: inHand(lane) }]);
    case "missing":
      return undefined;
  }
}

/** Claimed, and not begun as far as the burst tells. */
function inHand({ active, burst, pace }: LaneFacts): number {
  return pace.maxContinuous === 0 ? active : Math.max(0, active - burst.open);
}

function estimate(lane: LaneFacts, arrivals: readonly Arrivals[]): Estimate | undefined {
  if (isStopped(lane)) return undefined;
  const model = drainLane(lane);
  return {
    atMs: drainedAtMs(model, arrivals),
    serviceMs: model.serviceMs,
    basis: lane.serviceMs === undefined ? "assumed" : "observed",
    connections: model.connections,
  };
}

function isStopped({ suspension, workersAlive }: LaneFacts): boolean {
  return workersAlive === 0 || (suspension !== undefined && suspension.untilMs === undefined);
}

function drainLane(lane: LaneFacts): DrainLane {
  const { nowMs, pace, burst } = lane;
  const startsAtMs = Math.max(nowMs, lane.outage?.untilMs ?? 0, lane.suspension?.untilMs ?? 0);
  return {
    nowMs,
    startsAtMs,
    connections: connectionsOf(lane, startsAtMs),
    serviceMs: lane.serviceMs ?? ASSUMED_SERVICE_MS,
    maxContinuous: pace.maxContinuous,
    pauseMs: pace.continuingDelaySeconds * 1000,
    burst,
  };
}

function connectionsOf({ pace, connections, site }: LaneFacts, startsAtMs: number): number {
  const { cap } = connections;
  const share = pace.maxConnections / Math.max(1, site?.lanes ?? 1);
  return Math.min(
    share,
    cap && cap.untilMs > startsAtMs ? cap.limit : Infinity,
    pace.maxContinuous > 0 ? pace.maxContinuous : Infinity,
  );
}
