import type { MessageWaiting, WaitingDelivery, WaitingShort } from "@postlane/contract";
import {
  deliveryIdOf,
  type DeliveryFacts,
  estimateSending,
  explainWaiting,
  type LedgerDelivery,
  type LogRecord,
  type MessageHead,
} from "@postlane/mail";
import { PLACES_COUNTED } from "@postlane/queue";
import { createLook, type LookDeps } from "./look.ts";
import { timeOf, toHttpEstimate, toHttpExplanation, toHttpHolder, toHttpShort, toHttpSite } from "./to-http.ts";

/** A message as its ledger has it. */
export interface HeldMessage {
  readonly head: MessageHead;
  readonly deliveries: readonly LedgerDelivery[];
}

/** Why mail waits, asked of Redis at this moment. */
export interface WaitingReader {
  /** @param records of the message, for why its last attempts did not do */
  message(held: HeldMessage, records: readonly LogRecord[]): Promise<MessageWaiting>;
  /** Short forms by delivery id, of the first open deliveries. */
  short(held: HeldMessage): Promise<ReadonlyMap<string, WaitingShort>>;
  /** A message without a ledger whose first delivery is in one of the lanes used last; undefined when it is in none. */
  uncommitted(messageId: string): Promise<MessageWaiting | undefined>;
}

const MOST_DELIVERIES = 100;
const MOST_SHORT = 20;
const MOST_RECIPIENTS = 10;
const MOST_LANES = 2_000;

export function createWaitingReader(deps: LookDeps): WaitingReader {
  return {
    async message(held, records) {
      const open = held.deliveries.filter(isOpen);
      const look = createLook(deps);
      const told = open.slice(0, MOST_DELIVERIES).map(async (delivery) => {
        const facts = await look.delivery(held.head, delivery);
        return describe(facts, delivery, lastFailure(records, delivery.deliveryId));
      });
      const deliveries = await Promise.all(told);
      return { message_id: held.head.messageId, deliveries, complete: deliveries.length === open.length };
    },
    async short(held) {
      const look = createLook(deps);
      const told = held.deliveries.filter(isOpen).slice(0, MOST_SHORT);
      const forms = told.map(async (delivery) => {
        const facts = await look.delivery(held.head, delivery);
        return [delivery.deliveryId, toHttpShort(explainWaiting(facts), estimateSending(facts))] as const;
      });
      return new Map(await Promise.all(forms));
    },
    async uncommitted(messageId) {
      const deliveryId = deliveryIdOf(messageId, 0);
      const lanes = await deps.inspector.usedLast(MOST_LANES);
      const places = await Promise.all(lanes.map((lane) => deps.inspector.has(lane, deliveryId)));
      const lane = lanes[places.indexOf(true)];
      if (lane === undefined) return undefined;
      const facts = await createLook(deps).uncommitted(lane, deliveryId);
      const unknown = { deliveryId, lane, domain: "", recipients: [], progress: { attempts: 0 } };
      return { message_id: messageId, deliveries: [describe(facts, unknown, undefined)], complete: true };
    },
  };
}

function isOpen({ state }: LedgerDelivery): boolean {
  return state !== "delivered" && state !== "failed";
}

type Described = Pick<LedgerDelivery, "deliveryId" | "lane" | "domain" | "recipients"> & {
  readonly progress: Pick<LedgerDelivery["progress"], "attempts">;
};

function describe(
  facts: DeliveryFacts,
  delivery: Described,
  failure: WaitingDelivery["last_failure"],
): WaitingDelivery {
  const { lane, ledger } = facts;
  const estimate = estimateSending(facts);
  return {
    delivery_id: delivery.deliveryId,
    lane: delivery.lane,
    domain: delivery.domain,
    recipients: delivery.recipients.slice(0, MOST_RECIPIENTS).map(({ address }) => address),
    recipient_count: delivery.recipients.length,
    ...toHttpExplanation(explainWaiting(facts)),
    place: placeIn(facts),
    estimate: estimate && toHttpEstimate(estimate, lane.nowMs),
    attempts: delivery.progress.attempts,
    expires_at: timeOf(ledger?.expiresAtMs),
    last_failure: failure,
    connections: {
      in_use: lane.connections.inUse,
      limit: lane.pace.maxConnections,
      holders: lane.connections.holders.map(toHttpHolder),
    },
    site: toHttpSite(lane),
  };
}

function placeIn({ job, lane }: DeliveryFacts): WaitingDelivery["place"] {
  if (job.at === "waiting") return { at: job.place, of: lane.waiting, counted: PLACES_COUNTED };
  if (job.at === "delayed") return { at: job.place, of: lane.delayed, counted: PLACES_COUNTED };
  return undefined;
}

function lastFailure(records: readonly LogRecord[], deliveryId: string): WaitingDelivery["last_failure"] {
  const last = records.findLast(
    (record) => record.deliveryId === deliveryId && (record.kind === "deferred" || record.kind === "rerouted"),
  );
  if (!last) return undefined;
  const { at, step, reply, detail } = last;
  return { at: timeOf(at), step, reply: reply && `${reply.code} ${reply.text}`, detail };
}
