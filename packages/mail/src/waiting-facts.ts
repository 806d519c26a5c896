import type { LaneKey } from "./lane.ts";
import type { DeliveryState } from "./ledger.ts";
import type { Arrivals } from "./drain-model.ts";
import type { Progress } from "./progress.ts";
import type { Pace } from "./rule.ts";
import type { SettingSource } from "./setting-source.ts";
import type { Suspension } from "./suspension.ts";
import type { Hold, Wish } from "./wish.ts";

/** A session that holds a connection. */
export interface ConnectionHolder {
  readonly worker: string;
  readonly sinceMs?: number;
  /** sending: it has a delivery in hand; idle: it waits for mail with its connection open; opening: neither, it connects or ends. */
  readonly doing?: "sending" | "idle" | "opening";
  /** On a site: whose mail it sends. */
  readonly lane?: LaneKey;
}

/** How a lane stands at one moment, with the settings it goes by. Times are Unix milliseconds; undefined = none. */
export interface LaneFacts {
  readonly lane: LaneKey;
  readonly nowMs: number;
  /** Deliveries that are due, that wait for a later time, that a session has in hand. */
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  /** That wait beside the queue for a person's word. */
  readonly held: number;
  /** When the delayed ones are due, by time; from samples when there are many. */
  readonly arrivals: readonly Arrivals[];
  readonly pace: Pace;
  /** Of a direct lane, the pattern of its rule. */
  readonly rule?: string;
  readonly source: (field: keyof Pace) => SettingSource;
  /** Of a relay lane, why its relay cannot be used. */
  readonly relayTrouble?: "switched off" | "gone" | "password missing";
  readonly connections: {
    readonly inUse: number;
    readonly holders: readonly ConnectionHolder[];
    /** Fewer than the setting allows for a while: the server refused more. */
    readonly cap?: { readonly limit: number; readonly untilMs: number };
  };
  readonly outage?: {
    readonly untilMs: number;
    readonly count: number;
    readonly error: string;
    readonly lastAtMs?: number;
  };
  readonly burst: { readonly started: number; readonly open: number; readonly pauseUntilMs?: number };
  readonly site?: SiteFacts;
  readonly suspension?: Suspension;
  readonly workersAlive: number;
  /** Tickets of all lanes that no worker had a free session for. */
  readonly ticketsWaiting: number;
  /** How long a delivery kept a connection busy lately; undefined: nothing was sent yet. */
  readonly serviceMs?: number;
}

/** The MX hosts that several domains share, and their connection limit. */
export interface SiteFacts {
  readonly name: string;
  readonly inUse: number;
  readonly holders: readonly ConnectionHolder[];
  /** Lanes that want a connection or have one. */
  readonly lanes: number;
  /** Set while the lane stands in line for a connection. */
  readonly inLineSinceMs?: number;
}

/** Where the lane has the delivery. */
export type JobPlace =
  /** place: from 1, the next one to be sent; undefined when it is further back than is counted. */
  | { readonly at: "waiting"; readonly place?: number }
  | { readonly at: "delayed"; readonly dueAtMs: number; readonly place: number }
  | {
      readonly at: "active";
      readonly sinceMs?: number;
      /** Whose claim it is; undefined: the claim has run out. */
      readonly worker?: string;
      readonly workerAlive: boolean;
      /** It has its place in the burst. */
      readonly inBurst: boolean;
    }
  | { readonly at: "missing"; readonly foundIn?: LaneKey };

/** Everything that may hold one delivery. */
export interface DeliveryFacts {
  readonly lane: LaneFacts;
  readonly job: JobPlace;
  /** None: the submission has not been committed. */
  readonly ledger?: {
    readonly state: DeliveryState;
    readonly progress: Progress;
    readonly expiresAtMs: number;
    /** The final dot may have been sent. */
    readonly dot?: { readonly worker: string; readonly workerAlive: boolean; readonly sinceMs: number };
    readonly bodyMissing: boolean;
    readonly hold?: Hold;
    /** What somebody wants of it, not yet come true. */
    readonly wish?: Wish;
  };
  /** The rules and relays leave it a way. */
  readonly hasWay: boolean;
  readonly source: (field: "uncertain" | "expireAfterSeconds" | "directAttempts" | "relayAttempts") => SettingSource;
}
