import type { Suspension } from "@postlane/mail";
import { keys, type RedisClient } from "@postlane/redis";
import type { SuspensionChange, Suspensions } from "./open-suspensions.ts";
import { type WakeDeps, wakeLanes } from "./wake-lanes.ts";

export interface FollowOptions extends Omit<WakeDeps, "isSuspended"> {
  readonly redis: RedisClient;
  readonly suspensions: Suspensions;
  readonly workerId: string;
  /** Stops before their next delivery the sessions of lanes that rest now. Called in the turn of the change. */
  readonly stop: () => void;
  readonly onError: (error: Error) => void;
}

/** One walk at a time for each lifted suspension, and another worker's turn when the first one died on the way. */
const WALK_MS = 60_000;

/**
 * A worker's side of the suspensions: it stops, says that it has, and of all workers one wakes what a lifted suspension had stopped. What that
 * one leaves undone when it dies, the sweeper finds.
 */
export async function followSuspensions(options: FollowOptions): Promise<{ close(): Promise<void> }> {
  const { redis, suspensions, workerId, stop, onError } = options;
  const deps: WakeDeps = {
    ...options,
    isSuspended: (lane, domain) => suspensions.of(lane, domain) !== undefined,
  };

  async function take(change: Pick<SuspensionChange, "version" | "lifted">): Promise<void> {
    stop();
    await suspensions.store.confirm(workerId, change.version);
    for (const lifted of change.lifted) if (await isOurs(lifted)) await wakeLanes(deps, lifted);
  }

  async function isOurs({ id, sinceMs }: Suspension): Promise<boolean> {
    return (await redis.set(keys.suspensionWake(`${id}:${sinceMs}`), workerId, "PX", WALK_MS, "NX")) === "OK";
  }

  const unfollow = suspensions.onChange((change) => void take(change).catch(onError));
  await take({ version: suspensions.version, lifted: [] });
  return {
    async close() {
      unfollow();
      await suspensions.store.withdraw(workerId);
    },
  };
}
