import type {
  HttpConnectionHolder,
  HttpEstimate,
  HttpExplanation,
  HttpSettingSource,
  HttpSite,
  WaitingShort,
} from "@postlane/contract";
import type { ConnectionHolder, Estimate, Explanation, LaneFacts, SettingSource } from "@postlane/mail";

export function toHttpExplanation(told: Explanation): HttpExplanation {
  const { cause, summary, sinceMs, untilMs, setBy, worker, otherLane } = told;
  return {
    cause,
    summary,
    since: timeOf(sinceMs),
    until: timeOf(untilMs),
    set_by: setBy && toHttpSource(setBy),
    worker,
    other_lane: otherLane,
  };
}

export function toHttpShort({ cause, summary, untilMs }: Explanation, estimate: Estimate | undefined): WaitingShort {
  return { cause, summary, until: timeOf(untilMs), estimated_at: timeOf(estimate?.atMs) };
}

export function toHttpSource({ isDefault, ...source }: SettingSource): HttpSettingSource {
  return { ...source, is_default: isDefault };
}

/** @param nowMs by Redis' clock, as the estimate is */
export function toHttpEstimate(
  { atMs, serviceMs, basis, connections }: Estimate,
  nowMs: number,
): HttpEstimate & { at: string } {
  return {
    at: new Date(atMs).toISOString(),
    seconds: Math.max(0, (atMs - nowMs) / 1000),
    service_ms: Math.round(serviceMs),
    basis,
    connections: Math.round(connections * 100) / 100,
  };
}

export function toHttpSite({ site, pace }: LaneFacts): HttpSite | undefined {
  if (!site) return undefined;
  return {
    name: site.name,
    in_use: site.inUse,
    limit: pace.maxConnections,
    lanes: site.lanes,
    in_line_since: timeOf(site.inLineSinceMs),
    holders: site.holders.map(toHttpHolder),
  };
}

export function toHttpHolder({ worker, sinceMs, doing, lane }: ConnectionHolder): HttpConnectionHolder {
  return { worker, since: timeOf(sinceMs), doing, lane };
}

export function timeOf(unixMs: number): string;
export function timeOf(unixMs: number | undefined): string | undefined;
export function timeOf(unixMs: number | undefined): string | undefined {
  return unixMs === undefined ? undefined : new Date(unixMs).toISOString();
}
