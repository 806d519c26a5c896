import type { LaneKey } from "@postlane/mail";
import { keys, type RedisClient } from "@postlane/redis";

/** Where sessions wait with their connection open for more mail of their lane: reconnecting costs more than waiting. */
export interface IdleRoom {
  /** Lets submitters know that a session of the lane waits here. Look at the lane once more after it. */
  enter(lane: LaneKey): Promise<void>;
  /** @returns true when woken, false when the time is over or the signal came */
  wait(lane: LaneKey, ms: number, signal: AbortSignal): Promise<boolean>;
  leave(lane: LaneKey): Promise<void>;
}

export interface IdleRoomOptions {
  readonly redis: RedisClient;
  /** A client of its own: it only listens. */
  readonly subscriber: RedisClient;
  readonly workerId: string;
}

export async function openIdleRoom({ redis, subscriber, workerId }: IdleRoomOptions): Promise<IdleRoom> {
  const waiting = new Map<LaneKey, Set<(woken: boolean) => void>>();
  subscriber.on("message", (_channel: string, lane: string) => {
    const first = waiting
      .get(lane as LaneKey)
      ?.values()
      .next().value;
    first?.(true);
  });
  await subscriber.subscribe(keys.wakeChannel(workerId));
  return {
    async enter(lane) {
      await redis.rpush(keys.laneIdle(lane), workerId);
      await redis.pexpire(keys.laneIdle(lane), 3_600_000);
    },
    wait(lane, ms, signal) {
      return new Promise((resolve) => {
        const waiters = waiting.get(lane) ?? new Set();
        waiting.set(lane, waiters);
        const end = (woken: boolean): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", onAbort);
          waiters.delete(end);
          if (waiters.size === 0) waiting.delete(lane);
          resolve(woken);
        };
        const onAbort = (): void => end(false);
        const timer = setTimeout(end, ms, false);
        signal.addEventListener("abort", onAbort, { once: true });
        waiters.add(end);
        if (signal.aborted) end(false);
      });
    },
    async leave(lane) {
      await redis.lrem(keys.laneIdle(lane), 1, workerId);
    },
  };
}
