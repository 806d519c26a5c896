import type { Lifecycle, Logger } from "@postlane/runtime";
import type { Suppressions } from "@postlane/suppressions";

const FIRST_AFTER_MS = 30_000;
const EVERY_MS = 3_600_000;

/** Every hour takes off what has run out: until then it only takes room. Several replicas doing it do no harm. */
export function keepSuppressionsClean(
  suppressions: Pick<Suppressions, "sweep">,
  logger: Logger,
  lifecycle: Lifecycle,
): void {
  let timer = setTimeout(sweep, FIRST_AFTER_MS);
  async function sweep(): Promise<void> {
    try {
      const removed = await suppressions.sweep();
      if (removed > 0) logger.info({ removed }, "suppressions that ran out were taken off");
    } catch (err) {
      logger.warn({ err }, "the suppression list could not be cleaned; it is tried again later");
    }
    if (!lifecycle.stopping.aborted) timer = setTimeout(sweep, EVERY_MS);
  }
  lifecycle.onClose("suppressions cleaning", () => clearTimeout(timer));
}
