import type { LedgerEntry, LedgerStore } from "@postlane/ledger";
import { type LaneKey, messageIdOf, type Wish } from "@postlane/mail";
import { type Afterwards, createAfterwards } from "./afterwards.ts";
import { carryOutWish } from "./carry-out-wish.ts";
import type { ActionResult, ControlDeps, Order } from "./types.ts";
import { whyNot } from "./wish-fits.ts";

/**
 * Does to deliveries what people want. A wish goes into the ledger first; only then is the lane asked whether a session has the delivery
 * in hand. A session claims first and reads the ledger then. So one of the two always sees the other: an attempt that has begun is never
 * torn, and none begins against a wish.
 */
export interface Control {
  /** Carries an order out on some deliveries (a hundred or so at a time). Safe to repeat. @returns in the order of the ids */
  act(deliveryIds: readonly string[], order: Order): Promise<readonly ActionResult[]>;
  /** What `act` would say now; changes nothing. */
  foresee(deliveryIds: readonly string[], order: Order): Promise<readonly ActionResult[]>;
  /** Makes what is wished of a delivery come true, if it can now. @param claimed the caller has it in hand and is not sending it */
  fulfil(deliveryId: string, claimed: boolean): Promise<void>;
  /**
   * To be called when a delivery that has not ended was taken out of a lane: had somebody wanted it there again at the same moment, it found the
   * delivery still there and added nothing. Puts it back if that is so.
   */
  left(deliveryId: string, lane: LaneKey): Promise<void>;
}

/** Rounds of asking anew because somebody else was quicker. */
const MOST_ROUNDS = 8;

const FOR_STATE = {
  cancel: "any",
  hold: "open",
  move: "open",
  release: "held",
  assume_delivered: "held",
} as const;

