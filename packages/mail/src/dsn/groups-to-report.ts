import type { Recipient } from "../envelope.ts";
import type { Progress, Trouble } from "../progress.ts";
import type { LogRecord } from "../record.ts";
import { formatReply } from "../reply.ts";
import type { ReportedGroup, ReportKind, ReportSettings } from "./report.ts";

/** What is known when an attempt has been judged. */
export interface AttemptToReport {
  /** Of this attempt: what became of whom. */
  readonly records: readonly LogRecord[];
  /** Of the delivery before the attempt. */
  readonly recipients: readonly Recipient[];
  /** The server announced DSN: it was given the sender's wishes and reports from here on. */
  readonly passedOn: boolean;
  /** Of the message. */
  readonly ageMs: number;
  /** Of the delivery before the attempt. */
  readonly progress: Pick<Progress, "delayReported" | "lastTrouble">;
}

export type GroupsToReport = Readonly<Partial<Record<ReportKind, readonly ReportedGroup[]>>>;

/**
 * Whom the sender has to be told about after an attempt, by NOTIFY (RFC 3461 sections 4.1 and 5.2). Says nothing about whether this
 * sender may be written to at all: that is `withholdReport`.
 * @returns undefined when there is nothing to tell: the usual case, so it comes without work
 */
export function groupsToReport(attempt: AttemptToReport, settings: ReportSettings): GroupsToReport | undefined {
  let found: Partial<Record<ReportKind, ReportedGroup[]>> | undefined;
  for (const record of attempt.records) {
    const kind = kindOf(record, attempt, settings);
    if (!kind) continue;
    const told = attempt.recipients.filter(
      (recipient) => wants(recipient, kind, settings) && record.recipients.includes(recipient.address),
    );
    if (told.length === 0) continue;
    found ??= {};
    (found[kind] ??= []).push(groupOf(record, told, attempt.progress.lastTrouble));
  }
  return found;
}

function kindOf(record: LogRecord, attempt: AttemptToReport, settings: ReportSettings): ReportKind | undefined {
  switch (record.kind) {
    case "bounced":
    case "expired":
    case "suppressed":
    case "cancelled":
      return settings.failure ? "failure" : undefined;
    case "delivered":
      // RFC 3461 section 5.2.2 (b). What was only taken as delivered had no 2yz to tell of.
      return settings.success && !attempt.passedOn && !record.uncertain ? "success" : undefined;
    case "deferred":
      return settings.delayAfterSeconds > 0 &&
        !attempt.progress.delayReported &&
        attempt.ageMs >= settings.delayAfterSeconds * 1000
        ? "delay"
        : undefined;
    default:
      return undefined;
  }
}

/** RFC 3461 sections 5.2.2, 5.2.5 and 5.2.6: with NOTIFY what it says, and nothing else. */
function wants({ notify }: Recipient, kind: ReportKind, { withoutNotify }: ReportSettings): boolean {
  if (notify !== undefined) return notify.includes(KEYWORDS[kind]);
  return kind === "failure" || (kind === "delay" && withoutNotify === "failure-and-delay");
}

const KEYWORDS = { failure: "FAILURE", delay: "DELAY", success: "SUCCESS" } as const;

function groupOf(record: LogRecord, told: readonly Recipient[], before: Trouble | undefined): ReportedGroup {
  const { reply, detail, mxHost, kind } = record;
  const group = {
    recipients: told.map(({ address, orcpt }) => ({ address, orcpt })),
    status: statusOf(record),
    reply,
    detail: OUR_WORDS[kind] ?? detail,
    remoteHost: reply && mxHost,
    lastAttemptMs: isAttempt(record) ? record.at : before?.atMs,
  };
  const ended = kind === "bounced" || kind === "expired" || kind === "cancelled";
  return ended && !reply && before ? withTrouble(group, before) : group;
}

/** The record's own words are for operators. */
const OUR_WORDS: Readonly<Partial<Record<LogRecord["kind"], string>>> = {
  suppressed: "not sent: the address is on the suppression list of this server",
  cancelled: "not sent: an administrator of this server cancelled it",
};
/** Time or attempts are used up: codes of ends that come without an attempt. */
const USED_UP = new Set(["4.4.7", "4.4.0"]);

/** Whether a server was asked just then, or others end what earlier attempts have left. */
function isAttempt({ kind, reply, enhancedCode = "" }: LogRecord): boolean {
  if (kind === "suppressed" || kind === "cancelled") return false;
  return reply !== undefined || !USED_UP.has(enhancedCode);
}

/** An end that no server spoke tells what was said before; it is the diagnostic when there was no other trouble since. */
function withTrouble(group: ReportedGroup, { reply, host, detail }: Trouble): ReportedGroup {
  const said = reply ? `${host ?? "the server"} said: ${formatReply(reply)}` : detail;
  if (said === undefined || said === group.detail) return group;
  const told = { ...group, detail: `${group.detail ?? "given up"}. Before that: ${said}` };
  return USED_UP.has(group.status) || group.status === CANCELLED ? { ...told, reply, remoteHost: reply && host } : told;
}

/** Other or undefined (RFC 3463 section 3.1): neither the address nor the recipient's server is to blame. */
const CANCELLED = "5.0.0";

/** RFC 3463; a success without an enhanced code is 2.0.0. */
function statusOf({ kind, enhancedCode }: LogRecord): string {
  if (kind === "cancelled") return CANCELLED;
  if (kind === "delivered") return enhancedCode?.startsWith("2.") ? enhancedCode : "2.0.0";
  return enhancedCode ?? (kind === "deferred" ? "4.0.0" : "5.0.0");
}
