import type { MessagesFilter } from "@postlane/contract";
import { type Database, findMessageIds, timeOfMessageId } from "@postlane/database";
import type { LedgerStore } from "@postlane/ledger";
import { type LedgerDelivery, messageIdOf } from "@postlane/mail";
import type { LaneContents } from "@postlane/queue";
import { toFilter } from "../messages/search-messages.ts";
import type { Operation } from "./operation.ts";
import { walkLane } from "./walk-lane.ts";

/** Some deliveries that an operation goes through, few enough to be dealt with at once. */
export interface WalkPart {
  readonly deliveryIds: readonly string[];
  /** Where it goes on; absent: this was the last part. */
  readonly next?: string;
  /** A later round: what cannot be done was counted before. */
  readonly again?: boolean;
}

export interface WalkDeps {
  readonly contents: LaneContents;
  readonly ledger: LedgerStore;
  readonly database: Database;
}

const MESSAGES = 50;

/** The deliveries from the operation's cursor on. Mail that was accepted after its start is not meant. @param changed whether this round has changed anything so far */
export async function walkOn(deps: WalkDeps, operation: Operation, changed: boolean): Promise<WalkPart> {
  const { scope, cursor, id, action, dryRun, startedAtMs } = operation;
  switch (scope.kind) {
    case "lane": {
      const walk = { lane: scope.lane, action: action.kind, name: id, dryRun };
      const part = await walkLane(deps.contents, walk, cursor, changed);
      const meant = part.deliveryIds.filter((deliveryId) => timeOfMessageId(messageIdOf(deliveryId)) <= startedAtMs);
      return { ...part, deliveryIds: meant };
    }
    case "messages": {
      const from = Number(cursor || "0");
      const ids = scope.ids.slice(from, from + MESSAGES);
      const deliveryIds = await deliveriesOf(deps, ids, () => true);
      return from + MESSAGES < scope.ids.length ? { deliveryIds, next: String(from + MESSAGES) } : { deliveryIds };
    }
    case "search": {
      const filter = { ...toFilter(scope.filter), to: earlier(scope.filter.to, startedAtMs) };
      const ids = await findMessageIds(deps.database, filter, MESSAGES, cursor === "" ? undefined : cursor);
      const deliveryIds = await deliveriesOf(deps, ids, (delivery) => isMeant(delivery, scope.filter));
      return ids.length < MESSAGES ? { deliveryIds } : { deliveryIds, next: ids.at(-1)! };
    }
  }
}

async function deliveriesOf(
  { ledger }: WalkDeps,
  messageIds: readonly string[],
  wanted: (delivery: LedgerDelivery) => boolean,
): Promise<readonly string[]> {
  const messages = await Promise.all(messageIds.map((id) => ledger.readMessage(id)));
  return messages.flatMap((message) =>
    (message?.deliveries ?? [])
      .filter(({ state }) => state !== "delivered" && state !== "failed")
      .filter(wanted)
      .map(({ deliveryId }) => deliveryId),
  );
}

/** A search finds messages; of their deliveries only those are meant that its conditions could speak of. */
function isMeant(delivery: LedgerDelivery, { domain, recipient, lane, relay, outcome }: MessagesFilter): boolean {
  return (
    (domain === undefined || delivery.domain === domain.toLowerCase()) &&
    (recipient === undefined || delivery.recipients.some(({ address }) => same(address, recipient))) &&
    (lane === undefined || delivery.lane === lane) &&
    (relay === undefined || delivery.lane === `relay:${relay}`) &&
    (outcome !== "held" || delivery.state === "held")
  );
}

function earlier(to: string | undefined, startedAtMs: number): Date {
  // Accepted in the millisecond of the start counts.
  return new Date(Math.min(to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to), startedAtMs + 1));
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
