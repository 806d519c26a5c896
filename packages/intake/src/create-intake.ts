import type { LedgerStore } from "@postlane/ledger";
import {
  type DomainRule,
  freshProgress,
  hasNoRoute,
  type LedgerDelivery,
  type LogRecord,
  maxConnectionsOf,
  type MessageHead,
  type OriginalContent,
  type Recipient,
  type Relay,
  type RelayChoice,
  type ReportSettings,
  ruleFor,
} from "@postlane/mail";
import type { Lanes } from "@postlane/queue";
import type { RecordWriter } from "@postlane/records";
import type { Spool } from "@postlane/spool";
import { suppressedRecords, type Suppression, type Suppressions } from "@postlane/suppressions";
import { v7 as uuidv7 } from "uuid";
import { type Claims, REMEMBERED_SECONDS } from "./create-claims.ts";
import { createUndo } from "./create-undo.ts";
import { planDeliveries } from "./plan-deliveries.ts";
import { createRandomPool } from "./random-pool.ts";
import { countBody, type ReadyBody, readyBody } from "./ready-body.ts";
import { headOf, receivedRecord } from "./received-record.ts";
import { createReporter } from "./reports/create-reporter.ts";
import type { CountReport } from "./reports/declare-report-metrics.ts";
import { rememberBeginning } from "./reports/remember-beginning.ts";
import { type Accepted, type Intake, IntakeUnavailable, type ReportingIntake, type Submission } from "./types.ts";

export interface IntakeDeps {
  readonly spool: Spool;
  readonly ledger: LedgerStore;
  readonly lanes: Lanes;
  readonly records: RecordWriter;
  readonly suppressions: Pick<Suppressions, "isEmpty" | "find" | "countHits">;
  readonly claims: Claims;
  readonly rules: () => readonly DomainRule[];
  readonly relays: () => readonly Relay[];
  readonly relayChoices: () => readonly RelayChoice[];
  /** Commands of one turn may reach different servers (Redis Cluster): the commit point must then wait for what goes before it. */
  readonly unordered: boolean;
  readonly now: () => number;
  readonly reports: () => ReportSettings;
  readonly countReport: CountReport;
  /** Name of this server in reports. */
  readonly hostname: string;
  readonly log: { warn(fields: object, message: string): void };
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
export function createIntake(deps: IntakeDeps): ReportingIntake {
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
    const deliveries = open.length === 0 ? [] : plan(messageId, open, receivedAtMs);
    const remembered =
      suppressed.size === 0 ? undefined : rememberBeginning(submission.content, deps.reports().maxOriginalBytes);
    const flowing = remembered ? { ...submission, content: remembered.content } : submission;
    const body = await (open.length === 0 ? countBody(flowing.content) : readyBody(spool, flowing));
    const commit = async (remember: boolean): Promise<Accepted> => {
      const ended = remembered ? await tellOf(flowing, body, suppressed, remembered.original, receivedAtMs) : [];
      if (remembered) suppressions.countHits(suppressed.values()).catch(() => {});
      return open.length === 0
        ? end(flowing, body, ended, suppressed.size, receivedAtMs, remember)
        : keep(flowing, deliveries, body, ended, suppressed.size, receivedAtMs, remember);
    };
    const key = submission.repeatKey?.();
    if (!key) return commit(false);
    let begun = false;
    try {
      const { subject } = submission.facts();
      const done = await deps.claims.once({ ...key, messageId, envelope, subject }, () => {
        begun = true;
        return commit(true);
      });
      if ("result" in done) return done.result;
      return { messageId: done.replayOf, sizeBytes: 0, suppressed: 0, replayed: true };
    } finally {
      if (!begun) body.discard();
    }

    function isOpen({ address }: Recipient): boolean {
      return !suppressed.has(address);
    }
  }

  /**
   * Suppressed recipients have come to their end: their sender is told before the message is committed, for afterwards nobody would come back to it.
   * Should the commit fail then, the client hands the message in again and the sender is told twice: better than not at all.
   * @returns their records
   */
  async function tellOf(
    submission: Submission,
    body: ReadyBody,
    suppressed: Found,
    original: (full: boolean) => OriginalContent,
    receivedAtMs: number,
  ): Promise<readonly LogRecord[]> {
    const { messageId, envelope } = submission;
    const facts = {
      id: `${messageId}/0`,
      at: receivedAtMs,
      messageId,
      reversePath: envelope.reversePath,
      sinceReceivedMs: 0,
    };
    const head = headOf(submission, { ref: "", sizeBytes: body.sizeBytes }, receivedAtMs);
    const delivery = { domain: "", recipients: envelope.recipients, progress: freshProgress(receivedAtMs) };
    try {
      return await reporter.tell({ head, delivery }, suppressedRecords(facts, suppressed), newMessageId(), original);
    } catch (error) {
      body.discard();
      throw error;
    }
  }