export function createControl(deps: ControlDeps): Control {
  const { ledger, lanes, contents } = deps;

  async function act(deliveryId: string, order: Order, afterwards: Afterwards): Promise<ActionResult> {
    if (order.action.kind === "retry") return retry(deliveryId, afterwards);
    const wish = wishOf(order, deps.reporter.newMessageId);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const entry = await readWithHold(ledger, deliveryId);
      const early = entry && !entry.wishTaken && entry.delivery.state !== "dot" && whyNot(deps, entry.delivery, wish);
      // An open delivery can be released from an earlier wish.
      if (early && wish.action !== "release") return not(deliveryId, early);
      const answer = await ledger.wish(deliveryId, wish, FOR_STATE[wish.action]);
      if (answer === "withdrawn") return { deliveryId, result: "done", detail: "what was wished of it is withdrawn" };
      if (answer === "noted") return await outcomeOf(deliveryId, wish, afterwards);
      if (answer === "ended") return (await wasOurs(deliveryId, wish)) ?? not(deliveryId, ENDED);
      if (answer === "misfit")
        return (await wasOurs(deliveryId, wish)) ?? not(deliveryId, early || "its state is another one by now");
      await fulfil(deliveryId, false, afterwards);
    }
    return not(deliveryId, BUSY);
  }

  async function outcomeOf(deliveryId: string, wish: Wish, afterwards: Afterwards): Promise<ActionResult> {
    const became = await fulfil(deliveryId, false, afterwards);
    if (became.kind === "waits" && became.wishId === wish.id) return { deliveryId, result: "after_this_attempt" };
    if (became.kind === "void" && became.wishId === wish.id) return not(deliveryId, became.why);
    return (await wasOurs(deliveryId, wish)) ?? not(deliveryId, OVERTAKEN);
  }

  /** Whoever made the wish come true: the answer is the same. */
  async function wasOurs(deliveryId: string, wish: Wish): Promise<ActionResult | undefined> {
    return (await ledger.fulfilled(deliveryId)) === wish.id ? { deliveryId, result: "done" } : undefined;
  }

  async function fulfil(deliveryId: string, claimed: boolean, afterwards: Afterwards): Promise<Fulfilled> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const entry = await readWithHold(ledger, deliveryId);
      const wish = entry?.delivery.wish;
      if (!entry || !wish) return { kind: "none" };
      const { delivery, wishTaken } = entry;
      if (wishTaken) {
        if (await carryOutWish(deps, entry, wish, afterwards)) return { kind: "done" };
        continue;
      }
      // What an attempt brought is being reported: its end may make the wish void.
      if (delivery.state === "dot" || delivery.reports) return { kind: "waits", wishId: wish.id };
      const why = whyNot(deps, delivery, wish);
      if (why !== undefined) {
        await ledger.dropWish(deliveryId, wish.id);
        return { kind: "void", wishId: wish.id, why };
      }
      const inHand = delivery.state === "open" && !claimed && (await contents.isClaimed(deliveryId, delivery.lane));
      if (inHand) return { kind: "waits", wishId: wish.id };
      // Then it is read once more: from here on nobody changes it.
      await ledger.takeWish(deliveryId, wish.id);
    }
    return { kind: "none" };
  }

  /** Makes it due, no more: its lane still keeps its pace, its pauses and its connections. */
  async function retry(deliveryId: string, afterwards: Afterwards): Promise<ActionResult> {
    const entry = await ledger.read(deliveryId);
    if (!entry) return not(deliveryId, ENDED);
    const { state, lane } = entry.delivery;
    if (state === "delivered" || state === "failed") return not(deliveryId, ENDED);
    if (state === "held") return not(deliveryId, "it is held: release it");
    if (state === "dot" || (await contents.isClaimed(deliveryId, lane)))
      return { deliveryId, result: "done", detail: "an attempt is under way" };
    if (!(await lanes.makeDue(deliveryId, lane))) await lanes.enqueue(deliveryId, lane);
    afterwards.call(lane);
    return { deliveryId, result: "done" };
  }

  async function foresee(deliveryId: string, order: Order): Promise<ActionResult> {
    const entry = await readWithHold(ledger, deliveryId);
    if (!entry || entry.delivery.state === "delivered" || entry.delivery.state === "failed")
      return not(deliveryId, ENDED);
    const { state, lane } = entry.delivery;
    if (order.action.kind === "retry")
      return state === "held" ? not(deliveryId, "it is held: release it") : { deliveryId, result: "done" };
    const why = whyNot(deps, entry.delivery, wishOf(order, deps.reporter.newMessageId));
    if (why !== undefined) return not(deliveryId, why);
    const inHand = state === "dot" || (state === "open" && (await contents.isClaimed(deliveryId, lane)));
    return { deliveryId, result: inHand ? "after_this_attempt" : "done" };
  }

  async function left(deliveryId: string, lane: LaneKey, afterwards: Afterwards): Promise<void> {
    let entry = await ledger.read(deliveryId);
    if (entry?.delivery.wish) {
      await fulfil(deliveryId, false, afterwards);
      entry = await ledger.read(deliveryId);
    }
    if (entry?.delivery.state !== "open" || entry.delivery.lane !== lane) return;
    await lanes.enqueue(deliveryId, lane);
    afterwards.call(lane);
  }

  /** Taking out may lead to putting back, which takes out nothing: two rounds are the most there are but for a rush of orders. */
  async function runAll(first: Afterwards): Promise<void> {
    const next = createAfterwards(deps);
    let more = false;
    await first.run(async (deliveryId, lane) => {
      more = true;
      await left(deliveryId, lane, next);
    });
    if (more) await runAll(next);
  }

  return {
    async act(deliveryIds, order) {
      const afterwards = createAfterwards(deps);
      try {
        return await Promise.all(deliveryIds.map((deliveryId) => act(deliveryId, order, afterwards)));
      } finally {
        await runAll(afterwards);
      }
    },
    foresee: (deliveryIds, order) => Promise.all(deliveryIds.map((deliveryId) => foresee(deliveryId, order))),
    async fulfil(deliveryId, claimed) {
      const afterwards = createAfterwards(deps);
      await fulfil(deliveryId, claimed, afterwards);
      await runAll(afterwards);
    },
    async left(deliveryId, lane) {
      const afterwards = createAfterwards(deps);
      await left(deliveryId, lane, afterwards);
      await runAll(afterwards);
    },
  };
}

type Fulfilled =
  | { readonly kind: "done" | "none" }
  | { readonly kind: "waits"; readonly wishId: string }
  | { readonly kind: "void"; readonly wishId: string; readonly why: string };

const ENDED = "it has ended already";
const OVERTAKEN = "it ended, or another order overtook this one";
const BUSY = "other orders for it come and go: try again";

/** Why it is held is asked only where it matters. */
async function readWithHold(ledger: LedgerStore, deliveryId: string): Promise<LedgerEntry | undefined> {
  const entry = await ledger.read(deliveryId);
  if (entry?.delivery.state !== "held") return entry;
  const message = await ledger.readMessage(messageIdOf(deliveryId));
  const hold = message?.deliveries.find((one) => one.deliveryId === deliveryId)?.hold;
  return hold ? { ...entry, delivery: { ...entry.delivery, hold } } : entry;
}

function wishOf({ id, action, by, reason, atMs }: Order, newReportId: () => string): Wish {
  if (action.kind === "retry") throw new Error("a retry is no wish");
  const common = { id, action: action.kind, by, reason, atMs };
  if (action.kind === "cancel" && action.silently !== true) return { ...common, reportId: newReportId() };
  return action.kind === "move" ? { ...common, relayId: action.relayId } : common;
}

function not(deliveryId: string, detail: string): ActionResult {
  return { deliveryId, result: "not_possible", detail };
}
