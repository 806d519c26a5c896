import { type LaneKey, routeOf, ruleFor, type Suspension } from "@postlane/mail";
import type { Lane, LanePage } from "@postlane/contract";
import type { Suspensions } from "@postlane/control";
import type { LaneSurvey, Lanes } from "@postlane/queue";
import { keys, type RedisClient } from "@postlane/redis";
import type { Settings } from "@postlane/settings";

/** Redis did not answer. */
export class LanesUnavailable extends Error {
  override readonly name = "LanesUnavailable";
}

export interface LaneReader {
  /** Lanes that were given mail, the one longest without first. A lane that gets mail meanwhile moves to the end. @throws LanesUnavailable */
  list(offset: number, limit: number): Promise<LanePage>;
  /** Names of lanes in the same order. @throws LanesUnavailable */
  keys(offset: number, limit: number): Promise<readonly LaneKey[]>;
  /** @returns undefined when no mail is known for that lane. @throws LanesUnavailable */
  read(lane: LaneKey): Promise<Lane | undefined>;
}

export interface LaneReaderDeps {
  readonly redis: RedisClient;
  readonly lanes: Pick<Lanes, "survey" | "registered">;
  readonly suspensions: Pick<Suspensions, "of">;
  readonly settings: () => Settings;
}

export function createLaneReader({ redis, lanes, suspensions, settings }: LaneReaderDeps): LaneReader {
  const surveyed = async (lane: LaneKey): Promise<Lane> =>
    describe(await lanes.survey(lane), settings(), suspensions.of(lane));
  return {
    list: (offset, limit) =>
      orUnavailable(async () => {
        // One more than asked for tells whether there is a next page.
        const found = await lanes.registered(offset, limit + 1);
        const page = found.slice(0, limit);
        const items = await Promise.all(page.map(({ lane }) => surveyed(lane)));
        return found.length > limit ? { items, next_cursor: String(offset + limit) } : { items };
      }),
    keys: (offset, limit) => orUnavailable(async () => (await lanes.registered(offset, limit)).map(({ lane }) => lane)),
    read: (lane) =>
      orUnavailable(async () => {
        const known = await redis.zscore(keys.registry(), lane);
        return known === null ? undefined : await surveyed(lane);
      }),
  };
}

async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new LanesUnavailable("Redis did not answer", { cause });
  }
}

function describe(survey: LaneSurvey, settings: Settings, suspended: Suspension | undefined): Lane {
  const { nextDueMs, pausedUntilMs, outage } = survey;
  return {
    lane: survey.lane,
    ...routeAndLimit(survey, settings),
    waiting: survey.waiting,
    delayed: survey.delayed,
    active: survey.active,
    held: survey.held,
    ...(nextDueMs === undefined ? {} : { next_due_at: iso(nextDueMs) }),
    ...(pausedUntilMs === undefined ? {} : { pause_until: iso(pausedUntilMs) }),
    ...(outage && {
      outage: {
        until: iso(outage.untilMs),
        count: outage.count,
        error: outage.error,
        ...(outage.lastAtMs === undefined ? {} : { last_at: iso(outage.lastAtMs) }),
      },
    }),
    ...(suspended && {
      suspended: {
        id: suspended.id,
        reason: suspended.reason,
        by: suspended.by,
        since: iso(suspended.sinceMs),
        ...(suspended.untilMs === undefined ? {} : { until: iso(suspended.untilMs) }),
      },
    }),
  };
}

function routeAndLimit(
  { lane, sessions }: LaneSurvey,
  settings: Settings,
): Pick<Lane, "kind" | "sessions"> & Partial<Lane> {
  const route = routeOf(lane);
  if (route.kind === "direct") {
    const { pattern, maxConnections } = ruleFor(route.domain, settings.domainRules);
    return {
      kind: "direct",
      domain: route.domain,
      rule: pattern,
      sessions: { in_use: sessions, limit: maxConnections },
    };
  }
  const relay = settings.relays.find(({ id }) => id === route.relayId);
  return { kind: "relay", relay_id: route.relayId, sessions: { in_use: sessions, limit: relay?.maxConnections ?? 0 } };
}

function iso(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
