import type { LedgerEntry } from "@postlane/ledger";
import type { Progress, TranscriptEntry } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import type { Connection, TransactionResult } from "@postlane/smtp-client";
import { beginBurstTurn, endBurstTurn, noteLaunch, takeBurstTurn } from "./burst-turn.ts";
import { claimNext } from "./leave-lane.ts";
import { type Body, closeBody, openBody } from "./open-body.ts";
import type { Hop } from "./open-hop.ts";
import { domainSuspension, type Prepared, prepareDelivery } from "./prepare-delivery.ts";
import { reportServed } from "./report-reached.ts";
import { type Session, stopSession } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";
import { settleAttempt } from "./settle-attempt.ts";
import { settleUnsendable } from "./settle-unsendable.ts";
import { transact } from "./transact.ts";
import { waitForMail } from "./wait-for-mail.ts";

/** A session ends after this long so that lanes take turns when a worker is full. */
const LONGEST_SESSION_MS = 60_000;
/** A server that took longer than this for the last message gets no next one ahead: it would wait behind a slow answer. */
const QUICK_MS = 1_000;

/** A delivery whose transaction is under way, or stands next on the connection. */
interface Launched {
  readonly claim: Claim;
  readonly entry: LedgerEntry;
  readonly progress: Progress;
  /** Not the first message on its connection. */
  readonly reused: boolean;
  readonly startedAt: number;
  readonly result: Promise<TransactionResult>;
}

/** What was made of a claimed delivery: launched, settled without being sent (and the claim that came with it), or left for later. */
type Launch =
  | { readonly kind: "launched"; readonly launched: Launched }
  | { readonly kind: "settled"; readonly next: Claim | undefined }
  | { readonly kind: "left" };

/** What stands ready behind the present delivery: its transaction already, or only a claim. */
interface Ahead {
  readonly launched?: Launched;
  readonly spare?: Claim;
}

/**
 * Sends one delivery after another over an open connection. While a deep lane is quick, the next transaction stands ready
 * behind the present one, so that its MAIL, RCPT and DATA go out with the final dot: one round trip a message (RFC 2920).
 * @returns a delivery that this host turned out not to take, for the next host to try; undefined when the session is over
 */
export async function sendDeliveries(
  deps: SessionDeps,
  session: Session,
  connection: Connection,
  first: Claim,
  hop: Hop,
): Promise<Claim | undefined> {
  let spare: Claim | undefined = first;
  let current: Launched | undefined;
  let deep = false;
  let lastEnd = 0;
  for (;;) {
    if (!current) {
      spare ??= await waitForMail(deps, session);
      if (!spare) return undefined;
      const launch = await launchNow(deps, session, connection, spare);
      if (launch.kind === "left") return undefined;
      spare = launch.kind === "settled" ? launch.next : undefined;
      if (launch.kind === "settled") continue;
      current = launch.launched;
    }
    const [result, ahead]: [TransactionResult, Ahead] = await Promise.all([
      current.result,
      deep ? launchAhead(deps, session, connection, spare) : { spare },
    ]);
    const failedSite = result.failure?.scope === "site" && !result.dotSent;
    if (result.status === "aborted" || (failedSite && current.reused)) {
      // Nothing was refused and nothing was taken: what is in hand goes back unharmed, for a fresh connection.
      await endBurstTurn(deps, session, current.claim.deliveryId, result.begun);
      await endAhead(deps, session, ahead);
      return undefined;
    }
    const opening = current.reused ? [reuseEntry(connection, result)] : hop.transcript.splice(0);
    const transcript = [...opening, ...result.transcript];
    if (failedSite) {
      await endBurstTurn(deps, session, current.claim.deliveryId, result.begun);
      hop.transcript.push(...transcript);
      hop.gaveUp(result.failure);
      connection.destroy();
      await endAhead(deps, session, ahead);
      return current.claim;
    }
    const { claim, entry, progress, startedAt } = current;
    const fetchNext = ahead.spare === undefined && mayGoOn(session);
    const next = await settleAttempt(deps, session, claim, entry, progress, result, transcript, fetchNext);
    await reportServed(deps, session);
    const end = performance.now();
    deps.speeds.observe(session.lane, end - Math.max(startedAt, lastEnd));
    lastEnd = end;
    deep = (next !== undefined || ahead.spare !== undefined) && end - startedAt < QUICK_MS;
    current = ahead.launched;
    spare = ahead.spare ?? next;
  }
}

