import type { LaneKey } from "./lane.ts";
import { type DomainRule, type Relay, ruleFor } from "./rule.ts";

/** Most connections of a lane: its domain's rule or its relay says; 1 for a relay that is gone. */
export function maxConnectionsOf(lane: LaneKey, rules: readonly DomainRule[], relays: readonly Relay[]): number {
  if (lane.startsWith("direct:")) return ruleFor(lane.slice("direct:".length), rules).maxConnections;
  return relays.find((relay) => lane === `relay:${relay.id}`)?.maxConnections ?? 1;
}
