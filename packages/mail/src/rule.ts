/** The pace a destination tolerates: shared by domain rules and relays. */
export interface Pace {
  /** Connections to one server at a time, over all workers. */
  readonly maxConnections: number;
  readonly failureDelaySeconds: number;
  readonly backoffFactor: number;
  readonly maxFailureDelaySeconds: number;
  /** Deliveries that may follow one another without a pause; 0 = no limit. */
  readonly maxContinuous: number;
  readonly continuingDelaySeconds: number;
}

export type TlsMode = "none" | "opportunistic" | "require" | "implicit";

/** A domain rule with every field filled (unset fields come from the default rule). */
export interface DeliveryRule extends Pace {
  /** The pattern that won: `example.com`, `*.example.com` or `*`. */
  readonly pattern: string;
  /** 0 = never direct. */
  readonly directAttempts: number;
  /** 0 = never by relay. */
  readonly relayAttempts: number;
  readonly expireAfterSeconds: number;
  readonly tls: Exclude<TlsMode, "implicit">;
  /** What follows for a delivery whose final dot may have been sent by a worker that died. */
  readonly uncertain: "retry" | "hold" | "assume-delivered";
}

export interface DomainRule extends Partial<Omit<DeliveryRule, "pattern">> {
  readonly domain: string;
}

export interface Relay extends Pace {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMode;
  /** Verify the relay's certificate. */
  readonly tlsVerify: boolean;
  readonly username?: string;
  /** In clear only inside a worker; sealed in the store. */
  readonly password?: string;
}

/** The defaults of QK-RULES: what holds when the default rule leaves a field open. */
export const DEFAULT_RULE: DeliveryRule = {
  pattern: "*",
  directAttempts: 8,
  relayAttempts: 3,
  maxConnections: 10,
  failureDelaySeconds: 300,
  backoffFactor: 2,
  maxFailureDelaySeconds: 14_400,
  expireAfterSeconds: 172_800,
  maxContinuous: 5,
  continuingDelaySeconds: 1,
  tls: "opportunistic",
  uncertain: "retry",
};

/**
 * The rule for a recipient domain: exact name, else the longest `*.suffix`, else `*`; unset fields come from the default rule.
 * `*.example.com` matches names below example.com, not example.com itself.
 */
export function ruleFor(domain: string, rules: readonly DomainRule[]): DeliveryRule {
  const fallback = fill(rules.find((r) => r.domain === "*") ?? { domain: "*" }, DEFAULT_RULE);
  let best: DomainRule | undefined;
  for (const rule of rules) {
    if (rule.domain === domain) return fill(rule, fallback);
    if (!rule.domain.startsWith("*.") || !domain.endsWith(rule.domain.slice(1))) continue;
    if (!best || rule.domain.length > best.domain.length) best = rule;
  }
  return best ? fill(best, fallback) : fallback;
}

function fill({ domain, ...set }: DomainRule, fallback: DeliveryRule): DeliveryRule {
  return { ...fallback, ...set, pattern: domain };
}