/** What stood behind a transaction that took its connection along. */
async function endAhead(deps: SessionDeps, session: Session, { launched }: Ahead): Promise<void> {
  if (launched) await endBurstTurn(deps, session, launched.claim.deliveryId, (await launched.result).begun);
}

/** Waits for its turn in the burst, asks the ledger, starts the transaction. */
async function launchNow(deps: SessionDeps, session: Session, connection: Connection, claim: Claim): Promise<Launch> {
  if (!mayGoOn(session) || !(await takeBurstTurn(deps, session, claim))) return { kind: "left" };
  const ready = await makeReady(deps, session, claim);
  if (ready.kind !== "ready") {
    await endBurstTurn(deps, session, claim.deliveryId, false);
    return { kind: "settled", next: await settleUnsendable(deps, session, claim, ready, mayGoOn(session)) };
  }
  if (mayStart(deps, session, ready))
    return { kind: "launched", launched: start(deps, session, connection, claim, ready) };
  closeBody(ready.body);
  return { kind: "left" };
}

/**
 * Puts the next transaction behind the present one when nothing speaks against it; else the claim stays spare. Never rejects: the
 * answer to the present one must not be lost.
 */
async function launchAhead(
  deps: SessionDeps,
  session: Session,
  connection: Connection,
  spare: Claim | undefined,
): Promise<Ahead> {
  if (!connection.capabilities.pipelining || !mayGoOn(session)) return { spare };
  const claim = spare ?? (await claimNext(deps, session));
  if (!claim) return {};
  try {
    if (!(await beginBurstTurn(deps, session, claim))) return { spare: claim };
    const ready = await makeReady(deps, session, claim);
    if (ready.kind === "ready") {
      if (mayGoOn(session) && mayStart(deps, session, ready))
        return { launched: start(deps, session, connection, claim, ready) };
      closeBody(ready.body);
    }
    await endBurstTurn(deps, session, claim.deliveryId, false);
  } catch (error) {
    deps.log.warn({ err: error, lane: session.lane }, "the next delivery could not be made ready ahead");
  }
  return { spare: claim };
}

type Ready =
  | { readonly kind: "ready"; readonly entry: LedgerEntry; readonly progress: Progress; readonly body: Body }
  | Exclude<Prepared, { kind: "send" }>;

async function makeReady(deps: SessionDeps, session: Session, claim: Claim): Promise<Ready> {
  const prepared = await prepareDelivery(deps, session, claim);
  if (prepared.kind !== "send") return prepared;
  const { entry, progress, inline } = prepared;
  const body = await openBody(deps, entry, inline);
  return body ? { kind: "ready", entry, progress, body } : { kind: "no-body" };
}

function start(
  deps: SessionDeps,
  session: Session,
  connection: Connection,
  claim: Claim,
  { entry, progress, body }: Extract<Ready, { kind: "ready" }>,
): Launched {
  const reused = session.launched > 0;
  session.launched++;
  noteLaunch(session, claim);
  const result = transact(deps, session, connection, claim, entry, body);
  return { claim, entry, progress, reused, startedAt: performance.now(), result };
}

/** The last look in the turn in which a transaction begins: what is suspended from now on is not begun. */
function mayStart(deps: SessionDeps, session: Session, { entry }: { readonly entry: LedgerEntry }): boolean {
  return session.stop === undefined && !domainSuspension(deps, session, entry.delivery.domain);
}

function mayGoOn(session: Session): boolean {
  if (performance.now() - session.startedAtMs > LONGEST_SESSION_MS) stopSession(session, "long enough");
  return session.stop === undefined && session.connection?.usable === true;
}

function reuseEntry({ target, transactions }: Connection, { transcript }: TransactionResult): TranscriptEntry {
  return {
    step: "connect",
    command: `keep ${target.address}:${target.port}`,
    detail: `connection to ${target.host} kept open, ${transactions} transactions on it so far`,
    startedAtMs: transcript[0]?.startedAtMs ?? 0,
    durationMs: 0,
  };
}
