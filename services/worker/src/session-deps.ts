import type { Reporter } from "@postlane/intake";
import type { Control, Suspensions } from "@postlane/control";
import type { Resolver } from "@postlane/dns";
import type { LedgerStore } from "@postlane/ledger";
import type { BurstLimits, LaneLimits, SiteLimits } from "@postlane/limits";
import type { RelayChoice } from "@postlane/mail";
import type { LaneContents, Lanes } from "@postlane/queue";
import type { RecordWriter } from "@postlane/records";
import type { Settings } from "@postlane/settings";
import type { OpenResult, Target } from "@postlane/smtp-client";
import type { Spool } from "@postlane/spool";
import type { Suppressions } from "@postlane/suppressions";
import type { IdleRoom } from "./idle-room.ts";
import type { LaneSpeeds } from "./lane-speeds.ts";
import type { SessionKeeper } from "./session-keeper.ts";
import type { WorkerMetrics } from "./worker-metrics.ts";
import type { WorkerRoll } from "./worker-roll.ts";

/** What sessions of one worker share. */
export interface SessionDeps {
  readonly workerId: string;
  readonly lanes: Lanes;
  readonly contents: LaneContents;
  readonly control: Control;
  readonly suspensions: Pick<Suspensions, "of">;
  readonly laneLimits: LaneLimits;
  readonly siteLimits: SiteLimits;
  readonly burstLimits: BurstLimits;
  readonly ledger: LedgerStore;
  readonly spool: Spool;
  readonly records: RecordWriter;
  readonly suppressions: Pick<Suppressions, "find" | "noteHardBounce" | "countHits">;
  readonly resolver: Resolver;
  readonly open: (target: Target, signal: AbortSignal) => Promise<OpenResult>;
  readonly settings: () => Settings;
  readonly relayChoices: () => readonly RelayChoice[];
  readonly keeper: SessionKeeper;
  readonly idleRoom: IdleRoom;
  readonly speeds: LaneSpeeds;
  readonly roll: WorkerRoll;
  readonly reporter: Reporter;
  readonly metrics: WorkerMetrics;
  readonly log: SessionLog;
  readonly ehloName: string;
  readonly directPort: number;
  readonly stopping: AbortSignal;
  /** How often the connection to Redis was lost so far. */
  readonly reconnects: () => number;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** 0 … 1 */
  readonly random: () => number;
}

export interface SessionLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
