import type { LaneKey } from "@postlane/mail";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import { Queue, type QueueOptions, type RedisQueueBackend } from "bullmq";
import type { Claim } from "./claim.ts";
import { readSurvey, type LaneSurvey } from "./lane-survey.ts";
import { deliveryJob, slotTicket, timedTicket } from "./ticket-jobs.ts";

export interface LanesOptions {
  readonly redis: RedisClient;
  /** How long a claim holds without being extended. */
  readonly lockMs: number;
  /** Number of `sessions-<n>` queues the tickets are spread over. */
  readonly shards: number;
  readonly onError: (error: Error) => void;
}

/** The lanes of the fleet: one BullMQ queue each, all over one connection. Times are Unix milliseconds. */
export interface Lanes {
  ready(): Promise<void>;
  /** Adds a delivery to a lane; adding it again changes nothing. Issued synchronously once `ready`. */
  enqueue(deliveryId: string, lane: LaneKey, dueAtMs?: number): Promise<void>;
  /**
   * Offers a session on the lane; successive offers go round its slots so that a deep lane gets all its connections.
   * @param count how many slots in a row; one whose session is busy only learns that it should run once more
   */
  offerTicket(lane: LaneKey, maxConnections: number, count?: number): Promise<void>;
  /** Leaves a ticket for a moment, rounded up to `roundMs` so that many waits share one. */
  offerTimedTicket(lane: LaneKey, atMs: number, roundMs: number): Promise<void>;
  /** Announces a session (worker id, colon, number) that keeps its connection to this lane open for `ms`, to be woken over its worker's channel. @returns how many deliveries wait already */
  enterIdle(lane: LaneKey, session: string, ms: number): Promise<number>;
  leaveIdle(lane: LaneKey, session: string): Promise<void>;
  /**
   * Sees to it that a session comes for mail that was just added: wakes one that keeps its connection open, or offers a ticket;
   * nothing when all connections are in use, for their sessions look at the lane again before and after they end, nor while the lane
   * sleeps after an outage, for a timed ticket stands at its end. Sessions that are at work will most likely come first; a timed ticket
   * stands behind them in case they do not.
   */
  callSession(lane: LaneKey, maxConnections: number): Promise<void>;
  /** Whether a ticket should open another connection now, or leave what waits to the sessions at work and look again soon. */
  needsConnection(lane: LaneKey): Promise<boolean>;
  /** Keeps how long a session of the lane takes for a delivery, milliseconds, for `needsConnection`. */
  noteSpeed(lane: LaneKey, ms: number): Promise<void>;
  /** Leaves a ticket for a moment from now, one for all mail that comes until then. */
  lookAgainSoon(lane: LaneKey): Promise<void>;
  claim(lane: LaneKey, token: string): Promise<Claim | undefined>;
  /** Ends a delivery's stay in its lane; with `fetchNext` claims the next one in the same command. A claim already lost is no error. */
  complete(claim: Claim, fetchNext: boolean): Promise<Claim | undefined>;
  /** Puts a claimed delivery back for a later time. */
  postpone(claim: Claim, dueAtMs: number): Promise<void>;
  /** Makes a delivery that waits for a later time due now. @returns false when it does not wait */
  makeDue(deliveryId: string, lane: LaneKey): Promise<boolean>;
  /** Puts a claimed delivery back to the head of its lane, unharmed. */
  giveBack(claim: Claim): Promise<void>;
  /** @returns false when the claim is lost. */
  extend(claim: Claim): Promise<boolean>;
  /** Puts back every claim under this token, also those whose reply was lost with the connection to Redis. */
  giveBackAll(lane: LaneKey, token: string): Promise<void>;
  /** How far apart two looks at the claims of a lane are at least, milliseconds; a dead worker's are put back at the second. */
  readonly stalledIntervalMs: number;
  /** Puts claims of dead workers back; at most once per stall interval over the whole fleet. @returns how many */
  recoverStalled(lane: LaneKey): Promise<number>;
  survey(lane: LaneKey): Promise<LaneSurvey>;
  /** Lanes that were given mail, longest idle first. */
  registered(offset: number, count: number): Promise<readonly { lane: LaneKey; lastUsedMs: number }[]>;
  /** Forgets an empty lane unless it was used since. @returns true when it is gone */
  remove(lane: LaneKey, lastUsedMs: number): Promise<boolean>;
  close(): Promise<void>;
}