  /** @param remember the submission may be repeated: whether it was committed is to be known then */
  async function keep(
    submission: Submission,
    deliveries: readonly LedgerDelivery[],
    body: ReadyBody,
    ended: readonly LogRecord[],
    suppressed: number,
    receivedAtMs: number,
    remember: boolean,
  ): Promise<Accepted> {
    const { messageId } = submission;
    const { put, stored } = await body.start();
    const head = headOf(submission, put, receivedAtMs);
    try {
      if (spool.envelopes) await spool.envelopes.keep(head, deliveries);
      const queued = deliveries.map((delivery) => lanes.enqueue(delivery.deliveryId, delivery.lane));
      if (deps.unordered) await Promise.all([stored, ...queued]);
      const committed = commitOf(submission, head, deliveries, remember);
      const logged = log(submission, head, deliveries, ended);
      if (!deps.unordered) callSessions(deliveries);
      // Redis must have answered every write before 250 is said.
      await Promise.all([stored, ...queued, committed, logged]);
      if (deps.unordered) callSessions(deliveries);
    } catch (error) {
      if (!submission.once) undo(messageId, put.ref);
      throw new IntakeUnavailable("the message could not be made durable", { cause: error });
    }
    return { messageId, sizeBytes: put.sizeBytes, suppressed };
  }

  function commitOf(
    { once }: Submission,
    head: MessageHead,
    deliveries: readonly LedgerDelivery[],
    remember: boolean,
  ): Promise<void> {
    if (once) return ledger.createOnce(head, deliveries);
    return remember ? ledger.createClaimed(head, deliveries, REMEMBERED_SECONDS) : ledger.create(head, deliveries);
  }

  function lookUp(recipients: readonly Recipient[]): Submission["suppressed"] {
    if (suppressions.isEmpty()) return undefined;
    return suppressions.find(recipients.map(({ address }) => address)).catch((error: unknown) => {
      throw new IntakeUnavailable("the suppression list could not be asked", { cause: error });
    });
  }

  /** A message whose recipients are all suppressed ends as it comes: it is recorded, and nothing is kept of it. */
  async function end(
    submission: Submission,
    { sizeBytes }: ReadyBody,
    ended: readonly LogRecord[],
    suppressed: number,
    receivedAtMs: number,
    remember: boolean,
  ): Promise<Accepted> {
    const { messageId } = submission;
    const head = headOf(submission, { ref: "", sizeBytes }, receivedAtMs);
    const committed = remember ? ledger.createClaimed(head, [], REMEMBERED_SECONDS) : undefined;
    const logged = log(submission, head, [], ended);
    await Promise.all([committed, logged]).catch((error: unknown) => {
      throw new IntakeUnavailable("the message could not be recorded", { cause: error });
    });
    return { messageId, sizeBytes, suppressed };
  }

  async function log(
    submission: Submission,
    head: MessageHead,
    deliveries: readonly LedgerDelivery[],
    ended: readonly LogRecord[],
  ): Promise<void> {
    const received = records.append(
      receivedRecord(head, submission.envelope.recipients, deliveries, submission.reportOf),
    );
    await Promise.all([received, ...ended.map((record) => records.append(record))]);
  }

  /** The rules may have changed since RCPT: the client should ask again, and be told there. */
  function plan(messageId: string, recipients: readonly Recipient[], receivedAtMs: number): readonly LedgerDelivery[] {
    try {
      return planDeliveries(messageId, recipients, deps.rules(), deps.relayChoices(), receivedAtMs);
    } catch (error) {
      throw new IntakeUnavailable("a recipient's domain has no route", { cause: error });
    }
  }

  /** Nobody waits for this, and nothing depends on it: the sweeper offers a ticket that could not be offered. */
  function callSessions(deliveries: readonly LedgerDelivery[]): void {
    for (const { lane } of deliveries)
      lanes.callSession(lane, maxConnectionsOf(lane, deps.rules(), deps.relays())).catch(deps.onTicketError);
  }

  const newMessageId = (): string => uuidv7({ rng: randomBytes });
  const intake: Intake = {
    newMessageId,
    routeProblem(domain) {
      const rule = ruleFor(domain, deps.rules());
      if (!hasNoRoute(rule, deps.relayChoices())) return undefined;
      return `rule ${rule.pattern} allows no direct attempts and no relay is enabled for it`;
    },
    lookUp,
    accept,
  };
  const reporter = createReporter({
    intake,
    spool,
    settings: () => ({ domainRules: deps.rules(), general: { reports: deps.reports() } }),
    isSuppressed: async (address) => (await suppressions.find([address])).size > 0,
    hostname: deps.hostname,
    count: deps.countReport,
    log: deps.log,
    now: deps.now,
  });
  return { ...intake, reporter };
}
