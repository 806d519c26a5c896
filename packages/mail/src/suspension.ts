import type { LaneKey } from "./lane.ts";

/** What a suspension stops. A domain's own lane rests, and its deliveries are put aside in the lanes of relays. */
export type SuspensionTarget =
  | { readonly kind: "all" }
  | { readonly kind: "lane"; readonly lane: LaneKey }
  | { readonly kind: "domain"; readonly domain: string }
  | { readonly kind: "relay"; readonly relayId: string };

/** Somebody's word that nothing is sent there for now. Mail is accepted and waits; no attempt is charged. */
export interface Suspension {
  /** Made of its target, so a target has one at most: `all`, `lane:direct:b.test`, `domain:b.test`, `relay:r`. */
  readonly id: string;
  readonly target: SuspensionTarget;
  readonly reason: string;
  readonly by: string;
  /** Unix milliseconds. */
  readonly sinceMs: number;
  /** Unix milliseconds; absent = until resumed. */
  readonly untilMs?: number;
}

export function suspensionIdOf(target: SuspensionTarget): string {
  switch (target.kind) {
    case "all":
      return "all";
    case "lane":
      return `lane:${target.lane}`;
    case "domain":
      return `domain:${target.domain}`;
    case "relay":
      return `relay:${target.relayId}`;
  }
}

/**
 * The suspension that keeps a delivery to `domain` from being sent over `lane`; of several the one that lasts longest. Without
 * `domain` only what stops the lane as a whole is asked.
 * @param nowMs those whose time is over count no more
 */
export function suspensionOf(
  lane: LaneKey,
  domain: string | undefined,
  suspensions: readonly Suspension[],
  nowMs: number,
): Suspension | undefined {
  let longest: Suspension | undefined;
  for (const one of suspensions) {
    if (endOf(one) <= nowMs || !stops(one.target, lane, domain)) continue;
    if (!longest || endOf(one) > endOf(longest)) longest = one;
  }
  return longest;
}

function endOf({ untilMs = Number.POSITIVE_INFINITY }: Suspension): number {
  return untilMs;
}

function stops(target: SuspensionTarget, lane: LaneKey, domain: string | undefined): boolean {
  switch (target.kind) {
    case "all":
      return true;
    case "lane":
      return target.lane === lane;
    case "relay":
      return lane === `relay:${target.relayId}`;
    case "domain":
      return lane === `direct:${target.domain}` || domain === target.domain;
  }
}
