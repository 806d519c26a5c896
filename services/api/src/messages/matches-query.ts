import type { LiveQuery } from "@postlane/contract";
import { domainOf, type LogRecord } from "@postlane/mail";

/** Whether a record is one that a follower asked for: everything given must hold. */
export function matchesQuery(record: LogRecord, query: LiveQuery): boolean {
  const { id, kind, sender, recipient, domain, lane, relay, reply_code: code } = query;
  return (
    (id === undefined || record.messageId === id.toLowerCase()) &&
    (kind === undefined || record.kind === kind) &&
    (sender === undefined || same(record.reversePath, sender)) &&
    (recipient === undefined || record.recipients.some((address) => same(address, recipient))) &&
    (domain === undefined || record.recipients.some((address) => same(domainOf(address), domain))) &&
    (lane === undefined || record.lane === lane || record.nextLane === lane) &&
    (relay === undefined || record.relayId === relay) &&
    (code === undefined || record.reply?.code === code)
  );
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
