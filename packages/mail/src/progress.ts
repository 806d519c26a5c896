import type { LaneKey } from "./lane.ts";
import type { LogRecord } from "./record.ts";
import type { Reply } from "./reply.ts";

/** How far a delivery has come; kept in its ledger, changed only when an attempt has ended. */
export interface Progress {
  /** All attempts so far; the number of the last one. */
  readonly attempts: number;
  readonly directAttempts: number;
  readonly relayAttempts: number;
  /** Relays tried in the present round, in order. */
  readonly relaysTried: readonly string[];
  /** When it came into its present lane, Unix milliseconds: outages of the lane after this are charged to it. */
  readonly laneSinceMs: number;
  /** Milliseconds it was held so far: they do not count towards its expiry. */
  readonly heldMs?: number;
  /** The sender has been told that it takes long. */
  readonly delayReported?: true;
  /** Why it was put off last, for the report should its time run out. */
  readonly lastTrouble?: Trouble;
}

export interface Trouble {
  /** The server's answer, its text cut to 500 characters. */
  readonly reply?: Reply;
  /** Who gave it. */
  readonly host?: string;
  /** In place of a reply: what happened, cut likewise. */
  readonly detail?: string;
  /** When, Unix milliseconds. */
  readonly atMs?: number;
}

const LONGEST_TROUBLE = 500;

/** What is worth keeping of an attempt that put a delivery off. */
export function troubleOf(record: Pick<LogRecord, "reply" | "mxHost" | "detail" | "at">): Trouble {
  const { reply, mxHost, detail, at: atMs } = record;
  if (reply) return { reply: { ...reply, text: reply.text.slice(0, LONGEST_TROUBLE) }, host: mxHost, atMs };
  return { detail: detail?.slice(0, LONGEST_TROUBLE), atMs };
}

export function freshProgress(nowMs: number): Progress {
  return { attempts: 0, directAttempts: 0, relayAttempts: 0, relaysTried: [], laneSinceMs: nowMs };
}

/**
 * The progress with the lane's outages charged: its attempts = its own + outages of the lane since it came.
 * @param outages Unix milliseconds of each outage of `lane`, in any order.
 */
export function chargeOutages(progress: Progress, lane: LaneKey, outages: readonly number[]): Progress {
  let charged = 0;
  let last = progress.laneSinceMs;
  for (const at of outages) {
    if (at <= progress.laneSinceMs) continue;
    charged++;
    if (at > last) last = at;
  }
  return charged === 0 ? progress : { ...countAttempts(progress, lane, charged), laneSinceMs: last };
}

/** When the time for a delivery is used up, Unix milliseconds. */
export function expiryOf(
  receivedAtMs: number,
  { heldMs = 0 }: Progress,
  rule: { readonly expireAfterSeconds: number },
): number {
  return receivedAtMs + heldMs + rule.expireAfterSeconds * 1000;
}

/** The progress after one more attempt of its own on `lane`. */
export function countAttempt(progress: Progress, lane: LaneKey): Progress {
  return countAttempts(progress, lane, 1);
}

function countAttempts(progress: Progress, lane: LaneKey, count: number): Progress {
  const attempts = progress.attempts + count;
  if (lane.startsWith("direct:")) return { ...progress, attempts, directAttempts: progress.directAttempts + count };
  const relayId = lane.slice("relay:".length);
  const relaysTried = progress.relaysTried.includes(relayId)
    ? progress.relaysTried
    : [...progress.relaysTried, relayId];
  return { ...progress, attempts, relayAttempts: progress.relayAttempts + count, relaysTried };
}
