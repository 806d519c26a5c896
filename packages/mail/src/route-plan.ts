import type { Route } from "./lane.ts";
import type { Progress } from "./progress.ts";
import type { DeliveryRule } from "./rule.ts";

/** A relay as the route plan sees it: enabled relays only, in their order. */
export interface RelayChoice {
  readonly id: string;
  /** False while it is failing or full. */
  readonly usable: boolean;
}

export interface PlannedRoute {
  readonly route: Route;
  /** True when the same way is tried again, so the failure delay comes first. */
  readonly wait: boolean;
}

/**
 * Where a delivery goes next: direct until its direct attempts are used up, then the relays in their order until its relay attempts are.
 * Within a round each relay is tried once, those that are failing or full last; a new round begins after the failure delay.
 * @returns undefined when every attempt is used up, or when the rule and the relays leave no way at all.
 */
export function planRoute(
  domain: string,
  progress: Progress,
  rule: DeliveryRule,
  relays: readonly RelayChoice[],
): PlannedRoute | undefined {
  if (progress.directAttempts < rule.directAttempts)
    return { route: { kind: "direct", domain }, wait: progress.directAttempts > 0 };
  if (progress.relayAttempts >= rule.relayAttempts || relays.length === 0) return undefined;
  const fresh = relays.filter((relay) => !progress.relaysTried.includes(relay.id));
  const round = fresh.length > 0 ? fresh : relays;
  const relay = round.find((choice) => choice.usable) ?? round[0]!;
  return { route: { kind: "relay", relayId: relay.id }, wait: fresh.length === 0 };
}

/** True when the rule and the relays leave no way for this domain, whatever the attempts. */
export function hasNoRoute(rule: DeliveryRule, relays: readonly RelayChoice[]): boolean {
  return rule.directAttempts === 0 && (rule.relayAttempts === 0 || relays.length === 0);
}
