import {
  type AttemptToReport,
  composeReport,
  domainOf,
  expiryOf,
  type GroupsToReport,
  groupsToReport,
  isMachineMail,
  isReport,
  type LedgerDelivery,
  type LogRecord,
  type MessageHead,
  type OriginalContent,
  REPORT_KINDS,
  type ReportDue,
  type ReportedGroup,
  type ReportKind,
  type ReportSettings,
  ruleFor,
  wantsFullReturn,
  withholdReport,
} from "@postlane/mail";
import type { Settings } from "@postlane/settings";
import type { Intake } from "../types.ts";
import type { CountReport } from "./declare-report-metrics.ts";
import { readOriginal, type ReadOriginalDeps } from "./read-original.ts";
import { withPointers } from "./with-pointers.ts";

/** A message and those of its recipients that something became of. */
export interface ReportedMessage {
  readonly head: MessageHead;
  readonly delivery: Pick<LedgerDelivery, "domain" | "recipients" | "progress">;
}

/** A report that is due, or why it is not made. */
export type PlannedReport = { readonly kind: ReportKind; readonly groups: readonly ReportedGroup[] } & (
  | { readonly due: ReportDue }
  | { readonly withheld: string }
);

/** Tells senders what became of their mail (RFC 3461 section 5, RFC 3464). */
export interface Reporter {
  /** Whether there is something to tell. Without I/O: it is asked after every attempt. */
  groups(entry: ReportedMessage, attempt: Pick<AttemptToReport, "records" | "passedOn">): GroupsToReport | undefined;
  /** What is to be made of them. Never rejects: after a 250 nothing may keep the delivery from being settled. */
  plan(entry: ReportedMessage, groups: GroupsToReport): Promise<readonly PlannedReport[]>;
  /**
   * Makes it a message; may be repeated, also by another worker.
   * @throws IntakeUnavailable when it could not be made durable now
   */
  submit(head: MessageHead, due: ReportDue): Promise<void>;
  /** For `tell`. */
  newMessageId(): string;
  /**
   * Plans and makes the report of what ended without an attempt; may be repeated under the same id.
   * @param messageId of the report, if there is to be one
   * @param original of a message that is not in the spool
   * @returns the records, with the report's id or why there is none
   * @throws IntakeUnavailable when it could not be made durable now
   */
  tell(
    entry: ReportedMessage,
    records: readonly LogRecord[],
    messageId: string,
    original?: (full: boolean) => OriginalContent,
  ): Promise<readonly LogRecord[]>;
}

export interface ReporterDeps extends ReadOriginalDeps {
  readonly intake: Pick<Intake, "accept" | "newMessageId" | "routeProblem">;
  readonly settings: () => Pick<Settings, "domainRules"> & { readonly general: { readonly reports: ReportSettings } };
  /** Whether nothing must be sent to this address. */
  readonly isSuppressed: (address: string) => Promise<boolean>;
  /** Name of this server in reports. */
  readonly hostname: string;
  readonly count: CountReport;
  readonly now: () => number;
}

/** So much of a header section is looked at to tell who sent the message. */
const LOOK_INTO_BYTES = 65_536;

