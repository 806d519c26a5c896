import type { Lane, LaneDetail } from "@postlane/contract";
import { estimateDrain, explainLane, type LaneFacts, messageIdOf, type Pace, routeOf } from "@postlane/mail";
import type { LaneLook } from "../waiting/look.ts";
import {
  timeOf,
  toHttpEstimate,
  toHttpExplanation,
  toHttpHolder,
  toHttpSite,
  toHttpSource,
} from "../waiting/to-http.ts";

const PACE_FIELDS: readonly (keyof Pace)[] = [
  "maxConnections",
  "maxContinuous",
  "continuingDelaySeconds",
  "failureDelaySeconds",
  "backoffFactor",
  "maxFailureDelaySeconds",
];

/** A lane as the list of lanes tells it. */
export function describeLane(facts: LaneFacts): Lane {
  const { lane, outage, suspension, burst, arrivals } = facts;
  const held = explainLane(facts);
  return {
    lane,
    ...routeAndLimit(facts),
    waiting: facts.waiting,
    delayed: facts.delayed,
    active: facts.active,
    held: facts.held,
    ...(arrivals[0] && { next_due_at: timeOf(arrivals[0].atMs) }),
    ...(burst.pauseUntilMs !== undefined && { pause_until: timeOf(burst.pauseUntilMs) }),
    ...(outage && {
      outage: {
        until: timeOf(outage.untilMs),
        count: outage.count,
        error: outage.error,
        ...(outage.lastAtMs === undefined ? {} : { last_at: timeOf(outage.lastAtMs) }),
      },
    }),
    ...(suspension && {
      suspended: {
        id: suspension.id,
        since: timeOf(suspension.sinceMs),
        reason: suspension.reason,
        by: suspension.by,
        ...(suspension.untilMs === undefined ? {} : { until: timeOf(suspension.untilMs) }),
      },
    }),
    ...(held && { waiting_for: toHttpExplanation(held) }),
  };
}

/** Everything about one lane. */
export function describeLaneInDetail({ facts, inspection }: LaneLook): LaneDetail {
  const { pace, source, connections, burst, nowMs, serviceMs } = facts;
  const { oldestWaiting } = inspection;
  const due = estimateDrain(facts, "due");
  const all = estimateDrain(facts, "all");
  const site = toHttpSite(facts);
  const isDue = facts.waiting + facts.active > 0;
  return {
    ...describeLane(facts),
    settings: PACE_FIELDS.map((field) => ({ field, value: pace[field], set_by: toHttpSource(source(field)) })),
    connections: connections.holders.map(toHttpHolder),
    ...(connections.cap && {
      connection_cap: { limit: connections.cap.limit, until: timeOf(connections.cap.untilMs) },
    }),
    ...(pace.maxContinuous > 0 && {
      burst: { started: burst.started, under_way: burst.open, limit: pace.maxContinuous },
    }),
    ...(site && { site }),
    ...(oldestWaiting && {
      oldest_waiting: {
        delivery_id: oldestWaiting.deliveryId,
        message_id: messageIdOf(oldestWaiting.deliveryId),
        since: timeOf(oldestWaiting.sinceMs),
      },
    }),
    ...(serviceMs !== undefined && { observed_service_ms: Math.round(serviceMs) }),
    ...(isDue && due && { due_sent: toHttpEstimate(due, nowMs) }),
    ...((isDue || facts.delayed > 0) && all && { all_sent: toHttpEstimate(all, nowMs) }),
    workers_alive: facts.workersAlive,
  };
}

function routeAndLimit({
  lane,
  connections,
  pace,
  rule,
  relayTrouble,
}: LaneFacts): Pick<Lane, "kind" | "sessions"> & Partial<Lane> {
  const route = routeOf(lane);
  const sessions = { in_use: connections.inUse, limit: relayTrouble === "gone" ? 0 : pace.maxConnections };
  if (route.kind === "relay") return { kind: "relay", relay_id: route.relayId, sessions };
  return { kind: "direct", domain: route.domain, ...(rule !== undefined && { rule }), sessions };
}
