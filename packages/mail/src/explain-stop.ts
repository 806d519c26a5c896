import { type Explanation, timeOf } from "./explanation.ts";
import type { LaneKey } from "./lane.ts";
import { delayField } from "./setting-source.ts";
import type { SuspensionTarget } from "./suspension.ts";
import type { LaneFacts } from "./waiting-facts.ts";

export function explainSuspension({ lane, suspension, nowMs }: LaneFacts): Explanation | undefined {
  if (!suspension) return undefined;
  const { target, by, reason, sinceMs, untilMs } = suspension;
  if (untilMs !== undefined && untilMs <= nowMs) return undefined;
  const what = suspendedText(target, lane);
  const end = untilMs === undefined ? "until somebody resumes it" : `until ${timeOf(untilMs)}`;
  return {
    cause: "suspended",
    summary: `${what} is suspended by ${by} ${end}: ${reason || "no reason given"}.`,
    sinceMs,
    ...(untilMs !== undefined && { untilMs }),
  };
}

function suspendedText(target: SuspensionTarget, lane: LaneKey): string {
  switch (target.kind) {
    case "all":
      return "All delivery";
    case "lane":
      return target.lane === lane ? "The lane" : `Lane ${target.lane}`;
    case "domain":
      return `Mail for ${target.domain}`;
    case "relay":
      return `Relay ${target.relayId}`;
  }
}

export function explainNoWorker({ workersAlive }: LaneFacts): Explanation | undefined {
  if (workersAlive > 0) return undefined;
  return { cause: "no_worker", summary: "No worker is running: start one, and delivery goes on." };
}

/** Undefined also when the next try is due: then it is what the lane's flow says. */
export function explainOutage(lane: LaneFacts): Explanation | undefined {
  const { outage, nowMs } = lane;
  if (!outage || outage.untilMs <= nowMs) return undefined;
  const { untilMs, lastAtMs } = outage;
  return {
    ...outageBase(lane, outage),
    summary: `${outageText(outage)} The lane is tried again at ${timeOf(untilMs)}.`,
    ...(lastAtMs !== undefined && { sinceMs: lastAtMs }),
    untilMs,
  };
}

/** What every explanation of an outage says. */
export function outageBase(
  { pace, source }: LaneFacts,
  { count }: { count: number },
): Pick<Explanation, "cause" | "setBy"> {
  return { cause: "outage", setBy: source(delayField(pace, count)) };
}

export function outageText({ count, error }: { readonly count: number; readonly error: string }): string {
  return `No host of the lane could be reached, ${count === 1 ? "once" : `${count} times in a row`}: ${error || "no error told"}.`;
}
