import type { LaneKey } from "@postlane/mail";
import type { Lanes } from "@postlane/queue";
import { keys, type RedisClient } from "@postlane/redis";

/** Where sessions wait with their connection open for more mail of their lane: reconnecting costs more than waiting. */
export interface IdleRoom {
  /** Takes a seat: from now on a wake-up for the session is not missed, whether it waits yet or not. */
  sit(lane: LaneKey, sessionId: string): IdleSeat;
}

export interface IdleSeat {
  /** Lets submitters know that the session waits here for `ms`. @returns whether mail came before them */
  announce(ms: number): Promise<boolean>;
  /** @returns true when woken, also before the call; false when the time is over or the signal came */
  wait(ms: number, signal: AbortSignal): Promise<boolean>;
  leave(): Promise<void>;
}

export interface IdleRoomOptions {
  readonly lanes: Lanes;
  /** A client of its own: it only listens. */
  readonly subscriber: RedisClient;
  readonly workerId: string;
}

interface Seat {
  woken: boolean;
  wake?: () => void;
}

export async function openIdleRoom({ lanes, subscriber, workerId }: IdleRoomOptions): Promise<IdleRoom> {
  const seats = new Map<string, Seat>();
  subscriber.on("message", (_channel: string, sessionId: string) => {
    const seat = seats.get(sessionId);
    if (!seat) return;
    seat.woken = true;
    seat.wake?.();
  });
  await subscriber.subscribe(keys.wakeChannel(workerId));

  return {
    sit(lane, sessionId) {
      const seat: Seat = { woken: false };
      seats.set(sessionId, seat);
      return {
        async announce(ms) {
          seat.woken = false;
          return (await lanes.enterIdle(lane, sessionId, ms)) > 0;
        },
        wait: (ms, signal) => waitFor(seat, ms, signal),
        async leave() {
          seats.delete(sessionId);
          // A seat that was woken had its entry taken off already.
          if (!seat.woken) await lanes.leaveIdle(lane, sessionId);
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
