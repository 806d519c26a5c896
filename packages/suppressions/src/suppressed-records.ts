import { domainOf, type LogRecord } from "@postlane/mail";
import { describeSuppression, type Suppression } from "./suppression.ts";

/** The list forbids it, not the mailbox: "delivery not authorized" (RFC 3463 section 3.8). */
const NOT_AUTHORIZED = "5.7.1";

/** What the records of one message or delivery share; the id is what stands before `/suppressed/<n>`. */
export type SuppressedFacts = Pick<LogRecord, "id" | "at" | "messageId" | "reversePath"> &
  Pick<LogRecord, "deliveryId" | "lane" | "attempt" | "worker" | "sinceReceivedMs">;

/**
 * The end of recipients that are suppressed. Those of one domain whom the same entry keeps out share a record.
 * @param suppressed recipient → the entry
 */
export function suppressedRecords(
  facts: SuppressedFacts,
  suppressed: ReadonlyMap<string, Suppression>,
): readonly LogRecord[] {
  const groups = new Map<string, { entry: Suppression; recipients: string[] }>();
  for (const [recipient, entry] of suppressed) {
    const key = `${entry.address} ${domainOf(recipient)}`;
    const group = groups.get(key) ?? { entry, recipients: [] };
    group.recipients.push(recipient);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ entry, recipients }, at) => ({
    ...facts,
    id: `${facts.id}/suppressed/${at}`,
    kind: "suppressed",
    recipients,
    domain: domainOf(recipients[0]!),
    enhancedCode: NOT_AUTHORIZED,
    detail: describeSuppression(entry),
  }));
}
