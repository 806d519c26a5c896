import type { LaneKey } from "@postlane/mail";
import type { Lanes } from "@postlane/queue";
import { keys, type RedisClient } from "@postlane/redis";

/** Where sessions wait with their connection open for more mail of their lane: reconnecting costs more than waiting. */
export interface IdleRoom {
  /** Lets submitters know that a session of the lane waits here for `ms`. Look at the lane once more after it. */
  enter(lane: LaneKey, sessionId: string, ms: number): Promise<void>;
  /** @returns true when woken, false when the time is over or the signal came */
  wait(sessionId: string, ms: number, signal: AbortSignal): Promise<boolean>;
  leave(lane: LaneKey, sessionId: string): Promise<void>;
}

export interface IdleRoomOptions {
  readonly lanes: Lanes;
  /** A client of its own: it only listens. */
  readonly subscriber: RedisClient;
  readonly workerId: string;
}

export async function openIdleRoom({ lanes, subscriber, workerId }: IdleRoomOptions): Promise<IdleRoom> {
  const waiting = new Map<string, () => void>();
  subscriber.on("message", (_channel: string, sessionId: string) => waiting.get(sessionId)?.());
  await subscriber.subscribe(keys.wakeChannel(workerId));
  return {
    enter: (lane, sessionId, ms) => lanes.enterIdle(lane, sessionId, ms),
    wait(sessionId, ms, signal) {
      return new Promise((resolve) => {
        const end = (woken: boolean): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", onAbort);
          waiting.delete(sessionId);
          resolve(woken);
        };
        const onAbort = (): void => end(false);
        const timer = setTimeout(end, ms, false);
        signal.addEventListener("abort", onAbort, { once: true });
        waiting.set(sessionId, () => end(true));
        if (signal.aborted) end(false);
      });
    },
    leave: (lane, sessionId) => lanes.leaveIdle(lane, sessionId),
  };
}
