import { randomUUID } from "node:crypto";
import { type CancelReporter, createControl } from "@postlane/control";
import type { Database } from "@postlane/database";
import type { LedgerStore } from "@postlane/ledger";
import { createLaneAlarm } from "@postlane/limits";
import { type LaneKey, routeOf, ruleFor } from "@postlane/mail";
import { createLaneContents, type Lanes } from "@postlane/queue";
import { createRecordWriter } from "@postlane/records";
import type { RedisClient } from "@postlane/redis";
import type { Lifecycle, Logger } from "@postlane/runtime";
import { type SettingsStore, usableRelays } from "@postlane/settings";
import type { Spool } from "@postlane/spool";
import type { AuditLog } from "../audit/audit-log.ts";
import type { ControlRouteDeps } from "./control-routes.ts";
import { createOperations } from "./create-operations.ts";
import { createOperationStore } from "./operation-store.ts";

export interface OpenControlDeps {
  readonly redis: RedisClient;
  readonly database: Database;
  readonly ledger: LedgerStore;
  readonly spool: Spool;
  readonly lanes: Lanes;
  readonly settings: SettingsStore;
  readonly audit: AuditLog;
  readonly reporter: CancelReporter;
  readonly recordsMax: number;
  readonly lockMs: number;
  readonly logger: Logger;
  readonly lifecycle: Pick<Lifecycle, "onClose">;
}

/** Opens what the control routes stand on. */
export function openControl(deps: OpenControlDeps): ControlRouteDeps {
  const { redis, database, ledger, spool, lanes, settings, audit, logger } = deps;
  const current = () => settings.current().settings;
  const maxConnections = (lane: LaneKey): number => {
    const route = routeOf(lane);
    if (route.kind === "direct") return ruleFor(route.domain, current().domainRules).maxConnections;
    return current().relays.find(({ id }) => id === route.relayId)?.maxConnections ?? 1;
  };
  const contents = createLaneContents(redis);
  const control = createControl({
    ledger,
    lanes,
    contents,
    records: createRecordWriter({ redis, maxLength: deps.recordsMax }),
    reporter: deps.reporter,
    rules: () => current().domainRules,
    relays: () => usableRelays(current()),
    maxConnections,
    deleteBody: (ref) =>
      spool
        .delete(ref)
        .catch((err: Error) => logger.warn({ err, spool_ref: ref }, "body of a finished message could not be deleted")),
    now: Date.now,
  });
  const operations = createOperations({
    control,
    contents,
    ledger,
    database,
    store: createOperationStore(redis, randomUUID()),
    audit,
    now: Date.now,
    onTrouble: (err, { id }) => logger.warn({ err, operation: id }, "an operation cannot go on now"),
    onError: (err) => logger.warn({ err }, "an operation could not be looked after"),
  });
  deps.lifecycle.onClose("operations", () => operations.close());
  return {
    redis,
    database,
    ledger,
    control,
    operations,
    lanes,
    laneAlarm: createLaneAlarm(redis),
    maxConnections,
    settings: current,
    audit,
    now: Date.now,
  };
}
