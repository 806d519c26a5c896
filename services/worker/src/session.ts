import type { LaneKey } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import type { Connection } from "@postlane/smtp-client";
import type { LaneTarget } from "./lane-target.ts";

/** Why a session takes no further delivery. */
export type StopReason = "shutdown" | "lease lost" | "settings changed" | "suspended" | "long enough";

/** With these a session ends what it has begun; the others break off what has not sent its final dot. */
const GENTLE: ReadonlySet<StopReason> = new Set(["settings changed", "suspended", "long enough"]);

/** One connection of this worker to a lane's next hop, and what it holds: leases, claims, its place in the burst. */
export interface Session {
  /** Lease id and claim token: worker id and a number. */
  readonly id: string;
  readonly lane: LaneKey;
  readonly target: LaneTarget;
  readonly startedAtMs: number;
  /** Outages of the lane, Unix milliseconds, as of the lease. */
  outages: readonly number[];
  /** Outages in a row when the lease was granted; 0 when a server of the lane was reached since. */
  streak: number;
  /** A server of the lane serves this session. */
  served?: boolean;
  /** One message was given up because its server broke off at it. */
  suspect?: boolean;
  /** An error nobody foresaw ended it. */
  failed?: boolean;
  /** performance.now() until which the lane's (and the site's) lease surely holds. */
  leaseValidUntil: number;
  site?: string;
  readonly claims: Set<Claim>;
  /** Deliveries that have a place in the burst; true: handed to the connection, so that their commands may have reached the server. */
  readonly inBurst: Map<string, boolean>;
  connection?: Connection;
  /** How often the connection to Redis had been lost when the session began. */
  readonly reconnectsAtStart: number;
  /** Transactions begun on the present connection. */
  launched: number;
  /** A ticket stands for the moment when the lane can go on: nothing to look for before. */
  ticketLeft?: boolean;
  stop?: StopReason;
  /** Aborts waiting and connecting; a transaction is aborted through its connection. */
  readonly abort: AbortController;
}

/** Ends a session at the next safe point: at once what has not sent its final dot, after its answer what has; gently after the delivery in hand. */
export function stopSession(session: Session, reason: StopReason): void {
  if (session.stop === undefined || !GENTLE.has(reason)) session.stop = reason;
  // Connecting is broken off: a host that does not answer must not keep a suspended lane busy.
  if (reason === "suspended" && !session.connection) session.abort.abort();
  if (GENTLE.has(reason)) return;
  session.abort.abort();
  session.connection?.abortBeforeDot();
}
