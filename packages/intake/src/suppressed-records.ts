import { domainOf, type LogRecord, type MessageHead } from "@postlane/mail";
import { describeSuppression, type Suppression } from "@postlane/suppressions";

/** The list forbids it, not the mailbox: "delivery not authorized" (RFC 3463 section 3.8). */
const NOT_AUTHORIZED = "5.7.1";

/**
 * The end of recipients that are suppressed: recipients of one domain whom one entry keeps out share a record.
 * @param suppressed recipient → the entry
 */
export function suppressedRecords(
  head: Pick<MessageHead, "messageId" | "envelope" | "receivedAtMs">,
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
    id: `${head.messageId}/0/suppressed/${at}`,
    kind: "suppressed",
    at: head.receivedAtMs,
    messageId: head.messageId,
    reversePath: head.envelope.reversePath,
    recipients,
    domain: domainOf(recipients[0]!),
    enhancedCode: NOT_AUTHORIZED,
    detail: describeSuppression(entry),
    sinceReceivedMs: 0,
  }));
}
