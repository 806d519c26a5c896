import type { LedgerStore } from "@postlane/ledger";
import {
  type DomainRule,
  hasNoRoute,
  type LedgerDelivery,
  type LogRecord,
  maxConnectionsOf,
  type MessageHead,
  type Recipient,
  type Relay,
  type RelayChoice,
  ruleFor,
} from "@postlane/mail";
import type { Lanes } from "@postlane/queue";
import type { RecordWriter } from "@postlane/records";
import { type Spool, type SpoolPut, SpoolUnavailable } from "@postlane/spool";
import { suppressedRecords, type Suppression, type Suppressions } from "@postlane/suppressions";
import { v7 as uuidv7 } from "uuid";
import { createUndo } from "./create-undo.ts";
import { planDeliveries } from "./plan-deliveries.ts";
import { createRandomPool } from "./random-pool.ts";
import { type Accepted, type Intake, IntakeUnavailable, type Submission } from "./types.ts";

export interface IntakeDeps {
  readonly spool: Spool;
  readonly ledger: LedgerStore;
  readonly lanes: Lanes;
  readonly records: RecordWriter;
  readonly suppressions: Pick<Suppressions, "isEmpty" | "find" | "countHits">;
  readonly rules: () => readonly DomainRule[];
  readonly relays: () => readonly Relay[];
  readonly relayChoices: () => readonly RelayChoice[];
  /** Commands of one turn may reach different servers (Redis Cluster): the commit point must then wait for what goes before it. */
  readonly unordered: boolean;
  readonly now: () => number;
  /** A ticket could not be offered; the sweeper will. */
  readonly onTicketError: (error: Error) => void;
}

type Found = ReadonlyMap<string, Suppression>;
const NONE: Found = new Map();

/**
 * Makes a message durable. Order of writes: body (and envelope, when these are kept), deliveries into their lanes, ledger (the commit point), `received` record,
 * then wake-ups. A worker that meets a delivery without a ledger leaves it alone, so a crash in the middle neither loses
 * nor half-sends.
 */