export function createReporter(deps: ReporterDeps): Reporter {
  const { intake, hostname } = deps;
  const settings = (): ReportSettings => deps.settings().general.reports;

  /** @returns undefined when it may be sent */
  async function reasonToWithhold(
    kind: ReportKind,
    { head, delivery }: ReportedMessage,
    groups: readonly ReportedGroup[],
  ): Promise<string | undefined> {
    const { reversePath } = head.envelope;
    const refused = withholdReport(head, settings()) ?? intake.routeProblem(domainOf(reversePath));
    if (refused !== undefined) return refused;
    if (await isSuppressed(reversePath)) return `${reversePath} is on the suppression list`;
    if (kind !== "delay" || asked(groups, delivery.recipients)) return undefined;
    const header = await readOriginal(deps, head, LOOK_INTO_BYTES, false);
    return header && isMachineMail(header.bytes)
      ? "nobody asked, and the message is from a machine or a list"
      : undefined;
  }

  /** A list that cannot be asked now is asked again when the report is handed in: the end of an attempt must not fail over it. */
  async function isSuppressed(address: string): Promise<boolean> {
    try {
      return await deps.isSuppressed(address);
    } catch (error) {
      deps.log.warn({ err: error }, "the suppression list could not be asked about the sender of a message");
      return false;
    }
  }

  function retryUntilMs(kind: ReportKind, { head, delivery }: ReportedMessage): number | undefined {
    if (kind !== "delay") return undefined;
    return expiryOf(head.receivedAtMs, delivery.progress, ruleFor(delivery.domain, deps.settings().domainRules));
  }

  async function plan(
    entry: ReportedMessage,
    groups: GroupsToReport,
    newId: () => string = intake.newMessageId,
  ): Promise<readonly PlannedReport[]> {
    const planned: PlannedReport[] = [];
    for (const kind of REPORT_KINDS) {
      const told = groups[kind];
      if (!told) continue;
      const withheld = await reasonToWithhold(kind, entry, told);
      deps.count(kind, withheld === undefined ? "made" : "withheld");
      if (withheld !== undefined) planned.push({ kind, groups: told, withheld });
      else {
        const messageId = newId();
        const due = { messageId, kind, atMs: deps.now(), groups: told, retryUntilMs: retryUntilMs(kind, entry) };
        planned.push({ kind, groups: told, due });
      }
    }
    return planned;
  }

  async function submit(head: MessageHead, due: ReportDue, given?: (full: boolean) => OriginalContent): Promise<void> {
    const { maxOriginalBytes, fromAddress, copyTo } = settings();
    const full = wantsFullReturn(due.kind, head.envelope.ret);
    const original = given ? given(full) : await readOriginal(deps, head, maxOriginalBytes, full);
    const report = compose(head, due, fromAddress, original);
    const to =
      due.kind === "failure" && copyTo !== "" ? [head.envelope.reversePath, copyTo] : [head.envelope.reversePath];
    const recipients = [...new Set(to)]
      .filter((address) => intake.routeProblem(domainOf(address)) === undefined)
      // RFC 3461 section 6.1: what becomes of a report is reported to nobody.
      .map((address) => ({ address, notify: ["NEVER"] as const }));
    if (recipients.length === 0) {
      deps.log.warn(
        { message_id: head.messageId, sender: head.envelope.reversePath },
        "a report has no way to its sender",
      );
      return;
    }
    await intake.accept({
      messageId: due.messageId,
      envelope: { reversePath: "", recipients, smtpUtf8: report.unicode || undefined },
      content: report.content,
      facts: () => ({
        messageIdHeader: report.messageIdHeader,
        subject: report.subject,
        utf8Headers: report.unicode,
        eightBit: report.eightBit,
      }),
      reportOf: head.messageId,
      // Mail that is just being accepted comes again under another id: then nothing of this one may stay.
      once: given === undefined,
    });
  }

  function compose(head: MessageHead, due: ReportDue, fromAddress: string, original: OriginalContent | undefined) {
    const from = fromAddress === "" ? `MAILER-DAEMON@${hostname}` : fromAddress;
    return composeReport({ due, head, reportingMta: hostname, fromAddress: from, original });
  }

  function groups(
    { head, delivery }: ReportedMessage,
    { records, passedOn }: Pick<AttemptToReport, "records" | "passedOn">,
  ): GroupsToReport | undefined {
    if (isReport(head)) return undefined;
    const ageMs = deps.now() - head.receivedAtMs;
    const { recipients, progress } = delivery;
    return groupsToReport({ records, recipients, passedOn, ageMs, progress }, settings());
  }

  return {
    groups,
    plan: (entry, found) => plan(entry, found),
    submit: (head, due) => submit(head, due),
    newMessageId: intake.newMessageId,
    async tell(entry, records, messageId, original) {
      const found = groups(entry, { records, passedOn: false });
      if (!found) return records;
      const planned = await plan(entry, found, () => messageId);
      for (const one of planned) if ("due" in one) await submit(entry.head, one.due, original);
      return withPointers(records, planned);
    },
  };
}

/** The sender asked for it with NOTIFY=DELAY, for at least one of them. */
function asked(groups: readonly ReportedGroup[], recipients: ReportedMessage["delivery"]["recipients"]): boolean {
  const told = new Set(groups.flatMap((group) => group.recipients.map(({ address }) => address)));
  return recipients.some(({ address, notify }) => told.has(address) && notify?.includes("DELAY"));
}
