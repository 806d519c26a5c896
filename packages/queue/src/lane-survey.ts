import type { LaneKey } from "@postlane/mail";

/** How a lane stands at one moment of Redis' clock. Times are Unix milliseconds; undefined = none. */
export interface LaneSurvey {
  readonly lane: LaneKey;
  readonly nowMs: number;
  readonly waiting: number;
  readonly delayed: number;
  readonly nextDueMs?: number;
  readonly active: number;
  /** Connection leases in use. */
  readonly sessions: number;
  /** Deliveries that wait for a person's word; they lie beside the queue. */
  readonly held: number;
  readonly pausedUntilMs?: number;
  readonly outage?: {
    readonly untilMs: number;
    readonly count: number;
    readonly error: string;
    readonly lastAtMs?: number;
  };
}

type Reply = [
  ...[now: number, waiting: number, delayed: number, due: number, active: number, sessions: number, held: number],
  ...[pause: string, until: string, streak: string, error: string, outages: string[]],
];

export function readSurvey(lane: LaneKey, reply: unknown): LaneSurvey {
  const [now, waiting, delayed, due, active, sessions, held, pause, until, streak, error, outages] = reply as Reply;
  const pausedUntilMs = Number(pause);
  const lastAtMs = outages[0] === undefined ? undefined : Number(outages[0]);
  return {
    lane,
    nowMs: now,
    waiting,
    delayed,
    ...(due ? { nextDueMs: due } : {}),
    active,
    sessions,
    held,
    ...(pausedUntilMs > now ? { pausedUntilMs } : {}),
    ...(Number(streak) > 0 ? { outage: { untilMs: Number(until), count: Number(streak), error, lastAtMs } } : {}),
  };
}
