import type { LaneKey } from "@postlane/mail";
import { keys, type RedisClient } from "@postlane/redis";

/** Where sessions wait with their connection open for more mail of their lane: reconnecting costs more than waiting. */
export interface IdleRoom {
  /** Takes a seat: from now on a wake-up for the lane is not missed, whether somebody waits yet or not. */
  sit(lane: LaneKey): IdleSeat;
}

export interface IdleSeat {
  /** Lets submitters know that a session waits here. Look at the lane once more after it. */
  announce(): Promise<void>;
  /** @returns true when woken, also before the call; false when the time is over or the signal came */
  wait(ms: number, signal: AbortSignal): Promise<boolean>;
  leave(): Promise<void>;
}

export interface IdleRoomOptions {
  readonly redis: RedisClient;
  /** A client of its own: it only listens. */
  readonly subscriber: RedisClient;
  readonly workerId: string;
}

/** An entry nobody takes back (its worker died) does not stay for ever. */
const ENTRY_LIFE_MS = 60_000;

interface Seat {
  woken: boolean;
  wake?: () => void;
}

export async function openIdleRoom({ redis, subscriber, workerId }: IdleRoomOptions): Promise<IdleRoom> {
  const seats = new Map<LaneKey, Set<Seat>>();
  subscriber.on("message", (_channel: string, lane: string) => {
    for (const seat of seats.get(lane as LaneKey) ?? []) {
      if (seat.woken) continue;
      seat.woken = true;
      seat.wake?.();
      return;
    }
  });
  await subscriber.subscribe(keys.wakeChannel(workerId));

  return {
    sit(lane) {
      const seat: Seat = { woken: false };
      const ofLane = seats.get(lane) ?? new Set();
      seats.set(lane, ofLane.add(seat));
      return {
        async announce() {
          seat.woken = false;
          await Promise.all([
            redis.rpush(keys.laneIdle(lane), workerId),
            redis.pexpire(keys.laneIdle(lane), ENTRY_LIFE_MS),
          ]);
        },
        wait: (ms, signal) => waitFor(seat, ms, signal),
        async leave() {
          ofLane.delete(seat);
          if (ofLane.size === 0) seats.delete(lane);
          // A seat that was woken had its entry taken off already.
          if (!seat.woken) await redis.lrem(keys.laneIdle(lane), 1, workerId);
        },
      };
    },
  };
}

function waitFor(seat: Seat, ms: number, signal: AbortSignal): Promise<boolean> {
  if (seat.woken || signal.aborted || ms <= 0) return Promise.resolve(seat.woken);
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      seat.wake = undefined;
      resolve(seat.woken);
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
    seat.wake = end;
  });
}
