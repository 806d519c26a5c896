import type {
  DeliveryState,
  Hold,
  LaneKey,
  LedgerDelivery,
  MessageHead,
  Progress,
  Recipient,
  ReportsDue,
  Wish,
} from "@postlane/mail";
import { messageIdOf } from "@postlane/mail";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";

/** What one delivery of a ledger says, with the message it belongs to. */
export interface LedgerEntry {
  readonly head: MessageHead;
  readonly delivery: LedgerDelivery;
  /** Set in state `dot`: whose mark it is and since when. */
  readonly dot?: { readonly token: string; readonly sinceMs: number; readonly raw: string };
  /** Its wish is coming true: state `held` for now, and whoever meets it may go on with that. */
  readonly wishTaken?: boolean;
}

export type SettleResult = "written" | "finished" | "gone" | "taken";

/** What became of a wish: `withdrawn`: it took an earlier one back; `busy`: an earlier one is coming true; `misfit`: not for this state. */
export type WishAnswer = "noted" | "withdrawn" | "ended" | "busy" | "misfit";

/** The truth about each message: one Redis hash, `head`, `open`, and for delivery n `d<n>` (what), `s<n>` (state), `w<n>` (wish), `h<n>` (why held). */
export interface LedgerStore {
  /** The commit point of a message. Issued synchronously, so it keeps its place among the commands of this turn. */
  create(head: MessageHead, deliveries: readonly LedgerDelivery[]): Promise<void>;
  /**
   * `create` for a message that is handed in again and again until it is there: it is made once, even when it is finished and gone by the
   * time of the next try (as long as that comes within three hours).
   */
  createOnce(head: MessageHead, deliveries: readonly LedgerDelivery[]): Promise<void>;
  /**
   * `create` for a message whose submission may be repeated; without deliveries only the mark is made.
   * @throws ClaimLost when another one was told by `settleClaim` that it never will be
   */
  createClaimed(head: MessageHead, deliveries: readonly LedgerDelivery[], rememberSeconds: number): Promise<void>;
  /** Whether a message of `createClaimed` was committed. If so it cannot be taken back any more, if not it cannot be committed any more. */
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
    hold?: Hold,
  ): Promise<SettleResult>;
  /** Takes the mark of a claim that is no more, so that policy can decide about the delivery. @param raw the mark as it was read. @returns false when it is another one by now */
  takeOver(deliveryId: string, token: string, raw: string): Promise<boolean>;
  /** Notes what somebody wants of a delivery. @param forState open includes `dot`: the wish waits for the end of the attempt */
  wish(deliveryId: string, wish: Wish, forState: "open" | "held" | "any"): Promise<WishAnswer>;
  /** Begins to make a wish come true. @returns false when it is another one by now, or the final dot may have been sent */
  takeWish(deliveryId: string, wishId: string): Promise<boolean>;
  /** @returns undefined when the wish was not being fulfilled any more; `finished`: it was the message's last delivery */
  fulfilWish(deliveryId: string, wishId: string, outcome: WishOutcome): Promise<"written" | "finished" | undefined>;
  /** Forgets a wish that cannot come true. */
  dropWish(deliveryId: string, wishId: string): Promise<void>;
  /** The wish that came true last; known for half a minute, also when the message has gone with it. */
  fulfilled(deliveryId: string): Promise<string | undefined>;
}

export interface WishOutcome {
  readonly state: Exclude<DeliveryState, "dot">;
  /** What it looks like now; absent = unchanged. */
  readonly delivery?: StoredDelivery;
  readonly hold?: Hold;
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
  /** Stands until the delivery is settled without. The reports of another claim are not overwritten by these: `taken`. */
  readonly reports?: ReportsDue;
}

/** How long it is remembered that a message was made once. */
const MADE_MS = 3 * 3_600_000;
const WISHED: Record<number, WishAnswer> = { 0: "noted", 1: "withdrawn", [-1]: "ended", [-2]: "busy", [-3]: "misfit" };
const FULFILLED_SECONDS = 30;
const SETTLED: Record<number, SettleResult> = { 0: "written", 1: "finished", [-1]: "gone", [-2]: "taken" };

