import type { LaneKey } from "./lane.ts";
import type { SettingSource } from "./setting-source.ts";

/**
 * Why mail waits. Of the whole lane:
 * - suspended, outage (no host can be reached), no_worker, relay_off (its mail takes the next way), site_limit, burst_pause, connection_limit;
 * - workers_busy: no worker has a free session; turn: others are before it, or a session is on its way.
 *
 * Of one delivery:
 * - sending: a worker has it in hand; answering: another worker waits for the answer to its final dot; uncertain: that worker died;
 * - wish: what somebody wants of it is about to come true;
 * - retry, look_again (what hindered it was no attempt), body_missing, no_way (rules and relays leave none), held (a person decides);
 * - uncommitted: its submission has not ended; worker_died: its claim has to run out; moving: on its way to another lane; job_missing: in no lane.
 */
export type WaitingCause =
  | "suspended"
  | "outage"
  | "no_worker"
  | "relay_off"
  | "site_limit"
  | "burst_pause"
  | "connection_limit"
  | "workers_busy"
  | "turn"
  | "sending"
  | "answering"
  | "uncertain"
  | "retry"
  | "look_again"
  | "body_missing"
  | "no_way"
  | "held"
  | "wish"
  | "uncommitted"
  | "worker_died"
  | "moving"
  | "job_missing";

/** The one thing that holds mail now. Times are Unix milliseconds. */
export interface Explanation {
  readonly cause: WaitingCause;
  /** One or two sentences for a person. */
  readonly summary: string;
  readonly sinceMs?: number;
  /** When it ends; undefined: nobody knows. */
  readonly untilMs?: number;
  /** The setting that made it so. */
  readonly setBy?: SettingSource;
  /** Who has the delivery in hand, or tries the lane again. */
  readonly worker?: string;
  /** The lane it is on its way to or from. */
  readonly otherLane?: LaneKey;
}

/** Of several holds the one that lasts longest: with the others gone it would still be there. One without a known end outlasts all others. */
export function longest(holds: readonly (Explanation | undefined)[]): Explanation | undefined {
  let found: Explanation | undefined;
  for (const hold of holds) if (hold && (!found || endOf(hold) > endOf(found))) found = hold;
  return found;
}

function endOf({ untilMs }: Explanation): number {
  return untilMs ?? Infinity;
}

/** "by w1", if that is known. */
export function by(worker: string | undefined): string {
  return worker === undefined ? "" : ` by ${worker}`;
}

export function timeOf(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
