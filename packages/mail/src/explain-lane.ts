import type { LaneFacts } from "./waiting-facts.ts";
import type { LaneKey } from "./lane.ts";
import { delayField, type SettingSource } from "./setting-source.ts";
import type { SuspensionTarget } from "./suspension.ts";

/**
 * Why mail waits. Of the whole lane:
 * - suspended, outage (no host can be reached), no_worker, relay_off (its mail takes the next way), site_limit, burst_pause, connection_limit;
 * - workers_busy: no worker has a free session; turn: others are before it, or a session is on its way.
 *
 * Of one delivery:
 * - sending: a worker has it in hand; answering: another worker waits for the answer to its final dot; uncertain: that worker died;
 * - wish: what somebody wants of it is about to come true;
 * - retry, look_again (what hindered it was no attempt), body_missing, no_way (rules and relays leave none), held (a person decides);
 * - uncommitted: its submission has not ended; worker_died: its claim has to run out; moving: on its way to another lane; job_missing: in no lane.
 */
export type WaitingCause =
  | "suspended"
  | "outage"
  | "no_worker"
  | "relay_off"
  | "site_limit"
  | "burst_pause"
  | "connection_limit"
  | "workers_busy"
  | "turn"
  | "sending"
  | "answering"
  | "uncertain"
  | "retry"
  | "look_again"
  | "body_missing"
  | "no_way"
  | "held"
  | "wish"
  | "uncommitted"
  | "worker_died"
  | "moving"
  | "job_missing";

/** The one thing that holds mail now. Times are Unix milliseconds. */
export interface Explanation {
  readonly cause: WaitingCause;
  /** One or two sentences for a person. */
  readonly summary: string;
  readonly sinceMs?: number;
  /** When it ends; undefined: nobody knows. */
  readonly untilMs?: number;
  /** The setting that made it so. */
  readonly setBy?: SettingSource;
  /** Who has the delivery in hand, or tries the lane again. */
  readonly worker?: string;
  /** The lane it is on its way to or from. */
  readonly otherLane?: LaneKey;
}

/** What holds the next delivery of a lane; undefined when the lane has none. */
export function explainLane(lane: LaneFacts): Explanation | undefined {
  const { waiting, delayed, active } = lane;
  if (waiting + delayed + active === 0) return explainHeldOnly(lane);
  const later = waiting === 0 && active === 0 ? explainLater(lane) : undefined;
  const stopped = longest([explainSuspension(lane), explainNoWorker(lane), explainOutage(lane), later]);
  if (stopped) return stopped;
  if (waiting > 0 || active === 0) return explainFlow(lane);
  return explainFullBurst(lane) ?? explainActive(lane);
}

function explainHeldOnly({ held }: LaneFacts): Explanation | undefined {
  if (held === 0) return undefined;
  return {
    cause: "held",
    summary: `${held === 1 ? "One delivery waits" : `${held} deliveries wait`} until somebody releases or cancels ${held === 1 ? "it" : "them"}.`,
  };
}

/** Of several holds the one that lasts longest: with the others gone it would still be there. One without a known end outlasts all others. */
export function longest(holds: readonly (Explanation | undefined)[]): Explanation | undefined {
  let found: Explanation | undefined;
  for (const hold of holds) if (hold && (!found || endOf(hold) > endOf(found))) found = hold;
  return found;
}

function endOf({ untilMs }: Explanation): number {
  return untilMs ?? Infinity;
}

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

/** What holds mail that is due in a lane that is not stopped: always something. */
export function explainFlow(lane: LaneFacts): Explanation {
  return (
    explainRelayOff(lane) ??
    explainProbe(lane) ??
    explainSite(lane) ??
    explainFullBurst(lane) ??
    explainConnections(lane) ??
    explainBusyWorkers(lane) ??
    explainTurn(lane)
  );
}

function explainRelayOff({ relayTrouble, lane }: LaneFacts): Explanation | undefined {
  if (!relayTrouble) return undefined;
  const key = lane.slice("relay:".length);
  const what = relayTrouble === "password missing" ? "lacks the password of its login" : `is ${relayTrouble}`;
  return {
    cause: "relay_off",
    summary: `Relay ${key} ${what}: the next session sends the lane's mail on its next way.`,
    ...(relayTrouble === "switched off" && {
      setBy: { section: "relays", key, field: "enabled", value: false } as const,
    }),
  };
}

/** After an outage one session alone tries the lane. */
function explainProbe(lane: LaneFacts): Explanation | undefined {
  const { outage, connections } = lane;
  if (!outage) return undefined;
  const prober = connections.holders[0]?.worker;
  const now = connections.inUse > 0 ? `It is being tried again now${by(prober)}.` : "The next try is due now.";
  return {
    ...outageBase(lane, outage),
    summary: `${outageText(outage)} ${now}`,
    ...(prober !== undefined && { worker: prober }),
  };
}

