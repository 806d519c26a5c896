import { type LaneKey, routeOf } from "./lane.ts";
import { type DeliveryRule, type DomainRule, type Pace, type Relay, ruleFor } from "./rule.ts";

/** The place in the settings that sets a value. */
export interface SettingSource {
  readonly section: "domainRules" | "relays";
  /** The rule's domain pattern, or the relay's id. */
  readonly key: string;
  readonly field: string;
  readonly value: unknown;
  /** Nobody set it: the value is the one Postlane comes with. */
  readonly isDefault?: boolean;
}

/** Who sets a field of the rule that a domain follows: the rule that won, the default rule where that one leaves it open, or nobody. */
export function ruleSource(domain: string, rules: readonly DomainRule[], field: keyof DeliveryRule): SettingSource {
  const { pattern, [field]: value } = ruleFor(domain, rules);
  const sets = (key: string): boolean =>
    rules.some((rule) => rule.domain === key && (rule as Partial<DeliveryRule>)[field] !== undefined);
  for (const key of [pattern, "*"]) if (sets(key)) return { section: "domainRules", key, field, value };
  return { section: "domainRules", key: "*", field, value, isDefault: true };
}

/** How a lane is paced, and by which setting: the rule of its domain, or its relay. */
export interface LanePace {
  readonly pace: Pace;
  /** Of a direct lane, the pattern of the rule that won. */
  readonly rule?: string;
  readonly source: (field: keyof Pace) => SettingSource;
}

/** A relay that is gone leaves its lane the pace of the default rule. */
export function lanePace(lane: LaneKey, rules: readonly DomainRule[], relays: readonly Relay[]): LanePace {
  const route = routeOf(lane);
  const relay = route.kind === "relay" ? relays.find(({ id }) => id === route.relayId) : undefined;
  if (relay)
    return {
      pace: relay,
      source: (field) => ({ section: "relays", key: relay.id, field, value: relay[field] }),
    };
  const domain = route.kind === "direct" ? route.domain : "*";
  const rule = ruleFor(domain, rules);
  const source = (field: keyof Pace): SettingSource => ruleSource(domain, rules, field);
  return { pace: rule, source, ...(route.kind === "direct" && { rule: rule.pattern }) };
}

/** What a delay after so many failures in a row came from: the delay itself, its growth, or the ceiling of that. */
export function delayField(pace: Pace, failures: number): keyof Pace {
  if (failures <= 1 || pace.backoffFactor === 1 || pace.failureDelaySeconds === 0) return "failureDelaySeconds";
  const grown = pace.failureDelaySeconds * pace.backoffFactor ** (failures - 1);
  if (grown < pace.maxFailureDelaySeconds) return "backoffFactor";
  return pace.maxFailureDelaySeconds > pace.failureDelaySeconds ? "maxFailureDelaySeconds" : "failureDelaySeconds";
}
