import type { Config } from "@postlane/config";
import type { Database } from "@postlane/database";
import type { Suspensions } from "@postlane/control";
import { createIntake } from "@postlane/intake";
import type { LedgerStore } from "@postlane/ledger";
import { createRelayView, type Lanes } from "@postlane/queue";
import { createRecordWriter } from "@postlane/records";
import type { RedisClient } from "@postlane/redis";
import type { Lifecycle, Logger } from "@postlane/runtime";
import { type SettingsStore, usableRelays } from "@postlane/settings";
import type { Spool } from "@postlane/spool";
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
  readonly suspensions: Pick<Suspensions, "of">;
  readonly settings: SettingsStore;
  readonly logger: Logger;
  readonly lifecycle: Pick<Lifecycle, "onClose">;
}

const RELAY_VIEW_MS = 1_000;

/** Opens what mail over HTTP stands on. */
export function openSubmission(deps: OpenSubmissionDeps): SubmissionRouteDeps {
  const { config, redis, database, ledger, spool, lanes, suspensions, settings, logger, lifecycle } = deps;
  const relays = () => usableRelays(settings.current().settings);
  const relayView = createRelayView({
    relays,
    survey: (lane) => lanes.survey(lane),
    isSuspended: (lane) => suspensions.of(lane) !== undefined,
    refreshMs: RELAY_VIEW_MS,
    onError: (err) => logger.warn({ err }, "relays could not be looked at"),
  });
  lifecycle.onClose("relay view", () => relayView.close());
  const intake = createIntake({
    spool,
    ledger,
    lanes,
    records: createRecordWriter({ redis, maxLength: config.recordsMax }),
    rules: () => settings.current().settings.domainRules,
    relays,
    relayChoices: () => relayView.choices(),
    unordered: redis.isCluster,
    now: Date.now,
    onTicketError: (err) => logger.warn({ err }, "a ticket could not be offered"),
  });

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
