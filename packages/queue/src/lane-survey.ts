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
  readonly pausedUntilMs?: number;
  readonly outage?: {
    readonly untilMs: number;
    readonly count: number;
    readonly error: string;
    readonly lastAtMs?: number;
  };
  readonly suspended?: { readonly untilMs?: number; readonly reason: string; readonly by: string };
}

export function readSurvey(lane: LaneKey, reply: unknown): LaneSurvey {
  const [now, waiting, delayed, due, active, sessions, pause, until, streak, error, suspended, reason, by, outages] =
    reply as [number, number, number, number, number, number, ...string[]] as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string[],
    ];
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
    ...(pausedUntilMs > now ? { pausedUntilMs } : {}),
    ...(Number(streak) > 0 ? { outage: { untilMs: Number(until), count: Number(streak), error, lastAtMs } } : {}),
    ...(suspended ? { suspended: { untilMs: Number(suspended) || undefined, reason, by } } : {}),
  };
}
