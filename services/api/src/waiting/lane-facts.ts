import type { readSite } from "@postlane/limits";
import {
  type ConnectionHolder,
  type LaneFacts,
  type LaneKey,
  lanePace,
  routeOf,
  type SiteFacts,
  type Suspension,
  suspensionOf,
} from "@postlane/mail";
import type { LaneInspection } from "@postlane/queue";
import type { Settings } from "@postlane/settings";

/** What concerns all lanes. */
export interface Fleet {
  readonly alive: ReadonlySet<string>;
  readonly ticketsWaiting: number;
  readonly suspensions: readonly Suspension[];
}

/** What Redis says of a lane, beside the settings it goes by. */
export function laneFacts(inspection: LaneInspection, settings: Settings, fleet: Fleet, site?: SiteFacts): LaneFacts {
  const { lane, nowMs, waiting, delayed, active, held, arrivals, outage, burst, cap, serviceMs } = inspection;
  const suspension = suspensionOf(lane, undefined, fleet.suspensions, nowMs);
  const relayTrouble = relayTroubleOf(lane, settings);
  return {
    lane,
    nowMs,
    waiting,
    delayed,
    active,
    held,
    arrivals,
    ...lanePace(lane, settings.domainRules, settings.relays),
    ...(relayTrouble && { relayTrouble }),
    connections: {
      inUse: inspection.holders.length,
      holders: inspection.holders.map(({ leaseId, ...holder }) => ({ worker: workerOf(leaseId), ...holder })),
      ...(cap && { cap }),
    },
    ...(outage && { outage }),
    burst,
    ...(site && { site }),
    ...(suspension && { suspension }),
    workersAlive: fleet.alive.size,
    ticketsWaiting: fleet.ticketsWaiting,
    ...(serviceMs !== undefined && { serviceMs }),
  };
}

export function siteOf(name: string, lane: LaneKey, reading: Awaited<ReturnType<typeof readSite>>): SiteFacts {
  const { inUse, holders, inLine } = reading;
  const inLineSinceMs = inLine.find((one) => one.lane === lane)?.sinceMs;
  const lanes = new Set([...holders.flatMap((holder) => holder.lane ?? []), ...inLine.map((one) => one.lane), lane]);
  return {
    name,
    inUse,
    lanes: lanes.size,
    holders: holders.map(({ leaseId, lane: whose }): ConnectionHolder => ({
      worker: workerOf(leaseId),
      ...(whose && { lane: whose }),
    })),
    ...(inLineSinceMs !== undefined && { inLineSinceMs }),
  };
}

function relayTroubleOf(lane: LaneKey, { relays }: Settings): LaneFacts["relayTrouble"] {
  const route = routeOf(lane);
  if (route.kind === "direct") return undefined;
  const relay = relays.find(({ id }) => id === route.relayId);
  if (!relay) return "gone";
  if (!relay.enabled) return "switched off";
  return relay.username !== undefined && relay.password === undefined ? "password missing" : undefined;
}

/** Leases and claims are named by worker id, colon, number. */
export function workerOf(token: string): string {
  return token.slice(0, token.lastIndexOf(":"));
}
