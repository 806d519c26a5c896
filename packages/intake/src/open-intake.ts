import type { Suspensions } from "@postlane/control";
import type { LedgerStore } from "@postlane/ledger";
import { createRelayView, type Lanes } from "@postlane/queue";
import { createRecordWriter } from "@postlane/records";
import type { RedisClient } from "@postlane/redis";
import { type Settings, usableRelays } from "@postlane/settings";
import type { Spool } from "@postlane/spool";
import type { Suppressions } from "@postlane/suppressions";
import { createClaims } from "./create-claims.ts";
import { createIntake } from "./create-intake.ts";
import type { CountReport } from "./reports/declare-report-metrics.ts";
import type { ReportingIntake } from "./types.ts";

export interface OpenIntakeOptions {
  readonly redis: RedisClient;
  readonly spool: Spool;
  readonly ledger: LedgerStore;
  readonly lanes: Lanes;
  readonly suppressions: Suppressions;
  readonly suspensions: Pick<Suspensions, "of">;
  readonly settings: () => Settings;
  /** Name of this server in reports. */
  readonly hostname: string;
  readonly countReport: CountReport;
  /** Entries of the record stream kept while the archive is away. */
  readonly recordsMax: number;
  /** Fits a pino logger. */
  readonly log: { warn(fields: object, message: string): void };
}

/** An intake with all that it looks at. */
export interface OpenIntake extends ReportingIntake {
  close(): void;
}

const RELAY_VIEW_MS = 1_000;

/** Opens the counter of a service by the present settings: the same for SMTP, HTTP and reports of our own. */
export function openIntake(options: OpenIntakeOptions): OpenIntake {
  const { redis, spool, ledger, lanes, suppressions, suspensions, settings, recordsMax, hostname, log } = options;
  const relays = () => usableRelays(settings());
  const relayView = createRelayView({
    relays,
    survey: (lane) => lanes.survey(lane),
    isSuspended: (lane) => suspensions.of(lane) !== undefined,
    refreshMs: RELAY_VIEW_MS,
    onError: (err) => log.warn({ err }, "relays could not be looked at"),
  });
  const intake = createIntake({
    spool,
    ledger,
    lanes,
    records: createRecordWriter({ redis, maxLength: recordsMax }),
    suppressions,
    claims: createClaims({ redis, ledger }),
    rules: () => settings().domainRules,
    relays,
    relayChoices: () => relayView.choices(),
    reports: () => settings().general.reports,
    countReport: options.countReport,
    hostname,
    log,
    unordered: redis.isCluster,
    now: Date.now,
    onTicketError: (err) => log.warn({ err }, "a ticket could not be offered"),
  });
  return { ...intake, close: () => relayView.close() };
}
