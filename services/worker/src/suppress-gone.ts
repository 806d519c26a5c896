import { isMailboxGone, type LogRecord } from "@postlane/mail";
import type { SessionDeps } from "./session-deps.ts";

/**
 * Mailboxes of which a server says that they are gone go on the suppression list, by the settings. Tried once: what is missed comes with
 * the next bounce, and must not hold up a delivery's end. Never rejects.
 */
export async function suppressGone(deps: SessionDeps, records: readonly LogRecord[]): Promise<void> {
  for (const record of records) {
    if (!isMailboxGone(record)) continue;
    try {
      await deps.suppressions.noteHardBounce(record, deps.settings().general.suppression);
    } catch (err) {
      deps.log.warn({ err, delivery_id: record.deliveryId }, "a hard bounce could not be put on the suppression list");
    }
  }
}
