import { type Failure, isPermanent } from "./failure.ts";
import { type LaneKey, laneOf } from "./lane.ts";
import { expiryOf, type Progress } from "./progress.ts";
import { retryDelayMs } from "./retry-schedule.ts";
import { planRoute, type RelayChoice } from "./route-plan.ts";
import type { DeliveryRule, Pace } from "./rule.ts";

/** What follows for the recipients that an attempt left undelivered. */
export type Decision =
  | {
      readonly action: "retry";
      readonly lane: LaneKey;
      readonly progress: Progress;
      readonly atMs: number;
    }
  | { readonly action: "reroute"; readonly lane: LaneKey; readonly progress: Progress }
  | { readonly action: "bounce" }
  | { readonly action: "expire" };

export interface DecisionInput {
  readonly failure: Failure;
  readonly domain: string;
  /** The lane the attempt was made on. */
  readonly lane: LaneKey;
  /** With this attempt (or the lane's outages) counted already. */
  readonly progress: Progress;
  readonly rule: DeliveryRule;
  /** The pace of the lane: the rule's for a direct lane, the relay's for a relay lane. */
  readonly pace: Pace;
  readonly relays: readonly RelayChoice[];
  readonly receivedAtMs: number;
  readonly nowMs: number;
  /** 0 … 1, for the jitter. */
  readonly random: number;
}

/**
 * The one place where a failure becomes a consequence: bounce, try again later, take the next route, or give up for age.
 * A permanent refusal bounces at once; everything else goes on by the route plan until attempts or time are used up.
 */
export function decideOutcome(input: DecisionInput): Decision {
  const { failure, progress, rule, nowMs } = input;
  if (isPermanent(failure)) return { action: "bounce" };
  const expiresAtMs = expiryOf(input.receivedAtMs, progress, rule);
  if (nowMs >= expiresAtMs) return { action: "expire" };
  const planned = planRoute(input.domain, progress, rule, input.relays);
  if (!planned) return isOperatorsToMend(input) ? waitHere(input, expiresAtMs) : { action: "bounce" };
  const lane = laneOf(planned.route);
  if (!planned.wait) {
    return lane === input.lane
      ? { action: "retry", lane, progress, atMs: nowMs }
      : { action: "reroute", lane, progress: { ...progress, laneSinceMs: nowMs } };
  }
  const failures = planned.route.kind === "direct" ? progress.directAttempts : progress.relayAttempts;
  // Postponing past the expiry would only make the sender wait longer for the same news.
  const atMs = Math.min(nowMs + retryDelayMs(input.pace, failures, input.random), expiresAtMs);
  const next = planned.route.kind === "relay" ? { ...progress, relaysTried: [] } : progress;
  return {
    action: "retry",
    lane,
    progress: { ...next, laneSinceMs: lane === input.lane ? next.laneSinceMs : nowMs },
    atMs,
  };
}

/** Relay attempts are left and every relay was switched off or removed while the delivery waited for one. */
function isOperatorsToMend({ lane, progress, rule, relays }: DecisionInput): boolean {
  return lane.startsWith("relay:") && relays.length === 0 && progress.relayAttempts < rule.relayAttempts;
}

function waitHere({ lane, progress, pace, random, nowMs }: DecisionInput, expiresAtMs: number): Decision {
  const atMs = Math.min(nowMs + retryDelayMs(pace, progress.relayAttempts, random), expiresAtMs);
  return { action: "retry", lane, progress, atMs };
}
