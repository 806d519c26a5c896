import type { Database } from "@postlane/database";
import type { RedisClient } from "@postlane/redis";
import type { Lifecycle, Logger } from "@postlane/runtime";
import { archiveAudit } from "./audit-log.ts";

const EVERY_MS = 1_000;

/** Archives the audit log in the background; while Redis or the database is away, entries wait. */
export function keepAudit(redis: RedisClient, database: Database, logger: Logger, lifecycle: Lifecycle): void {
  let away = false;
  let work: Promise<void> | undefined;

  async function archive(): Promise<void> {
    try {
      while ((await archiveAudit(redis, database)) > 0);
      away = false;
    } catch (err) {
      if (!away) logger.warn({ err }, "the audit log cannot be archived now; its entries wait in Redis");
      away = true;
    }
  }

  const timer = setInterval(() => {
    work ??= archive().finally(() => (work = undefined));
  }, EVERY_MS);
  lifecycle.onClose("audit log", async () => {
    clearInterval(timer);
    await work;
  });
}