export function createIntake(deps: IntakeDeps): Intake {
  const { spool, ledger, lanes, records, suppressions } = deps;
  const undo = createUndo({ ledger, spool });
  const randomBytes = createRandomPool();

  async function accept(submission: Submission): Promise<Accepted> {
    const { messageId, envelope } = submission;
    const receivedAtMs = deps.now();
    const looking = submission.suppressed ?? lookUp(envelope.recipients);
    // Nothing is waited for while the list is empty: the writes of this turn share a pipeline.
    const suppressed = looking ? await looking : NONE;
    const open = suppressed.size === 0 ? envelope.recipients : envelope.recipients.filter(isOpen);
    if (open.length === 0) return end(submission, suppressed, receivedAtMs);
    const deliveries = plan(messageId, open, receivedAtMs);
    const { put, stored } = await startBody(submission);
    const head = headOf(submission, put, receivedAtMs);
    try {
      if (spool.envelopes) await spool.envelopes.keep(head, deliveries);
      const queued = deliveries.map((delivery) => lanes.enqueue(delivery.deliveryId, delivery.lane));
      if (deps.unordered) await Promise.all([stored, ...queued]);
      const committed = submission.once ? ledger.createOnce(head, deliveries) : ledger.create(head, deliveries);
      const logged = log(submission, head, deliveries, suppressed);
      if (!deps.unordered) callSessions(deliveries);
      // Redis must have answered every write before 250 is said.
      await Promise.all([stored, ...queued, committed, logged]);
      if (deps.unordered) callSessions(deliveries);
    } catch (error) {
      if (!submission.once) undo(messageId, put.ref);
      throw new IntakeUnavailable("the message could not be made durable", { cause: error });
    }
    return { messageId, sizeBytes: put.sizeBytes, suppressed: suppressed.size };

    function isOpen({ address }: Recipient): boolean {
      return !suppressed.has(address);
    }
  }

  function lookUp(recipients: readonly Recipient[]): Submission["suppressed"] {
    if (suppressions.isEmpty()) return undefined;
    return suppressions.find(recipients.map(({ address }) => address)).catch((error: unknown) => {
      throw new IntakeUnavailable("the suppression list could not be asked", { cause: error });
    });
  }

  /** A message whose recipients are all suppressed ends as it comes: it is recorded, and nothing is kept of it. */
  async function end(submission: Submission, suppressed: Found, receivedAtMs: number): Promise<Accepted> {
    const { messageId, content } = submission;
    const sizeBytes = await measure(content);
    const head = headOf(submission, { ref: "", sizeBytes }, receivedAtMs);
    await log(submission, head, [], suppressed).catch((error: unknown) => {
      throw new IntakeUnavailable("the message could not be recorded", { cause: error });
    });
    return { messageId, sizeBytes, suppressed: suppressed.size };
  }

  async function log(
    submission: Submission,
    head: MessageHead,
    deliveries: readonly LedgerDelivery[],
    suppressed: Found,
  ): Promise<void> {
    const received = records.append(receivedRecord(submission, head, deliveries));
    const { messageId, receivedAtMs: at } = head;
    const { reversePath } = head.envelope;
    const facts = { id: `${messageId}/0`, at, messageId, reversePath, sinceReceivedMs: 0 };
    const ended = suppressedRecords(facts, suppressed).map((record) => records.append(record));
    if (suppressed.size > 0) suppressions.countHits(suppressed.values()).catch(() => {});
    await Promise.all([received, ...ended]);
  }

  /** The rules may have changed since RCPT: the client should ask again, and be told there. */
  function plan(messageId: string, recipients: readonly Recipient[], receivedAtMs: number): readonly LedgerDelivery[] {
    try {
      return planDeliveries(messageId, recipients, deps.rules(), deps.relayChoices(), receivedAtMs);
    } catch (error) {
      throw new IntakeUnavailable("a recipient's domain has no route", { cause: error });
    }
  }

  /** A small body joins the commands of this turn; a large one is on disk before anything else is written. */
  async function startBody({ messageId, content }: Submission): Promise<{ put: SpoolPut; stored: Promise<unknown> }> {
    const inline = content instanceof Uint8Array ? spool.putInline(messageId, content) : undefined;
    if (inline) return inline;
    try {
      return { put: await spool.put(messageId, content), stored: Promise.resolve() };
    } catch (error) {
      if (!(error instanceof SpoolUnavailable)) throw error;
      throw new IntakeUnavailable("the spool cannot take the content", { cause: error });
    }
  }

  /** Nobody waits for this, and nothing depends on it: the sweeper offers a ticket that could not be offered. */
  function callSessions(deliveries: readonly LedgerDelivery[]): void {
    for (const { lane } of deliveries)
      lanes.callSession(lane, maxConnectionsOf(lane, deps.rules(), deps.relays())).catch(deps.onTicketError);
  }

  return {
    newMessageId: () => uuidv7({ rng: randomBytes }),
    routeProblem(domain) {
      const rule = ruleFor(domain, deps.rules());
      if (!hasNoRoute(rule, deps.relayChoices())) return undefined;
      return `rule ${rule.pattern} allows no direct attempts and no relay is enabled for it`;
    },
    lookUp,
    accept,
  };
}

async function measure(content: Submission["content"]): Promise<number> {
  if (content instanceof Uint8Array) return content.length;
  let sizeBytes = 0;
  for await (const chunk of content) sizeBytes += (chunk as Buffer).length;
  return sizeBytes;
}

function headOf(submission: Submission, put: SpoolPut, receivedAtMs: number): MessageHead {
  const { recipients: _, ...envelope } = submission.envelope;
  const facts = submission.facts();
  return {
    messageId: submission.messageId,
    envelope,
    receivedAtMs,
    sizeBytes: put.sizeBytes,
    spoolRef: put.ref,
    utf8Headers: facts.utf8Headers || undefined,
    eightBit: facts.eightBit || undefined,
    clientAddress: submission.clientAddress,
    clientName: submission.clientName,
    username: submission.username,
    messageIdHeader: facts.messageIdHeader,
    subject: facts.subject,
  };
}

function receivedRecord(
  { envelope: { recipients }, reportOf }: Submission,
  head: MessageHead,
  deliveries: readonly LedgerDelivery[],
): LogRecord {
  return {
    id: `${head.messageId}/0/received`,
    kind: "received",
    at: head.receivedAtMs,
    messageId: head.messageId,
    reversePath: head.envelope.reversePath,
    recipients: recipients.map(({ address }) => address),
    lane: deliveries.length === 1 ? deliveries[0]!.lane : undefined,
    domain: deliveries.length === 1 ? deliveries[0]!.domain : undefined,
    clientAddress: head.clientAddress,
    clientName: head.clientName,
    username: head.username,
    sizeBytes: head.sizeBytes,
    messageIdHeader: head.messageIdHeader,
    subject: head.subject,
    reportOf,
  };
}
