import { outageBase, outageText } from "./explain-stop.ts";
import { by, type Explanation, timeOf } from "./explanation.ts";
import type { LaneFacts } from "./waiting-facts.ts";

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
