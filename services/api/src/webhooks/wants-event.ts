import { domainOf, type LogRecord } from "@postlane/mail";
import type { Webhook } from "@postlane/settings";
import { eventTypeOf } from "./to-event.ts";

/** Whether a webhook is to be told of a record: each filter that is set must hold. What has no lane yet fits no filter by lane. */
export function wantsEvent(webhook: Webhook, record: LogRecord): boolean {
  const { events, domains, lanes, senders } = webhook;
  const type = eventTypeOf(record.kind);
  return (
    type !== undefined &&
    (events.length === 0 || events.includes(type)) &&
    (domains.length === 0 || domainsIn(record).some((domain) => domains.some((pattern) => matches(pattern, domain)))) &&
    (lanes.length === 0 || [record.lane, record.nextLane].some((lane) => lane !== undefined && lanes.includes(lane))) &&
    (senders.length === 0 || senders.some((sender) => isFrom(record.reversePath.toLowerCase(), sender)))
  );
}

function domainsIn(record: LogRecord): readonly string[] {
  return record.domain === undefined
    ? record.recipients.map((address) => domainOf(address).toLowerCase())
    : [record.domain];
}

/** `*.example.com` means the names below example.com, as in domain rules. */
function matches(pattern: string, domain: string): boolean {
  return pattern === "*" || pattern === domain || (pattern.startsWith("*.") && domain.endsWith(pattern.slice(1)));
}

function isFrom(address: string, sender: string): boolean {
  return sender.startsWith("@") ? address.endsWith(sender) : address === sender;
}
