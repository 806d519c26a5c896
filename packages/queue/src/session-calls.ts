import { setTimeout as sleep } from "node:timers/promises";
import type { LaneKey } from "@postlane/mail";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";

/** A lane that can have no further session now is asked for one no more often than this. */
const BUSY_LANE_MS = 5;
const MOST_KNOWN = 20_000;
/** Answers of call-session. */
const [TICKET_NEEDED, NONE_CAN_COME] = [0, 2];

/** Calls for a session where mail was added. */
export interface SessionCalls {
  call(lane: LaneKey, maxConnections: number): Promise<void>;
  /** Resolves when no call is outstanding. */
  settled(): Promise<void>;
}

interface BusyLane {
  /** performance.now() */
  readonly foundAt: number;
  /** The call that will be made soon, for all mail added until then. */
  nextCall?: Promise<void>;
}

/**
 * While all connections of a lane are in use, or it sleeps after an outage, one call serves all mail of some milliseconds. The call
 * always follows the mail: a connection that was given back in between is found free then.
 */
export function createSessionCalls(
  redis: RedisClient,
  offerTicket: (lane: LaneKey, maxConnections: number) => Promise<void>,
): SessionCalls {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), ["call-session-3"]);
  const busy = new Map<LaneKey, BusyLane>();
  const outstanding = new Set<Promise<void>>();

  async function callNow(lane: LaneKey, maxConnections: number): Promise<void> {
    const called = [keys.laneIdle(lane), keys.laneLeases(lane), keys.laneState(lane)];
    const answer = await script["call-session-3"](called, [lane, keys.wakeChannel(""), maxConnections]);
    if (busy.size > MOST_KNOWN) busy.clear();
    if (answer === NONE_CAN_COME) busy.set(lane, { foundAt: performance.now() });
    else busy.delete(lane);
    if (answer === TICKET_NEEDED) await offerTicket(lane, maxConnections);
  }

  async function callSoon(lane: LaneKey, maxConnections: number, state: BusyLane): Promise<void> {
    await sleep(BUSY_LANE_MS);
    state.nextCall = undefined;
    await callNow(lane, maxConnections);
  }

  return {
    call(lane, maxConnections) {
      const state = busy.get(lane);
      if (!state || performance.now() - state.foundAt > BUSY_LANE_MS) return callNow(lane, maxConnections);
      if (state.nextCall) return state.nextCall;
      const next = callSoon(lane, maxConnections, state).finally(() => outstanding.delete(next));
      state.nextCall = next;
      outstanding.add(next);
      return next;
    },
    async settled() {
      await Promise.allSettled(outstanding);
    },
  };
}
