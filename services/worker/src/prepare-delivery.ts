import type { LedgerEntry } from "@postlane/ledger";
import {
  chargeOutages,
  expiryOf,
  type Failure,
  type LaneKey,
  LONGEST_ANSWER_MS,
  messageIdOf,
  planRoute,
  hasNoRoute,
  type Progress,
  routeOf,
  ruleFor,
  type Suspension,
} from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import type { Suppression } from "@postlane/suppressions";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** A claimed delivery, ready to be sent, or the reason why it is not. */
export type Prepared =
  | {
      readonly kind: "send";
      readonly entry: LedgerEntry;
      readonly progress: Progress;
      readonly inline: Buffer | undefined;
    }
  /** The body cannot be read now. */
  | { readonly kind: "no-body" }
  /** No ledger: never acknowledged, or finished. */
  | { readonly kind: "unknown" }
  /** The delivery has ended: nothing to do here. */
  | { readonly kind: "ended" }
  /** It waits for a person's word, beside the lane. */
  | { readonly kind: "held" }
  | { readonly kind: "elsewhere"; readonly lane: LaneKey }
  /** An attempt ended here; its reports have to be made before anything else. */
  | { readonly kind: "reporting"; readonly entry: LedgerEntry }
  /** Another worker, alive, waits for the answer to its final dot; or orders for it come and go. */
  | { readonly kind: "answering" }
  /** A worker died between the final dot and the answer. */
  | { readonly kind: "uncertain"; readonly entry: LedgerEntry; readonly progress: Progress; readonly mark: string }
  /** Its domain is suspended, the lane it lies in is not. */
  | { readonly kind: "suspended"; readonly domain: string; readonly suspension: Suspension }
  /** Not to be tried here any more: attempts used up, too old, or the way is closed. */
  | { readonly kind: "move-on"; readonly entry: LedgerEntry; readonly progress: Progress; readonly failure: Failure }
  /** Recipients have come on the suppression list since it was accepted. */
  | {
      readonly kind: "suppressed";
      readonly entry: LedgerEntry;
      readonly progress: Progress;
      readonly suppressed: ReadonlyMap<string, Suppression>;
    }
  /** The rules leave no way at present; that is for the operator to mend and no reason to bounce. */
  | { readonly kind: "no-way"; readonly entry: LedgerEntry; readonly progress: Progress };

/** Asks the ledger, before every send; a small body comes in the same round trip. */
export async function prepareDelivery(deps: SessionDeps, session: Session, claim: Claim): Promise<Prepared> {
  const [asked, inline] = await Promise.all([
    deps.ledger.read(claim.deliveryId),
    deps.spool.getInline(`redis:${messageIdOf(claim.deliveryId)}`),
  ]);
  const entry = asked?.delivery.wish && !asked.delivery.reports ? await withoutWish(deps, claim, asked) : asked;
  if (!entry) return { kind: "unknown" };
  const { delivery } = entry;
  if (delivery.state === "delivered" || delivery.state === "failed") return { kind: "ended" };
  if (delivery.state === "held") return { kind: "held" };
  // So many orders for it that none came to an end: nothing is begun against any of them.
  if (delivery.wish && !entry.dot && !delivery.reports) return { kind: "answering" };
  if (delivery.lane !== session.lane) return { kind: "elsewhere", lane: delivery.lane };
  if (delivery.reports) return { kind: "reporting", entry };
  const progress = chargeOutages(delivery.progress, session.lane, session.outages);
  if (entry.dot) {
    // After so long it is no longer waited for, even if its worker lives.
    const recent = deps.now() - entry.dot.sinceMs < LONGEST_ANSWER_MS;
    if (recent && (await deps.roll.isAlive(entry.dot.token))) return { kind: "answering" };
    return { kind: "uncertain", entry, progress, mark: entry.dot.raw };
  }
  const suspension = domainSuspension(deps, session, delivery.domain);
  if (suspension) return { kind: "suspended", domain: delivery.domain, suspension };
  const closed = closedWay(deps, session, entry, progress);
  if (closed) return closed;
  // At its first attempt the delivery comes from intake, which asked.
  if (progress.attempts > 0) {
    const suppressed = await deps.suppressions.find(delivery.recipients.map(({ address }) => address));
    if (suppressed.size > 0) return { kind: "suppressed", entry, progress, suppressed };
  }
  return { kind: "send", entry, progress, inline };
}

/** What is wished of a delivery comes true before it is sent, never against an attempt: this is where one would begin. */
async function withoutWish(deps: SessionDeps, claim: Claim, asked: LedgerEntry): Promise<LedgerEntry | undefined> {
  if (asked.dot) return asked;
  await deps.control.fulfil(claim.deliveryId, true);
  return deps.ledger.read(claim.deliveryId);
}

/** What stops the deliveries to one domain only. A lane that rests as a whole stops its sessions, and its deliveries stay as they are. */
export function domainSuspension(deps: SessionDeps, { lane }: Session, domain: string): Suspension | undefined {
  return deps.suspensions.of(lane) ? undefined : deps.suspensions.of(lane, domain);
}

/** Whether the delivery has to leave this lane without being tried: the rule or the relays changed, or outages used its attempts up. */
function closedWay(deps: SessionDeps, session: Session, entry: LedgerEntry, progress: Progress): Prepared | undefined {
  const { delivery, head } = entry;
  const rule = ruleFor(delivery.domain, deps.settings().domainRules);
  const expired = deps.now() >= expiryOf(head.receivedAtMs, progress, rule);
  if (expired) return { kind: "move-on", entry, progress, failure: closed("4.4.7", "the delivery time is used up") };
  const route = routeOf(delivery.lane);
  const used = route.kind === "direct" ? progress.directAttempts : progress.relayAttempts;
  const allowed = route.kind === "direct" ? rule.directAttempts : rule.relayAttempts;
  if (session.target.available && used < allowed) return undefined;
  const relays = deps.relayChoices();
  if (hasNoRoute(rule, relays)) return { kind: "no-way", entry, progress };
  const planned = planRoute(delivery.domain, progress, rule, relays);
  if (planned && planned.route.kind === "relay" && planned.route.relayId === session.target.relayId) return undefined;
  // Attempts are left, but no relay is there to make them: also for the operator to mend.
  if (!planned && route.kind === "relay" && used < allowed) return { kind: "no-way", entry, progress };
  const why = session.target.available
    ? `its ${route.kind} attempts are used up (${used} of ${allowed})`
    : `relay ${session.target.relayId} is switched off or gone`;
  return { kind: "move-on", entry, progress, failure: closed("4.4.0", why) };
}

function closed(enhancedCode: string, detail: string): Failure {
  return { scope: "message", step: "connect", enhancedCode, detail };
}
