import type { Config } from "@postlane/config";
import type { Database } from "@postlane/database";
import type { Suspensions } from "@postlane/control";
import { openIntake } from "@postlane/intake";
import type { LedgerStore } from "@postlane/ledger";
import type { Lanes } from "@postlane/queue";
import type { RedisClient } from "@postlane/redis";
import type { Lifecycle, Logger } from "@postlane/runtime";
import type { SettingsStore } from "@postlane/settings";
import type { Spool } from "@postlane/spool";
import type { Suppressions } from "@postlane/suppressions";
import { HttpProblem } from "../http/http-problem.ts";
import { readFacts } from "../messages/message-sources.ts";
import { createIdempotency } from "./create-idempotency.ts";
import type { SubmissionRouteDeps } from "./submission-routes.ts";

export interface OpenSubmissionDeps {
  readonly config: Pick<Config, "hostname" | "recordsMax">;
  readonly redis: RedisClient;
  readonly database: Database;
  readonly ledger: LedgerStore;
  readonly spool: Spool;
  readonly lanes: Lanes;
  readonly suppressions: Suppressions;
  readonly suspensions: Pick<Suspensions, "of">;
  readonly settings: SettingsStore;
  readonly logger: Logger;
  readonly lifecycle: Pick<Lifecycle, "onClose">;
}

/** Opens what mail over HTTP stands on. */
export function openSubmission(deps: OpenSubmissionDeps): SubmissionRouteDeps {
  const { config, redis, database, ledger, spool, lanes, suppressions, suspensions, settings, logger, lifecycle } =
    deps;
  const intake = openIntake({
    redis,
    spool,
    ledger,
    lanes,
    suppressions,
    suspensions,
    settings: () => settings.current().settings,
    recordsMax: config.recordsMax,
    log: logger,
  });
  lifecycle.onClose("intake", () => intake.close());

  async function wasAccepted(messageId: string): Promise<boolean> {
    const onTrouble = (err: Error, source: string): void =>
      logger.warn({ err, source }, "a message could not be looked up");
    const facts = await readFacts({ database, redis, ledger, onTrouble }, messageId);
    if (facts.logged || facts.ledger || facts.pending.length > 0) return true;
    if (facts.unavailable.length === 0) return false;
    throw new HttpProblem("unavailable", `Whether this request was taken before as ${messageId} cannot be told now.`);
  }

  return {
    intake,
    idempotency: createIdempotency({ redis, wasAccepted }),
    general: () => settings.current().settings.general,
    hostname: config.hostname,
    now: Date.now,
  };
}
