import { explainFlow, explainFullBurst } from "./explain-flow.ts";
import { explainNoWorker, explainOutage, explainSuspension } from "./explain-stop.ts";
import { by, type Explanation, longest, timeOf } from "./explanation.ts";
import type { LaneFacts } from "./waiting-facts.ts";

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
