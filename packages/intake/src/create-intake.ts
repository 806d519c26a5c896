import type { LedgerStore } from "@postlane/ledger";
import {
  type DomainRule,
  hasNoRoute,
  type LedgerDelivery,
  type LogRecord,
  type MessageHead,
  type Relay,
  type RelayChoice,
  ruleFor,
} from "@postlane/mail";
import type { Lanes } from "@postlane/queue";
import type { RecordWriter } from "@postlane/records";
import { type Spool, type SpoolPut, SpoolUnavailable } from "@postlane/spool";
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
  readonly rules: () => readonly DomainRule[];
  readonly relays: () => readonly Relay[];
  readonly relayChoices: () => readonly RelayChoice[];
  /** Commands of one turn may reach different servers (Redis Cluster): the commit point must then wait for what goes before it. */
  readonly unordered: boolean;
  readonly now: () => number;
  /** A ticket could not be offered; the sweeper will. */
  readonly onTicketError: (error: Error) => void;
}

/**
 * Makes a message durable. Order of writes: body, deliveries into their lanes, ledger (the commit point), `received` record,
 * then wake-ups. A worker that meets a delivery without a ledger leaves it alone, so a crash in the middle neither loses
 * nor half-sends.
 */
export function createIntake(deps: IntakeDeps): Intake {
  const { spool, ledger, lanes, records } = deps;
  const undo = createUndo({ ledger, spool });
  const randomBytes = createRandomPool();

  async function accept(submission: Submission): Promise<Accepted> {
    const { messageId } = submission;
    const receivedAtMs = deps.now();
    const deliveries = plan(submission, receivedAtMs);
    const { put, stored } = await startBody(submission);
    const head = headOf(submission, put, receivedAtMs);
    try {
      const queued = deliveries.map((delivery) => lanes.enqueue(delivery.deliveryId, delivery.lane));
      if (deps.unordered) await Promise.all([stored, ...queued]);
      const committed = submission.once ? ledger.createOnce(head, deliveries) : ledger.create(head, deliveries);
      const logged = records.append(receivedRecord(submission, head, deliveries));
      if (!deps.unordered) callSessions(deliveries);
      // Redis must have answered every write before 250 is said.
      await Promise.all([stored, ...queued, committed, logged]);
      if (deps.unordered) callSessions(deliveries);
    } catch (error) {
      if (!submission.once) undo(messageId, put.ref);
      throw new IntakeUnavailable("the message could not be made durable", { cause: error });
    }
    return { messageId, sizeBytes: put.sizeBytes };
  }

  /** The rules may have changed since RCPT: the client should ask again, and be told there. */
  function plan({ messageId, envelope }: Submission, receivedAtMs: number): readonly LedgerDelivery[] {
    try {
      return planDeliveries(messageId, envelope.recipients, deps.rules(), deps.relayChoices(), receivedAtMs);
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
    for (const { lane, domain } of deliveries)
      lanes.callSession(lane, maxConnectionsOf(lane, domain)).catch(deps.onTicketError);
  }

  function maxConnectionsOf(lane: string, domain: string): number {
    if (lane.startsWith("direct:")) return ruleFor(domain, deps.rules()).maxConnections;
    return deps.relays().find((relay) => lane === `relay:${relay.id}`)?.maxConnections ?? 1;
  }

  return {
    newMessageId: () => uuidv7({ rng: randomBytes }),
    routeProblem(domain) {
      const rule = ruleFor(domain, deps.rules());
      if (!hasNoRoute(rule, deps.relayChoices())) return undefined;
      return `rule ${rule.pattern} allows no direct attempts and no relay is enabled for it`;
    },
    accept,
  };
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

function receivedRecord({ reportOf }: Submission, head: MessageHead, deliveries: readonly LedgerDelivery[]): LogRecord {
  return {
    id: `${head.messageId}/0/received`,
    kind: "received",
    at: head.receivedAtMs,
    messageId: head.messageId,
    reversePath: head.envelope.reversePath,
    recipients: deliveries.flatMap((delivery) => delivery.recipients.map((recipient) => recipient.address)),
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
