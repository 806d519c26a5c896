import { explainFlow, explainFullBurst } from "./explain-flow.ts";
import { explainNoWorker, explainOutage, explainSuspension } from "./explain-stop.ts";
import { type Explanation, longest, timeOf } from "./explanation.ts";
import { type LaneKey, routeOf } from "./lane.ts";
import type { Progress } from "./progress.ts";
import { hasNoRoute, planRoute, type RelayChoice } from "./route-plan.ts";
import type { DeliveryRule } from "./rule.ts";
import { delayField } from "./setting-source.ts";
import type { DeliveryFacts, JobPlace } from "./waiting-facts.ts";
import type { Hold, Wish } from "./wish.ts";

/** A submission that has not committed after this long never will, and what it left is dropped. */
export const UNCOMMITTED_MS = 10 * 60_000;
/** An answer to a final dot is waited for by others no longer than this, milliseconds. */
export const LONGEST_ANSWER_MS = 15 * 60_000;

/**
 * The one thing that holds a delivery now. Whatever the facts, there is an answer: first what the delivery's own state says, then what
 * stops it longest (a person, no worker, no way, its own time, an outage), then what the lane's flow says.
 */
export function explainWaiting(facts: DeliveryFacts): Explanation {
  return (
    explainState(facts) ??
    explainJob(facts) ??
    longest([
      explainSuspension(facts.lane),
      explainNoWorker(facts.lane),
      explainNoWay(facts),
      explainOwnTime(facts),
      explainOutage(facts.lane),
    ]) ??
    explainFlow(facts.lane)
  );
}

/** Whether the rules and relays leave a delivery any way; without one it waits until somebody mends them. */
export function leavesWay(
  lane: LaneKey,
  domain: string,
  progress: Progress,
  rule: DeliveryRule,
  usable: readonly RelayChoice[],
): boolean {
  if (hasNoRoute(rule, usable)) return false;
  const relayAttemptsLeft = progress.relayAttempts < rule.relayAttempts;
  if (routeOf(lane).kind === "direct" || !relayAttemptsLeft) return true;
  return usable.length > 0 || planRoute(domain, progress, rule, usable) !== undefined;
}

/** What the ledger says. */
function explainState(facts: DeliveryFacts): Explanation | undefined {
  const { ledger, job } = facts;
  if (!ledger) return job.at === "missing" ? undefined : explainUncommitted(facts);
  if (ledger.dot) return explainDot(facts, ledger.dot);
  // An attempt under way is not broken off by a wish.
  const underWay = job.at === "active" && job.workerAlive;
  if (ledger.wish && !underWay) return explainWish(ledger.wish);
  return ledger.state === "held" ? explainHeld(facts, ledger.hold) : undefined;
}

const WISHED: Readonly<Record<Wish["action"], string>> = {
  cancel: "cancelled",
  hold: "held",
  release: "released",
  move: "moved to another relay",
  assume_delivered: "taken as delivered",
};

function explainWish({ action, by, reason, atMs }: Wish): Explanation {
  return {
    cause: "wish",
    summary: `${by} wants it ${WISHED[action]} (${reason || "no reason given"}): no attempt begins before that has come true.`,
    sinceMs: atMs,
  };
}

/** The time it waits for, if that is still to come. */
function waitsUntilMs(job: JobPlace, nowMs: number): number | undefined {
  return job.at === "delayed" && job.dueAtMs > nowMs ? job.dueAtMs : undefined;
}

function explainUncommitted({ job, lane }: DeliveryFacts): Explanation {
  const lookAtMs = waitsUntilMs(job, lane.nowMs);
  const next = lookAtMs === undefined ? "" : ` It is looked at again at ${timeOf(lookAtMs)}.`;
  return {
    cause: "uncommitted",
    summary: `Its submission has not ended with a 250: it is not sent, and dropped when that does not come within ${UNCOMMITTED_MS / 60_000} minutes.${next}`,
  };
}

function explainHeld({ source }: DeliveryFacts, hold: Hold | undefined): Explanation {
  const since = hold ? { sinceMs: hold.sinceMs } : {};
  if (hold?.by !== undefined)
    return {
      cause: "held",
      summary: `Held by ${hold.by} (${hold.reason || "no reason given"}): it waits until somebody releases or cancels it.`,
      ...since,
    };
  const uncertain = source("uncertain");
  return {
    cause: "held",
    summary:
      "It may have arrived: the answer to its final dot was lost. It waits until somebody releases it, cancels it, or takes it as delivered.",
    ...since,
    // The rule may have changed meanwhile.
    ...(uncertain.value === "hold" && { setBy: uncertain }),
  };
}

