import type { Arrivals, LaneKey } from "@postlane/mail";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import { QueueKeys } from "bullmq";

/** A lane as those see it who ask why its mail waits. Times are Unix milliseconds of Redis' clock; undefined = none. */
export interface LaneInspection {
  readonly lane: LaneKey;
  readonly nowMs: number;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  /** Deliveries that wait beside the queue for a person's word. */
  readonly held: number;
  /** When the delayed ones are due, by time; sampled when there are many. */
  readonly arrivals: readonly Arrivals[];
  /** Sessions with a connection lease. */
  readonly holders: readonly {
    readonly leaseId: string;
    readonly sinceMs?: number;
    readonly doing: "sending" | "idle" | "opening";
  }[];
  readonly outage?: {
    readonly untilMs: number;
    readonly count: number;
    readonly error: string;
    readonly lastAtMs?: number;
  };
  readonly cap?: { readonly limit: number; readonly untilMs: number };
  readonly site?: string;
  /** How long a delivery kept a connection busy lately. */
  readonly serviceMs?: number;
  readonly burst: { readonly started: number; readonly open: number; readonly pauseUntilMs?: number };
  readonly oldestWaiting?: { readonly deliveryId: string; readonly sinceMs: number };
}

/** Where a delivery is in a lane. */
export type Located =
  | { readonly at: "missing" }
  | { readonly at: "delayed"; readonly dueAtMs: number; readonly place: number }
  /** token: whose claim it is; undefined when it ran out. begun: it has its place in the burst. */
  | { readonly at: "active"; readonly token?: string; readonly sinceMs?: number; readonly begun: boolean }
  /** place: from 1, the next to be sent; undefined when it is further back than PLACES_COUNTED. */
  | { readonly at: "waiting"; readonly place?: number; readonly sinceMs: number };

/** Looks at lanes and changes nothing. */
export interface LaneInspector {
  /** @param samples how many times of delayed deliveries are read at most */
  inspect(lane: LaneKey, samples?: number): Promise<LaneInspection>;
  locate(lane: LaneKey, deliveryId: string): Promise<Located>;
  /** Whether a delivery is in a lane, wherever. */
  has(lane: LaneKey, deliveryId: string): Promise<boolean>;
  /** Lanes that were given mail, the one used last first. */
  usedLast(count: number): Promise<readonly LaneKey[]>;
  /** Tickets that no worker had a free session for. */
  ticketsWaiting(): Promise<number>;
}

/** A list is searched from its head no further than this: looking through a million would hold all others up. */
export const PLACES_COUNTED = 10_000;
const SAMPLES = 32;
const MOST_IN_HAND = 500;

export function createLaneInspector(redis: RedisClient, shards: number): LaneInspector {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), ["inspect-lane-12", "locate-delivery-6"]);
  const queueOf = (lane: LaneKey) => new QueueKeys(keys.lanePrefix(lane)).getKeys("lane");
  return {
    async inspect(lane, samples = SAMPLES) {
      const queue = queueOf(lane);
      const own = [keys.laneState(lane), keys.laneLeases(lane), keys.laneHolders(lane), keys.laneBurst(lane)];
      const reply = await script["inspect-lane-12"](
        [
          queue["wait"]!,
          queue["delayed"]!,
          queue["active"]!,
          ...own,
          keys.laneBurstOpen(lane),
          keys.laneIdle(lane),
          queue[""]!,
          keys.laneOutages(lane),
          keys.laneHeld(lane),
        ],
        [samples, MOST_IN_HAND],
      );
      return readInspection(lane, reply as Reply);
    },
    async locate(lane, deliveryId) {
      const queue = queueOf(lane);
      const job = `${queue[""]!}${deliveryId}`;
      const reply = await script["locate-delivery-6"](
        [queue["wait"]!, queue["delayed"]!, queue["active"]!, job, `${job}:lock`, keys.laneBurstOpen(lane)],
        [deliveryId, PLACES_COUNTED],
      );
      return readLocated(reply as LocateReply);
    },
    async has(lane, deliveryId) {
      return (await redis.exists(`${queueOf(lane)[""]!}${deliveryId}`)) === 1;
    },
    async usedLast(count) {
      return (await redis.zrevrange(keys.registry(), 0, count - 1)) as LaneKey[];
    },
    async ticketsWaiting() {
      const lists = Array.from({ length: shards }, (_, shard) => {
        const name = `sessions-${shard}`;
        return redis.llen(new QueueKeys(keys.sessionsPrefix(shard)).toKey(name, "wait"));
      });
      return (await Promise.all(lists)).reduce((total, length) => total + length, 0);
    },
  };
}

