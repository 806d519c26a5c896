import type { RedisClient } from "@postlane/redis";
import type { Lifecycle, Logger } from "@postlane/runtime";
import { sweepOrphans } from "@postlane/spool";

const FIRST_AFTER_MS = 600_000;
const EVERY_MS = 6 * 3_600_000;

/** Every six hours removes the bodies that crashes left without a message. Several replicas doing it do no harm. */
export function keepSpoolClean(redis: RedisClient, directory: string, logger: Logger, lifecycle: Lifecycle): void {
  let timer = setTimeout(sweep, FIRST_AFTER_MS);
  async function sweep(): Promise<void> {
    try {
      const removed = await sweepOrphans(redis, directory);
      if (removed > 0) logger.info({ removed }, "bodies without a message removed from the spool");
    } catch (err) {
      logger.warn({ err }, "the spool could not be cleaned; it is tried again later");
    }
    if (!lifecycle.stopping.aborted) timer = setTimeout(sweep, EVERY_MS);
  }
  lifecycle.onClose("spool cleaning", () => clearTimeout(timer));
}
