import type { LogRecord, ReportKind } from "@postlane/mail";
import type { PlannedReport } from "./create-reporter.ts";

/** The record of an event names the message that reports it, or says why there is none. */
export function withPointers(records: readonly LogRecord[], planned: readonly PlannedReport[]): readonly LogRecord[] {
  return records.map((record) => {
    const report = planned.find(({ kind }) => kind === KIND_OF[record.kind]);
    const named = report?.groups.some(({ recipients }) =>
      recipients.some(({ address }) => record.recipients.includes(address)),
    );
    if (!report || !named) return record;
    return "due" in report
      ? { ...record, reportId: report.due.messageId }
      : { ...record, reportWithheld: report.withheld };
  });
}

const KIND_OF: Readonly<Partial<Record<LogRecord["kind"], ReportKind>>> = {
  bounced: "failure",
  expired: "failure",
  suppressed: "failure",
  cancelled: "failure",
  delivered: "success",
  deferred: "delay",
};