type Reply = [
  now: number,
  waiting: number,
  active: number,
  delayed: number,
  held: number,
  due: number[],
  leases: string[],
  since: string[],
  idle: string[],
  tokens: string[],
  state: [
    until: string,
    streak: string,
    error: string,
    cap: string,
    capUntil: string,
    site: string,
    serveMs: string,
    lastOutage: string,
  ],
  burst: [started: string, pauseUntil: string, open: number],
  oldest: [id: string, since: string],
];

function readInspection(lane: LaneKey, reply: Reply): LaneInspection {
  const [nowMs, waiting, active, delayed, held, due, leases, since, idle, tokens, state, burst, oldest] = reply;
  const [until, streak, error, cap, capUntil, site, serveMs, lastOutage] = state;
  const sinceOf = new Map(
    Array.from({ length: since.length / 2 }, (_, i) => [since[2 * i]!, Number(since[2 * i + 1])]),
  );
  const [idleNow, sendingNow] = [new Set(idle), new Set(tokens)];
  const [started, pauseUntil, open] = burst;
  return {
    lane,
    nowMs,
    waiting,
    active,
    delayed,
    held,
    arrivals: arrivalsOf(due, delayed),
    holders: leases.map((leaseId) => ({
      leaseId,
      ...(sinceOf.has(leaseId) && { sinceMs: sinceOf.get(leaseId)! }),
      doing: sendingNow.has(leaseId) ? "sending" : idleNow.has(leaseId) ? "idle" : "opening",
    })),
    ...(Number(streak) > 0 && {
      outage: {
        untilMs: Number(until),
        count: Number(streak),
        error,
        ...(lastOutage !== "" && { lastAtMs: Number(lastOutage) }),
      },
    }),
    ...(Number(capUntil) > nowMs && { cap: { limit: Number(cap), untilMs: Number(capUntil) } }),
    ...(site !== "" && { site }),
    ...(serveMs !== "" && { serviceMs: Number(serveMs) }),
    burst: {
      started: Number(started),
      open,
      ...(Number(pauseUntil) > nowMs && { pauseUntilMs: Number(pauseUntil) }),
    },
    ...(oldest[0] !== "" && { oldestWaiting: { deliveryId: oldest[0], sinceMs: Number(oldest[1]) } }),
  };
}

/** Each sample stands for the ranks since the one before it, so that together they are all of them. */
function arrivalsOf(due: readonly number[], delayed: number): readonly Arrivals[] {
  const last = due.length - 1;
  const rankOf = (i: number): number => (last === 0 ? 0 : Math.floor((i * (delayed - 1)) / last));
  return due.map((atMs, i) => ({ atMs, count: i === 0 ? 1 : rankOf(i) - rankOf(i - 1) }));
}

type LocateReply = [at: Located["at"], ...rest: (string | number)[]];

function readLocated([at, first, second, third]: LocateReply): Located {
  switch (at) {
    case "missing":
      return { at };
    case "delayed":
      return { at, dueAtMs: Number(first), place: Number(second) };
    case "active":
      return {
        at,
        ...(first !== "" && { token: String(first) }),
        ...(second !== "" && { sinceMs: Number(second) }),
        begun: third === 1,
      };
    case "waiting":
      return { at, ...(first !== 0 && { place: Number(first) }), sinceMs: Number(second) };
  }
}