function explainDot(
  { lane, job, source }: DeliveryFacts,
  { worker, workerAlive, sinceMs }: { worker: string; workerAlive: boolean; sinceMs: number },
): Explanation {
  if (job.at === "active" && job.worker === worker && workerAlive)
    return {
      cause: "sending",
      summary: `Its content has been sent by ${worker}; the server's answer is awaited since ${timeOf(sinceMs)}.`,
      sinceMs,
      worker,
    };
  const lookAtMs = waitsUntilMs(job, lane.nowMs);
  if (workerAlive && lane.nowMs - sinceMs < LONGEST_ANSWER_MS)
    return {
      cause: "answering",
      summary: `Worker ${worker} may still get the server's answer to its content; nobody else sends it meanwhile.`,
      sinceMs,
      untilMs: lookAtMs ?? sinceMs + LONGEST_ANSWER_MS,
      worker,
    };
  const uncertain = source("uncertain");
  return {
    cause: "uncertain",
    summary: `It may have arrived: worker ${worker} ended before the server's answer. The next session follows the rule: ${String(uncertain.value)}.`,
    sinceMs,
    ...(lookAtMs !== undefined && { untilMs: lookAtMs }),
    setBy: uncertain,
    worker,
  };
}

/** What its place in the lane says: somebody has it, or nobody knows it. */
function explainJob(facts: DeliveryFacts): Explanation | undefined {
  const { job } = facts;
  if (job.at === "active") return explainClaim(facts, job);
  if (job.at === "missing") return explainMissing(facts, job);
  return undefined;
}

function explainClaim(
  { lane, ledger }: DeliveryFacts,
  job: Extract<JobPlace, { at: "active" }>,
): Explanation | undefined {
  const { worker, workerAlive, inBurst, sinceMs } = job;
  const since = sinceMs === undefined ? {} : { sinceMs };
  if (worker === undefined || !workerAlive) {
    // With no worker at all there is nobody to put it back either.
    const nobody = explainNoWorker(lane);
    if (nobody) return nobody;
    const who = worker === undefined ? "A worker" : `Worker ${worker}`;
    return {
      cause: "worker_died",
      summary: `${who} had it in hand and is gone; it goes back to the lane when its claim has run out and been found so twice.`,
      ...since,
      ...(worker !== undefined && { worker }),
    };
  }
  if (!inBurst) {
    const burst = explainFullBurst(lane);
    if (burst) return { ...burst, worker };
  }
  const wish = ledger?.wish ? ` If this attempt does not deliver it, it is ${WISHED[ledger.wish.action]}.` : "";
  const summary = `Worker ${worker} has it in hand: it connects, or sends it.${wish}`;
  return { cause: "sending", summary, ...since, worker };
}

function explainMissing(
  { lane, ledger }: DeliveryFacts,
  { foundIn }: Extract<JobPlace, { at: "missing" }>,
): Explanation {
  if (foundIn)
    return {
      cause: "moving",
      summary: `It is on its way from lane ${foundIn} to ${lane.lane}: whoever finds it in the old one takes it over.`,
      otherLane: foundIn,
    };
  if (!ledger) return { cause: "job_missing", summary: "Neither its ledger nor a place in a lane is known." };
  return {
    cause: "job_missing",
    summary:
      "It is in no lane at this moment. Between two lanes that lasts a moment; if it stays so, Redis has lost something: retry the message.",
  };
}

function explainNoWay({ hasWay, source, lane }: DeliveryFacts): Explanation | undefined {
  if (hasWay) return undefined;
  const relayLane = lane.lane.startsWith("relay:");
  return {
    cause: "no_way",
    summary: relayLane
      ? "Relay attempts are left, and no relay can be used: switch one on or add one."
      : "The rule leaves no way: neither direct attempts nor relay attempts with a relay to make them.",
    setBy: source(relayLane ? "relayAttempts" : "directAttempts"),
  };
}

/** It waits for a time of its own. */
function explainOwnTime({ job, ledger, lane, source }: DeliveryFacts): Explanation | undefined {
  const untilMs = waitsUntilMs(job, lane.nowMs);
  if (untilMs === undefined || !ledger) return undefined;
  if (ledger.bodyMissing)
    return {
      cause: "body_missing",
      summary: `Its content cannot be read from the spool; it is looked for again at ${timeOf(untilMs)}.`,
      untilMs,
    };
  const { attempts, directAttempts, relayAttempts } = ledger.progress;
  if (attempts === 0)
    return {
      cause: "look_again",
      summary: `It could not be tried when it was looked at last, and is looked at again at ${timeOf(untilMs)}.`,
      untilMs,
    };
  const made = lane.lane.startsWith("direct:") ? directAttempts : relayAttempts;
  const isLast = untilMs >= ledger.expiresAtMs;
  return {
    cause: "retry",
    summary: isLast
      ? `After ${attempts} attempts its time ends at ${timeOf(ledger.expiresAtMs)}: then it expires.`
      : `After ${attempts === 1 ? "one attempt" : `${attempts} attempts`} the next one is due at ${timeOf(untilMs)}.`,
    untilMs,
    setBy: isLast ? source("expireAfterSeconds") : lane.source(delayField(lane.pace, made)),
  };
}