interface KnownLane {
  readonly backend: RedisQueueBackend;
  rememberedAtMs: number;
  stallsCheckedAtMs: number;
  /** When the last ticket of lookAgainSoon is due. */
  looksAgainAtMs: number;
}

/** Codes of BullMQ's scripts that mean: this claim is no longer ours, or its job is done (missing job, lock, state; other owner). */
const CLAIM_IS_LOST = new Set([-1, -2, -3, -6]);

const QUEUE_ENDINGS = [
  "id",
  "meta",
  "events",
  "stalled",
  "stalled-check",
  "marker",
  "pc",
  "wait",
  "delayed",
  "active",
  "completed",
  "failed",
  "prioritized",
];
const LANE_ENDINGS = ["state", "outages", "leases", "holders", "burst", "burst:open", "idle"];
const MAX_STALLED = 1_000_000;
const REMEMBER_MS = 60_000;
/** How soon somebody looks whether mail of a lane with sessions at work needs one more. */
const LOOK_AGAIN_MS = 100;
/** One more connection comes when those at work would need so long for what waits: to open one costs more than a message on an open one. */
const BACKLOG_MS = 500;
/** … or when the next delivery has waited so long all the same. */
const PATIENCE_MS = 1_000;
/** Clocks of submitters and workers may differ by so much. */
const CLOCK_SLACK_MS = 20;

export function stalledIntervalMs(lockMs: number): number {
  return Math.max(500, Math.min(15_000, lockMs / 2));
}