function explainSite({ site, pace, source }: LaneFacts): Explanation | undefined {
  if (site?.inLineSinceMs === undefined) return undefined;
  const lanes = [...new Set(site.holders.flatMap((holder) => holder.lane ?? []))];
  const who = lanes.length > 0 ? ` by ${lanes.join(", ")}` : "";
  return {
    cause: "site_limit",
    summary: `All connections to ${site.name} are in use${who} (${site.inUse} of ${pace.maxConnections}); the lane stands in line for one.`,
    sinceMs: site.inLineSinceMs,
    setBy: source("maxConnections"),
  };
}

export function explainFullBurst({ burst, pace, source, nowMs }: LaneFacts): Explanation | undefined {
  const { maxContinuous } = pace;
  if (maxContinuous === 0) return undefined;
  const { started, open, pauseUntilMs } = burst;
  if (pauseUntilMs !== undefined && pauseUntilMs > nowMs)
    return {
      cause: "burst_pause",
      summary: `The lane pauses after ${maxContinuous} in a row until ${timeOf(pauseUntilMs)}.`,
      untilMs: pauseUntilMs,
      setBy: source("continuingDelaySeconds"),
    };
  if (started < maxContinuous || open === 0) return undefined;
  return {
    cause: "burst_pause",
    summary: `${maxContinuous} in a row have begun; when the last ${open} of them have ended the lane pauses for ${pace.continuingDelaySeconds} s.`,
    setBy: source("maxContinuous"),
  };
}

function explainConnections({ connections, pace, source, nowMs }: LaneFacts): Explanation | undefined {
  const { inUse, cap } = connections;
  const workers = [...new Set(connections.holders.map(({ worker }) => worker))];
  const who = workers.length > 0 ? ` by ${workers.join(", ")}` : "";
  if (cap && cap.untilMs > nowMs && cap.limit < pace.maxConnections && inUse >= cap.limit)
    return {
      cause: "connection_limit",
      summary: `${inUse} connections are in use${who}; the server refused more, so the lane keeps to ${cap.limit} until ${timeOf(cap.untilMs)}.`,
      untilMs: cap.untilMs,
    };
  if (inUse < pace.maxConnections) return undefined;
  return {
    cause: "connection_limit",
    summary: `All connections of the lane are in use${who} (${inUse} of ${pace.maxConnections}).`,
    setBy: source("maxConnections"),
  };
}

function explainBusyWorkers({ connections, ticketsWaiting, workersAlive }: LaneFacts): Explanation | undefined {
  if (connections.inUse > 0 || ticketsWaiting === 0) return undefined;
  const workers = workersAlive === 1 ? "The one worker has" : `All ${workersAlive} workers have`;
  return {
    cause: "workers_busy",
    summary: `${workers} no free session; ${ticketsWaiting} tickets of all lanes wait for one. More workers, or more sessions each, would help.`,
  };
}

function explainTurn({ connections, waiting }: LaneFacts): Explanation {
  const { inUse } = connections;
  if (inUse === 0)
    return {
      cause: "turn",
      summary: "A session is on its way. Should it not come, the sweeper calls another within 15 s.",
    };
  return {
    cause: "turn",
    summary: `${inUse === 1 ? "One session sends" : `${inUse} sessions send`} the ${waiting} that are due, one after another.`,
  };
}

function explainLater({ arrivals, delayed, nowMs }: LaneFacts): Explanation | undefined {
  const untilMs = arrivals[0]?.atMs;
  if (untilMs === undefined || untilMs <= nowMs) return undefined;
  return {
    cause: "retry",
    summary: `${delayed === 1 ? "The only delivery waits" : `All ${delayed} wait`} for a later time, the first for ${timeOf(untilMs)}.`,
    untilMs,
  };
}

function explainActive({ active, connections }: LaneFacts): Explanation {
  const worker = connections.holders.find(({ doing }) => doing === "sending")?.worker;
  return {
    cause: "sending",
    summary: active === 1 ? `The last one is being sent${by(worker)}.` : `The last ${active} are being sent.`,
    ...(worker !== undefined && { worker }),
  };
}

function outageBase({ pace, source }: LaneFacts, { count }: { count: number }): Pick<Explanation, "cause" | "setBy"> {
  return { cause: "outage", setBy: source(delayField(pace, count)) };
}

function outageText({ count, error }: { readonly count: number; readonly error: string }): string {
  return `No host of the lane could be reached, ${count === 1 ? "once" : `${count} times in a row`}: ${error || "no error told"}.`;
}

function by(worker: string | undefined): string {
  return worker === undefined ? "" : ` by ${worker}`;
}

export function timeOf(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
