import type { LedgerEntry } from "@postlane/ledger";
import {
  chargeOutages,
  type Failure,
  type LaneKey,
  LONGEST_ANSWER_MS,
  messageIdOf,
  planRoute,
  hasNoRoute,
  type Progress,
  routeOf,
  ruleFor,
} from "@postlane/mail";
import type { Claim } from "@postlane/queue";
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
  /** The delivery has ended, or is held: nothing to do here. */
  | { readonly kind: "ended" }
  | { readonly kind: "elsewhere"; readonly lane: LaneKey }
  /** Another worker, alive, waits for the answer to its final dot. */
  | { readonly kind: "answering" }
  /** A worker died between the final dot and the answer. */
  | { readonly kind: "uncertain"; readonly entry: LedgerEntry; readonly progress: Progress; readonly mark: string }
  /** Not to be tried here any more: attempts used up, too old, or the way is closed. */
  | { readonly kind: "move-on"; readonly entry: LedgerEntry; readonly progress: Progress; readonly failure: Failure }
  /** The rules leave no way at present; that is for the operator to mend and no reason to bounce. */
  | { readonly kind: "no-way"; readonly entry: LedgerEntry; readonly progress: Progress };

/** Asks the ledger, before every send; a small body comes in the same round trip. */
export async function prepareDelivery(deps: SessionDeps, session: Session, claim: Claim): Promise<Prepared> {
  const [entry, inline] = await Promise.all([
    deps.ledger.read(claim.deliveryId),
    deps.spool.getInline(`redis:${messageIdOf(claim.deliveryId)}`),
  ]);
  if (!entry) return { kind: "unknown" };
  const { delivery } = entry;
  if (delivery.state === "delivered" || delivery.state === "failed" || delivery.state === "held")
    return { kind: "ended" };
  if (delivery.lane !== session.lane) return { kind: "elsewhere", lane: delivery.lane };
  const progress = chargeOutages(delivery.progress, session.lane, session.outages);
  if (entry.dot) {
    // After so long it is no longer waited for, even if its worker lives.
    const recent = deps.now() - entry.dot.sinceMs < LONGEST_ANSWER_MS;
    if (recent && (await deps.roll.isAlive(entry.dot.token))) return { kind: "answering" };
    return { kind: "uncertain", entry, progress, mark: entry.dot.raw };
  }
  return closedWay(deps, session, entry, progress) ?? { kind: "send", entry, progress, inline };
}

/** Whether the delivery has to leave this lane without being tried: the rule or the relays changed, or outages used its attempts up. */
function closedWay(deps: SessionDeps, session: Session, entry: LedgerEntry, progress: Progress): Prepared | undefined {
  const { delivery, head } = entry;
  const rule = ruleFor(delivery.domain, deps.settings().domainRules);
  const expired = deps.now() >= head.receivedAtMs + rule.expireAfterSeconds * 1000;
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
