import {
  type DomainRule,
  deliveryIdOf,
  domainOf,
  freshProgress,
  laneOf,
  type LedgerDelivery,
  planRoute,
  type Recipient,
  type RelayChoice,
  ruleFor,
} from "@postlane/mail";

/** A server must take at least 100 recipients in one transaction (RFC 5321 section 4.5.3.1.8); more may be refused. */
const MAX_RECIPIENTS_PER_DELIVERY = 100;

/**
 * One delivery per recipient domain, for at most 100 recipients each, on the first lane of its route.
 * @throws Error when a domain has no route: RCPT should have refused it.
 */
export function planDeliveries(
  messageId: string,
  recipients: readonly Recipient[],
  rules: readonly DomainRule[],
  relays: readonly RelayChoice[],
  nowMs: number,
): readonly LedgerDelivery[] {
  const byDomain = new Map<string, Recipient[][]>();
  for (const recipient of recipients) {
    const domain = domainOf(recipient.address);
    const chunks = byDomain.get(domain) ?? [[]];
    if (chunks.at(-1)!.length === MAX_RECIPIENTS_PER_DELIVERY) chunks.push([]);
    chunks.at(-1)!.push(recipient);
    byDomain.set(domain, chunks);
  }
  const deliveries: LedgerDelivery[] = [];
  for (const [domain, chunks] of byDomain) {
    const progress = freshProgress(nowMs);
    const planned = planRoute(domain, progress, ruleFor(domain, rules), relays);
    if (!planned) throw new Error(`no route for ${domain}`);
    for (const chunk of chunks)
      deliveries.push({
        deliveryId: deliveryIdOf(messageId, deliveries.length),
        domain,
        lane: laneOf(planned.route),
        state: "open",
        recipients: chunk,
        progress,
      });
  }
  return deliveries;
}
