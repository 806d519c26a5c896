import { type HostAddress, type NextHop, type Resolver } from "@postlane/dns";
import { type DomainRule, type LaneKey, type Pace, type Relay, routeOf, ruleFor } from "@postlane/mail";
import { RFC_TIMEOUTS, type Target } from "@postlane/smtp-client";

/** Where a lane's sessions connect, and at what pace: from the rule of its domain, or from its relay. */
export interface LaneTarget {
  readonly pace: Pace;
  /** Set for a relay lane. */
  readonly relayId?: string;
  /** False: the relay is gone, switched off or lacks the password of its login; its deliveries go elsewhere. */
  readonly available: boolean;
  /** Domains with the same MX hosts share one limit; a relay has only its own. */
  readonly sharesSite: boolean;
  resolve(resolver: Resolver, signal: AbortSignal): Promise<NextHop>;
  targetOf(address: HostAddress): Target;
}

export interface LaneTargetSettings {
  readonly rules: readonly DomainRule[];
  readonly relays: readonly Relay[];
  readonly ehloName: string;
  /** Port of direct delivery. */
  readonly directPort: number;
}

export function laneTarget(lane: LaneKey, settings: LaneTargetSettings): LaneTarget {
  const route = routeOf(lane);
  return route.kind === "direct" ? directTarget(route.domain, settings) : relayTarget(route.relayId, settings);
}

function directTarget(domain: string, { rules, ehloName, directPort }: LaneTargetSettings): LaneTarget {
  const rule = ruleFor(domain, rules);
  return {
    pace: rule,
    available: true,
    sharesSite: true,
    resolve: (resolver, signal) => resolver.resolveDomain(domain, signal),
    targetOf: ({ host, address }) => ({
      host,
      address,
      port: directPort,
      ehloName,
      notOurselves: true,
      tls: rule.tls,
      tlsVerify: rule.tls === "require",
      timeouts: RFC_TIMEOUTS,
    }),
  };
}

function relayTarget(relayId: string, { rules, relays, ehloName }: LaneTargetSettings): LaneTarget {
  const relay = relays.find((candidate) => candidate.id === relayId);
  if (!relay) {
    // Its deliveries still have to be claimed and sent on their way, at the pace of the default rule.
    return { pace: ruleFor("*", rules), relayId, available: false, sharesSite: false, resolve: gone, targetOf: gone };
  }
  const auth =
    relay.username !== undefined && relay.password !== undefined
      ? { username: relay.username, password: relay.password }
      : undefined;
  return {
    pace: relay,
    relayId,
    // A login whose password could not be opened is no way either: the relay would refuse the mail.
    available: relay.enabled && (relay.username === undefined || auth !== undefined),
    sharesSite: false,
    resolve: (resolver, signal) => resolver.resolveHost(relay.host, signal),
    targetOf: ({ host, address }) => ({
      host,
      address,
      port: relay.port,
      ehloName,
      tls: relay.tls,
      tlsVerify: relay.tlsVerify,
      auth,
      timeouts: RFC_TIMEOUTS,
    }),
  };
}

function gone(): never {
  throw new Error("the relay of this lane is not configured");
}
