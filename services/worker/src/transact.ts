import type { LedgerEntry } from "@postlane/ledger";
import { holds, type Claim } from "@postlane/queue";
import type { Connection, TransactionRequest, TransactionResult } from "@postlane/smtp-client";
import { type Body, closeBody } from "./open-body.ts";
import { persist } from "./persist.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

const NON_ASCII = /[\u0080-\uffff]/;

/**
 * One transaction for one delivery. The mark is written while DATA is under way; the last word is the local clock's.
 * A mark whose dot was not sent is wiped out: as long as it stands, others take this worker to be waiting for an answer.
 */
export async function transact(
  deps: SessionDeps,
  session: Session,
  connection: Connection,
  claim: Claim,
  entry: LedgerEntry,
  body: Body,
): Promise<TransactionResult> {
  let marking: Promise<boolean> | undefined;
  const mark = (): Promise<boolean> => (marking = mayMark(deps, session, claim));
  const result = await connection.transact(requestOf(session, claim, entry, body, mark));
  closeBody(body);
  if (marking && !result.dotSent) {
    await marking;
    // Also when the mark seemed to fail: Redis may have written it before its answer was lost.
    await persist(deps, () => deps.ledger.unmarkDot(claim.deliveryId, claim.token));
  }
  return result;
}

function requestOf(
  session: Session,
  claim: Claim,
  { head, delivery }: LedgerEntry,
  body: Body,
  beforeDot: () => Promise<boolean>,
): TransactionRequest {
  const { envelope } = head;
  const utf8Address =
    NON_ASCII.test(envelope.reversePath) || delivery.recipients.some((r) => NON_ASCII.test(r.address));
  return {
    reversePath: envelope.reversePath,
    recipients: delivery.recipients,
    sizeBytes: head.sizeBytes,
    body: envelope.body ?? (head.eightBit ? "8BITMIME" : undefined),
    needsSmtpUtf8: utf8Address || (envelope.smtpUtf8 === true && head.utf8Headers === true),
    ret: envelope.ret,
    envid: envelope.envid,
    content: Buffer.isBuffer(body) ? body : async () => body as AsyncIterable<Buffer>,
    beforeDot,
    maySendDot: () => maySend(session, claim),
  };
}

async function mayMark(deps: SessionDeps, session: Session, claim: Claim): Promise<boolean> {
  if (!maySend(session, claim)) return false;
  try {
    return await deps.ledger.markDot(claim.deliveryId, claim.token);
  } catch {
    return false;
  }
}

function maySend(session: Session, claim: Claim): boolean {
  const now = performance.now();
  return !session.abort.signal.aborted && holds(claim, now) && now < session.leaseValidUntil;
}
