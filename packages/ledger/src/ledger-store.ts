import type { DeliveryState, LaneKey, LedgerDelivery, MessageHead, Progress, Recipient } from "@postlane/mail";
import { messageIdOf } from "@postlane/mail";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";

/** What one delivery of a ledger says, with the message it belongs to. */
export interface LedgerEntry {
  readonly head: MessageHead;
  readonly delivery: LedgerDelivery;
  /** Set in state `dot`: whose mark it is and since when. */
  readonly dot?: { readonly token: string; readonly sinceMs: number; readonly raw: string };
}

export type SettleResult = "written" | "finished" | "gone" | "taken";

/** The truth about each message: one Redis hash, `head`, `open`, and for delivery n `d<n>` (what) and `s<n>` (state). */
export interface LedgerStore {
  /** The commit point of a message. Issued synchronously, so it keeps its place among the commands of this turn. */
  create(head: MessageHead, deliveries: readonly LedgerDelivery[]): Promise<void>;
  /**
   * The same for a message whose submission may be repeated; without deliveries only the mark is made.
   * @throws ClaimLost when another one was told by `settleClaim` that it never will be
   */
  createOnce(head: MessageHead, deliveries: readonly LedgerDelivery[], rememberSeconds: number): Promise<void>;
  /** Whether a message of `createOnce` was committed. If so it cannot be taken back any more, if not it cannot be committed any more. */
  settleClaim(messageId: string, rememberSeconds: number): Promise<boolean>;
  /** Takes back what `create` may have written for a message that was not acknowledged. @returns false: it stays, see `settleClaim` */
  remove(messageId: string): Promise<boolean>;
  read(deliveryId: string): Promise<LedgerEntry | undefined>;
  readMessage(messageId: string): Promise<{ head: MessageHead; deliveries: readonly LedgerDelivery[] } | undefined>;
  /** @returns false when it must not be sent by this claim. */
  markDot(deliveryId: string, token: string): Promise<boolean>;
  /** The final dot was not sent and never will be by this claim: others need not wait for its answer. */
  unmarkDot(deliveryId: string, token: string): Promise<void>;
  /** @param delivery what it looks like now; undefined = unchanged */
  settle(
    deliveryId: string,
    token: string,
    state: Exclude<DeliveryState, "dot">,
    delivery?: StoredDelivery,
  ): Promise<SettleResult>;
  /** Takes the mark of a claim that is no more, so that policy can decide about the delivery. @param raw the mark as it was read. @returns false when it is another one by now */
  takeOver(deliveryId: string, token: string, raw: string): Promise<boolean>;
}

/** The submission was given up as lost before it could be committed. */
export class ClaimLost extends Error {
  override readonly name = "ClaimLost";
}

export interface StoredDelivery {
  readonly domain: string;
  readonly lane: LaneKey;
  readonly recipients: readonly Recipient[];
  readonly progress: Progress;
}

const SETTLED: Record<number, SettleResult> = { 0: "written", 1: "finished", [-1]: "gone", [-2]: "taken" };

export function createLedgerStore(redis: RedisClient): LedgerStore {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), [
    "commit-once-2",
    "mark-dot-1",
    "remove-3",
    "settle-claim-1",
    "settle-2",
    "take-over-1",
    "unmark-dot-1",
  ]);
  return {
    async create(head, deliveries) {
      await redis.hset(keys.ledger(head.messageId), ...fieldsOf(head, deliveries));
    },
    async createOnce(head, deliveries, rememberSeconds) {
      const { messageId } = head;
      const fields = deliveries.length > 0 ? fieldsOf(head, deliveries) : [];
      const committed = await script["commit-once-2"](
        [keys.ledger(messageId), keys.messageMark(messageId)],
        [rememberSeconds, ...fields],
      );
      if (committed !== 1) throw new ClaimLost("another submission of the message went ahead");
    },
    async settleClaim(messageId, rememberSeconds) {
      return (await script["settle-claim-1"]([keys.messageMark(messageId)], [rememberSeconds])) === 1;
    },
    async remove(messageId) {
      const touched = [keys.ledger(messageId), keys.body(messageId), keys.messageMark(messageId)];
      return (await script["remove-3"](touched, [])) === 1;
    },
    async read(deliveryId) {
      const n = indexOf(deliveryId);
      const [head, delivery, state] = await redis.hmget(keys.ledger(messageIdOf(deliveryId)), "head", `d${n}`, `s${n}`);
      if (!head || !delivery || !state) return undefined;
      return { head: JSON.parse(head) as MessageHead, ...decode(deliveryId, delivery, state) };
    },
    async readMessage(messageId) {
      const all = await redis.hgetall(keys.ledger(messageId));
      if (!all["head"]) return undefined;
      const deliveries: LedgerDelivery[] = [];
      for (let n = 0; all[`d${n}`] && all[`s${n}`]; n++)
        deliveries.push(decode(`${messageId}.${n}`, all[`d${n}`]!, all[`s${n}`]!).delivery);
      return { head: JSON.parse(all["head"]) as MessageHead, deliveries };
    },
    async markDot(deliveryId, token) {
      return (await script["mark-dot-1"]([keys.ledger(messageIdOf(deliveryId))], [indexOf(deliveryId), token])) === 1;
    },
    async unmarkDot(deliveryId, token) {
      await script["unmark-dot-1"]([keys.ledger(messageIdOf(deliveryId))], [indexOf(deliveryId), token]);
    },
    async settle(deliveryId, token, state, delivery) {
      const messageId = messageIdOf(deliveryId);
      const stored = delivery ? encode(delivery) : "";
      const code = await script["settle-2"](
        [keys.ledger(messageId), keys.body(messageId)],
        [indexOf(deliveryId), token, state, stored],
      );
      return SETTLED[code as number]!;
    },
    async takeOver(deliveryId, token, raw) {
      const args = [indexOf(deliveryId), raw, token];
      return (await script["take-over-1"]([keys.ledger(messageIdOf(deliveryId))], args)) === 1;
    },
  };
}

function fieldsOf(head: MessageHead, deliveries: readonly LedgerDelivery[]): (string | number)[] {
  const fields: (string | number)[] = ["head", JSON.stringify(head), "open", deliveries.length];
  for (const delivery of deliveries)
    fields.push(`d${indexOf(delivery.deliveryId)}`, encode(delivery), `s${indexOf(delivery.deliveryId)}`, "open");
  return fields;
}

function indexOf(deliveryId: string): string {
  return deliveryId.slice(deliveryId.lastIndexOf(".") + 1);
}

function encode({ domain, lane, recipients, progress }: StoredDelivery): string {
  return JSON.stringify({ domain, lane, recipients, progress });
}

function decode(deliveryId: string, json: string, raw: string): Omit<LedgerEntry, "head"> {
  const [state, token, since] = raw.split(" ") as [DeliveryState, string?, string?];
  const delivery: LedgerDelivery = { deliveryId, state, ...(JSON.parse(json) as StoredDelivery) };
  return token ? { delivery, dot: { token, sinceMs: Number(since), raw } } : { delivery };
}
