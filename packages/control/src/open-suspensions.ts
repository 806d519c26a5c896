import { type LaneKey, type Suspension, suspensionOf } from "@postlane/mail";
import { keys, type RedisClient } from "@postlane/redis";
import { createSuspensionStore, type SuspensionStore } from "./suspension-store.ts";

/** This process's copy of the suspensions. Asking it costs nothing. */
export interface Suspensions {
  /** Those in force now, oldest first. */
  current(): readonly Suspension[];
  /** What stops a lane now; with `domain`, what stops a delivery to it on that lane. */
  of(lane: LaneKey, domain?: string): Suspension | undefined;
  readonly version: number;
  readonly store: SuspensionStore;
  /** Calls back in the same turn in which the copy changes. */
  onChange(listener: (change: SuspensionChange) => void): () => void;
  /** Asks Redis now. */
  refresh(): Promise<void>;
  close(): void;
}

export interface SuspensionChange {
  readonly version: number;
  readonly added: readonly Suspension[];
  /** Resumed, or their time is over. */
  readonly lifted: readonly Suspension[];
}

export interface SuspensionsOptions {
  readonly redis: RedisClient;
  /** A client of its own: it only listens. Closed by whoever opened it. */
  readonly subscriber: RedisClient;
  readonly onError: (error: Error) => void;
  /** How often Redis is asked in case an announcement was lost. */
  readonly pollMs?: number;
  readonly now?: () => number;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Opens the copy: announced changes are read at once, and everything is read again after a lost connection and every `pollMs`. @throws when Redis does not answer the first time */
export async function openSuspensions(options: SuspensionsOptions): Promise<Suspensions> {
  const { redis, subscriber, onError, pollMs = 5_000, now = Date.now } = options;
  const store = createSuspensionStore(redis);
  const listeners = new Set<(change: SuspensionChange) => void>();
  let held: readonly Suspension[] = [];
  let version = 0;
  let expiry: NodeJS.Timeout | undefined;
  // One read at a time: an older answer must not replace a newer one.
  let turn: Promise<void> = Promise.resolve();

  function adopt(nextVersion: number, known: readonly Suspension[]): void {
    const next = known.filter(({ untilMs }) => untilMs === undefined || untilMs > now());
    const before = new Set(held.map(markOf));
    const after = new Set(next.map(markOf));
    const added = next.filter((one) => !before.has(markOf(one)));
    const lifted = held.filter((one) => !after.has(markOf(one)));
    const isNews = nextVersion !== version || added.length + lifted.length > 0;
    held = next;
    version = nextVersion;
    waitForExpiry();
    if (!isNews) return;
    for (const listener of listeners) listener({ version, added, lifted });
  }

  function waitForExpiry(): void {
    clearTimeout(expiry);
    const first = Math.min(...held.map(({ untilMs = Number.POSITIVE_INFINITY }) => untilMs));
    if (first === Number.POSITIVE_INFINITY) return;
    expiry = setTimeout(() => adopt(version, held), Math.min(Math.max(0, first - now()) + 1, LONGEST_TIMER_MS));
    expiry.unref();
  }

  function refresh(): Promise<void> {
    const reading = turn.then(async () => {
      const read = await store.read();
      adopt(read.version, read.suspensions);
    });
    turn = reading.catch(() => {});
    return reading;
  }

  const refreshQuietly = (): void => void refresh().catch(onError);
  const onMessage = (channel: string): void => {
    if (channel === keys.suspensionsChanged()) refreshQuietly();
  };
  subscriber.on("message", onMessage);
  subscriber.on("ready", refreshQuietly);
  redis.on("ready", refreshQuietly);
  await subscriber.subscribe(keys.suspensionsChanged());
  await refresh();
  const timer = setInterval(refreshQuietly, pollMs).unref();

  return {
    store,
    current: () => held.filter(({ untilMs }) => untilMs === undefined || untilMs > now()),
    of: (lane, domain) => (held.length === 0 ? undefined : suspensionOf(lane, domain, held, now())),
    get version() {
      return version;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh,
    close() {
      clearInterval(timer);
      clearTimeout(expiry);
      listeners.clear();
      subscriber.off("message", onMessage);
      subscriber.off("ready", refreshQuietly);
      redis.off("ready", refreshQuietly);
    },
  };
}

/** The same target suspended anew is another suspension. */
function markOf({ id, sinceMs }: Suspension): string {
  return `${id} ${sinceMs}`;
}
