import type { Config } from "@postlane/config";
import type { Suspensions } from "@postlane/control";
import { type CountReport, openIntake, type Pressure, type Reporter } from "@postlane/intake";
import type { LedgerStore } from "@postlane/ledger";
import type { Lanes } from "@postlane/queue";
import type { RedisClient } from "@postlane/redis";
import type { Lifecycle, Logger } from "@postlane/runtime";
import type { SettingsStore } from "@postlane/settings";
import type { Spool } from "@postlane/spool";
import type { Suppressions } from "@postlane/suppressions";
import type { SubmissionRouteDeps } from "./submission-routes.ts";

export interface OpenSubmissionDeps {
  readonly config: Pick<Config, "hostname" | "recordsMax">;
  readonly redis: RedisClient;
  readonly ledger: LedgerStore;
  readonly spool: Spool;
  readonly lanes: Lanes;
  readonly suppressions: Suppressions;
  readonly suspensions: Pick<Suspensions, "of">;
  readonly pressure: Pressure;
  readonly settings: SettingsStore;
  readonly countReport: CountReport;
  readonly logger: Logger;
  readonly lifecycle: Pick<Lifecycle, "onClose">;
}

/** Opens what mail over HTTP stands on. */
export function openSubmission(deps: OpenSubmissionDeps): SubmissionRouteDeps & { readonly reporter: Reporter } {
  const { config, redis, ledger, spool, lanes, suppressions, suspensions, settings, logger, lifecycle } = deps;
  const intake = openIntake({
    redis,
    spool,
    ledger,
    lanes,
    suppressions,
    suspensions,
    settings: () => settings.current().settings,
    recordsMax: config.recordsMax,
    hostname: config.hostname,
    countReport: deps.countReport,
    log: logger,
  });
  lifecycle.onClose("intake", () => intake.close());

  return {
    intake,
    reporter: intake.reporter,
    pressure: deps.pressure,
    general: () => settings.current().settings.general,
    hostname: config.hostname,
    now: Date.now,
  };
}