export function createLedgerStore(redis: RedisClient): LedgerStore {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), [
    "create-claimed-2",
    "create-once-3",
    "mark-dot-1",
    "remove-3",
    "settle-claim-1",
    "settle-2",
    "take-over-1",
    "unmark-dot-1",
    "wish-1",
    "take-wish-1",
    "fulfil-wish-3",
    "drop-wish-1",
  ]);
  return {
    async create(head, deliveries) {
      await redis.hset(keys.ledger(head.messageId), ...fieldsOf(head, deliveries));
    },
    async createOnce(head, deliveries) {
      const { messageId } = head;
      await script["create-once-3"](
        [keys.ledger(messageId), keys.body(messageId), keys.made(messageId)],
        [MADE_MS, ...fieldsOf(head, deliveries)],
      );
    },
    async createClaimed(head, deliveries, rememberSeconds) {
      const { messageId } = head;
      const fields = deliveries.length > 0 ? fieldsOf(head, deliveries) : [];
      const committed = await script["create-claimed-2"](
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
      const fields = ["head", `d${n}`, `s${n}`, `w${n}`];
      const [head, delivery, state, wish] = await redis.hmget(keys.ledger(messageIdOf(deliveryId)), ...fields);
      if (!head || !delivery || !state) return undefined;
      return { head: JSON.parse(head) as MessageHead, ...decode(deliveryId, delivery, state, wish) };
    },
    async readMessage(messageId) {
      const all = await redis.hgetall(keys.ledger(messageId));
      if (!all["head"]) return undefined;
      const deliveries: LedgerDelivery[] = [];
      for (let n = 0; all[`d${n}`] && all[`s${n}`]; n++)
        deliveries.push(decode(`${messageId}.${n}`, all[`d${n}`]!, all[`s${n}`]!, all[`w${n}`], all[`h${n}`]).delivery);
      return { head: JSON.parse(all["head"]) as MessageHead, deliveries };
    },
    async markDot(deliveryId, token) {
      return (await script["mark-dot-1"]([keys.ledger(messageIdOf(deliveryId))], [indexOf(deliveryId), token])) === 1;
    },
    async unmarkDot(deliveryId, token) {
      await script["unmark-dot-1"]([keys.ledger(messageIdOf(deliveryId))], [indexOf(deliveryId), token]);
    },
    async settle(deliveryId, token, state, delivery, hold) {
      const messageId = messageIdOf(deliveryId);
      const stored = delivery ? encode(delivery) : "";
      const code = await script["settle-2"](
        [keys.ledger(messageId), keys.body(messageId)],
        [indexOf(deliveryId), token, state, stored, hold ? JSON.stringify(hold) : ""],
      );
      return SETTLED[code as number]!;
    },
    async takeOver(deliveryId, token, raw) {
      const args = [indexOf(deliveryId), raw, token];
      return (await script["take-over-1"]([keys.ledger(messageIdOf(deliveryId))], args)) === 1;
    },
    async wish(deliveryId, wish, forState) {
      const text = `${wish.id} ${JSON.stringify(wish)}`;
      const args = [indexOf(deliveryId), text, forState, wish.action === "release" ? 1 : 0];
      return WISHED[(await script["wish-1"]([keys.ledger(messageIdOf(deliveryId))], args)) as number]!;
    },
    async takeWish(deliveryId, wishId) {
      const args = [indexOf(deliveryId), wishId];
      return (await script["take-wish-1"]([keys.ledger(messageIdOf(deliveryId))], args)) === 1;
    },
    async fulfilWish(deliveryId, wishId, { state, delivery, hold }) {
      const messageId = messageIdOf(deliveryId);
      const names = [keys.ledger(messageId), keys.body(messageId), keys.wishFulfilled(messageId, indexOf(deliveryId))];
      const texts = [delivery ? encode(delivery) : "", hold ? JSON.stringify(hold) : ""];
      const args = [indexOf(deliveryId), wishId, state, ...texts, FULFILLED_SECONDS];
      const code = (await script["fulfil-wish-3"](names, args)) as number;
      return code < 0 ? undefined : code === 1 ? "finished" : "written";
    },
    async dropWish(deliveryId, wishId) {
      await script["drop-wish-1"]([keys.ledger(messageIdOf(deliveryId))], [indexOf(deliveryId), wishId]);
    },
    async fulfilled(deliveryId) {
      return (await redis.get(keys.wishFulfilled(messageIdOf(deliveryId), indexOf(deliveryId)))) ?? undefined;
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

function encode({ domain, lane, recipients, progress, reports }: StoredDelivery): string {
  return JSON.stringify({ domain, lane, recipients, progress, reports });
}

function decode(
  deliveryId: string,
  json: string,
  raw: string,
  wish: string | null | undefined,
  hold?: string,
): Omit<LedgerEntry, "head"> {
  const [state, token, since] = raw.split(" ") as [DeliveryState, string?, string?];
  const delivery: LedgerDelivery = {
    deliveryId,
    state,
    ...(JSON.parse(json) as StoredDelivery),
    ...(wish ? { wish: JSON.parse(wish.slice(wish.indexOf(" ") + 1)) as Wish } : {}),
    ...(hold ? { hold: JSON.parse(hold) as Hold } : {}),
  };
  if (!token) return { delivery };
  return state === "dot" ? { delivery, dot: { token, sinceMs: Number(since), raw } } : { delivery, wishTaken: true };
}