/** @param options.redis fail-fast client; every lane uses it */
export function createLanes({ redis, lockMs, shards, onError }: LanesOptions): Lanes {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), [
    "call-session-3",
    "enter-idle-2",
    "needs-connection-3",
    "survey-lane-8",
    "remove-lane-6",
  ]);
  const roots = Array.from({ length: shards }, (_, shard) => {
    const root = new Queue(`sessions-${shard}`, rootOptions(redis, shard, lockMs));
    root.on("error", onError);
    return root.getBackend() as RedisQueueBackend;
  });
  const oneNode = !redis.isCluster;
  const backends = new Map<LaneKey, KnownLane>();
  let client: Awaited<RedisQueueBackend["client"]>;
  let offers = Math.floor(Math.random() * 1_000);

  function backendOf(lane: LaneKey): RedisQueueBackend {
    let known = backends.get(lane);
    if (!known) {
      if (backends.size > 20_000) backends.clear();
      const backend = roots[0]!.forQueue("lane", keys.lanePrefix(lane)) as RedisQueueBackend;
      known = { backend, rememberedAtMs: 0, stallsCheckedAtMs: 0, looksAgainAtMs: 0 };
      backends.set(lane, known);
    }
    return known.backend;
  }

  /** Enters the lane in the registry and keeps its event stream short; once a minute is enough. */
  function remember(lane: LaneKey, nowMs: number): Promise<unknown> | undefined {
    const backend = backendOf(lane);
    const known = backends.get(lane)!;
    if (nowMs - known.rememberedAtMs < REMEMBER_MS) return undefined;
    const written = Promise.all([
      redis.zadd(keys.registry(), String(nowMs), lane),
      redis.hset(backend.keys["meta"]!, "opts.maxLenEvents", 10),
    ]);
    return written.then(() => void (known.rememberedAtMs = nowMs));
  }

  function sessionsOf(lane: LaneKey): RedisQueueBackend {
    return roots[shards === 1 ? 0 : hash(lane) % shards]!;
  }

  function toClaim(lane: LaneKey, token: string, issuedAt: number, next: unknown): Claim | undefined {
    const [json, id] = (next ?? []) as [{ timestamp?: number }?, string?];
    if (!json || !id) return undefined;
    return { lane, deliveryId: id, token, addedAtMs: Number(json.timestamp ?? 0), validUntil: issuedAt + lockMs };
  }

  return {
    stalledIntervalMs: stalledIntervalMs(lockMs),
    async ready() {
      await Promise.all(roots.map((root) => root.waitUntilReady()));
      client = await roots[0]!.client;
    },
    async enqueue(deliveryId, lane, dueAtMs = 0) {
      const nowMs = Date.now();
      const remembered = remember(lane, nowMs);
      const job = deliveryJob(deliveryId, nowMs, Math.max(0, dueAtMs - nowMs));
      // Straight onto the client: the add keeps its place before the ledger, which is issued after it in this turn.
      await Promise.all([backendOf(lane).addJobToTransaction(client, job, deliveryId), remembered]);
    },
    async offerTicket(lane, maxConnections, count = 1) {
      const sessions = sessionsOf(lane);
      const slots = Array.from({ length: count }, () => offers++ % Math.max(1, maxConnections));
      await Promise.all(
        slots.map((slot) => sessions.addJobToTransaction(client, slotTicket(lane, slot, Date.now()), "")),
      );
    },
    async offerTimedTicket(lane, atMs, roundMs) {
      const rounded = Math.ceil(atMs / roundMs) * roundMs;
      await sessionsOf(lane).addJobToTransaction(client, timedTicket(lane, rounded, Date.now()), "");
    },
    async enterIdle(lane, session, ms) {
      const { wait } = backendOf(lane).keys;
      return (await script["enter-idle-2"]([keys.laneIdle(lane), wait!], [session, ms])) as number;
    },
    async leaveIdle(lane, session) {
      await redis.zrem(keys.laneIdle(lane), session);
    },
    async callSession(lane, maxConnections) {
      const called = await script["call-session-3"](
        [keys.laneIdle(lane), keys.laneLeases(lane), keys.laneState(lane)],
        [keys.wakeChannel(""), maxConnections, oneNode ? 1 : 0],
      );
      if (called === 0) await this.offerTicket(lane, maxConnections);
      if (called === 2) await this.lookAgainSoon(lane);
    },
    async needsConnection(lane) {
      const { wait } = backendOf(lane).keys;
      const needed = await script["needs-connection-3"](
        [keys.laneLeases(lane), wait!, keys.laneState(lane)],
        [BACKLOG_MS, LOOK_AGAIN_MS, PATIENCE_MS],
      );
      return needed === 1;
    },
    async noteSpeed(lane, ms) {
      await redis.hset(keys.laneState(lane), "serveMs", ms.toFixed(1));
    },
    async lookAgainSoon(lane) {
      backendOf(lane);
      const known = backends.get(lane)!;
      const nowMs = Date.now();
      // A ticket of this process that is still to come looks after the mail just added, too.
      if (known.looksAgainAtMs > nowMs + CLOCK_SLACK_MS) return;
      const atMs = Math.ceil((nowMs + LOOK_AGAIN_MS) / LOOK_AGAIN_MS) * LOOK_AGAIN_MS;
      known.looksAgainAtMs = atMs;
      try {
        await this.offerTimedTicket(lane, atMs, LOOK_AGAIN_MS);
      } catch (error) {
        known.looksAgainAtMs = 0;
        throw error;
      }
    },
    async claim(lane, token) {
      const issuedAt = performance.now();
      return toClaim(lane, token, issuedAt, await backendOf(lane).moveToActive(token));
    },
    async complete(claim, fetchNext) {
      const issuedAt = performance.now();
      const job = { id: claim.deliveryId, opts: {} } as never;
      try {
        const moved = await backendOf(claim.lane).moveToCompleted(job, "", { count: 0 }, claim.token, fetchNext);
        return toClaim(claim.lane, claim.token, issuedAt, moved.result);
      } catch (error) {
        if (!isClaimLost(error)) throw error;
        return fetchNext ? this.claim(claim.lane, claim.token) : undefined;
      }
    },
    async postpone(claim, dueAtMs) {
      const nowMs = Date.now();
      const delay = Math.max(1, dueAtMs - nowMs);
      await unlessLost(
        backendOf(claim.lane).moveToDelayed(claim.deliveryId, nowMs, delay, claim.token, { skipAttempt: true }),
      );
    },
    async makeDue(deliveryId, lane) {
      try {
        await backendOf(lane).promote(deliveryId);
        return true;
      } catch (error) {
        if (!isClaimLost(error)) throw error;
        return false;
      }
    },
    async giveBack(claim) {
      await unlessLost(backendOf(claim.lane).moveJobFromActiveToWait(claim.deliveryId, claim.token));
    },
    async giveBackAll(lane, token) {
      const backend = backendOf(lane);
      const active = await redis.lrange(backend.keys["active"]!, 0, -1);
      if (active.length === 0) return;
      const locks = await redis.mget(...active.map((id) => `${backend.toKey(id)}:lock`));
      const ours = active.filter((_, i) => locks[i] === token);
      await Promise.all(ours.map((id) => unlessLost(backend.moveJobFromActiveToWait(id, token))));
    },
    async extend(claim) {
      const issuedAt = performance.now();
      const held = (await backendOf(claim.lane).extendLock(claim.deliveryId, claim.token, lockMs)) === 1;
      if (held) claim.validUntil = issuedAt + lockMs;
      return held;
    },
    async recoverStalled(lane) {
      const backend = backendOf(lane);
      const known = backends.get(lane)!;
      if (Date.now() - known.stallsCheckedAtMs < stalledIntervalMs(lockMs)) return 0;
      known.stallsCheckedAtMs = Date.now();
      return (await backend.moveStalledJobsToWait()).length;
    },
    async survey(lane) {
      const { keys: queue } = backendOf(lane);
      const lists = [queue["wait"]!, queue["delayed"]!, queue["active"]!];
      const own = [keys.laneState, keys.laneLeases, keys.laneBurst, keys.laneOutages, keys.laneHeld];
      return readSurvey(lane, await script["survey-lane-8"]([...lists, ...own.map((key) => key(lane))], []));
    },
    async registered(offset, count) {
      const flat = await redis.zrange(keys.registry(), String(offset), String(offset + count - 1), "WITHSCORES");
      return pairs(flat).map(([lane, score]) => ({ lane: lane as LaneKey, lastUsedMs: Number(score) }));
    },
    async remove(lane, lastUsedMs) {
      const score = await redis.zscore(keys.registry(), lane);
      if (Number(score) !== lastUsedMs) return false;
      // First out of the registry: whoever gives the lane mail meanwhile enters it again.
      await redis.zrem(keys.registry(), lane);
      const backend = backendOf(lane);
      const queue = backend.keys;
      const lists = [queue["wait"]!, queue["delayed"]!, queue["active"]!, keys.laneLeases(lane)];
      const prefixes = [backend.toKey(""), `${keys.lanePrefix(lane)}:`];
      const removed = await script["remove-lane-6"]([...lists, ...prefixes], [...QUEUE_ENDINGS, "|", ...LANE_ENDINGS]);
      backends.delete(lane);
      if (removed === 1) return true;
      await redis.zadd(keys.registry(), String(lastUsedMs), lane);
      return false;
    },
    async close() {
      backends.clear();
      await Promise.all(roots.map((root) => root.close()));
    },
  };
}

function rootOptions(redis: RedisClient, shard: number, lockMs: number): QueueOptions {
  // forQueue() hands these on to every lane; the claim options are not among Queue's own.
  const claims = { lockDuration: lockMs, stalledInterval: stalledIntervalMs(lockMs), maxStalledCount: MAX_STALLED };
  const options = {
    connection: redis,
    prefix: keys.sessionsPrefix(shard),
    streams: { events: { maxLen: 100 } },
    ...claims,
  };
  return options as unknown as QueueOptions;
}

export function isClaimLost(error: unknown): boolean {
  return error instanceof Error && CLAIM_IS_LOST.has((error as { code?: number }).code ?? 0);
}

async function unlessLost(move: Promise<unknown>): Promise<void> {
  try {
    await move;
  } catch (error) {
    if (!isClaimLost(error)) throw error;
  }
}

function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!]);
}

/** FNV-1a: spreads lanes over shards, the same in every process. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return h;
}
