import type { ReportKind } from "@postlane/mail";
import type { Metrics } from "@postlane/runtime";

/** A report that is due was planned: it will be made, or is withheld. */
export type CountReport = (kind: ReportKind, result: "made" | "withheld") => void;

export function declareReportMetrics(metrics: Metrics): CountReport {
  const reports = metrics.counter({
    name: "postlane_reports_total",
    help: "Reports to senders by kind (failure, delay, success): made, or withheld although due; the log says why.",
    labels: ["kind", "result"],
  });
  return (kind, result) => reports.inc({ kind, result });
}
