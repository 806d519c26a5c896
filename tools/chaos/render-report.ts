import type { ChaosReport } from "./run-chaos.ts";

/** Whether Postlane deserved its 250s. */
export function isClean(report: ChaosReport): boolean {
  const wrong = [
    report.lost,
    report.waiting,
    report.strangers,
    report.doubles_untold,
    report.doubles_unexcused,
    report.unreported,
    report.limits_passed,
    report.protocol_errors,
    report.surprises,
  ];
  return report.acknowledged > 0 && wrong.every((list) => list.length === 0);
}

export function renderReport(report: ChaosReport): string {
  const faults = Object.entries(report.faults).toSorted(([a], [b]) => a.localeCompare(b));
  const lines = [
    "",
    `seed ${report.seed}, ${faults.reduce((sum, [, count]) => sum + count, 0)} faults`,
    ...faults.map(([what, count]) => `  ${String(count).padStart(4)}  ${what}`),
    "",
    `acknowledged with 250   ${report.acknowledged} messages (${report.turned_away} turned away or without an answer)`,
    `arrived                 ${report.deliveries} mails`,
    `lost                    ${report.lost.length}`,
    `not ended in time       ${report.waiting.length}`,
    `arrived half           ${report.strangers.length}`,
    `more than once          ${report.doubles}, of which not told as uncertain: ${report.doubles_untold.length}, without an accident behind the final dot: ${report.doubles_unexcused.length}`,
    `reports to senders      ${report.reports}, refused for good without one: ${report.unreported.length}`,
    `limits passed           ${report.limits_passed.length}`,
    `protocol errors         ${report.protocol_errors.length}`,
    `ended by themselves     ${report.surprises.length}`,
    `stood still             ${report.standstills} times: the socket of a stopped process stays open beside its successor's; it sent nothing more`,
    `drained after           ${report.drain_seconds} s`,
  ];
  const wrong = [
    ...report.lost.map((line) => `LOST ${line}`),
    ...report.waiting.map((line) => `WAITING ${line}`),
    ...report.strangers.map((line) => `HALF ${line}`),
    ...report.doubles_untold.map((line) => `TWICE ${line}`),
    ...report.doubles_unexcused.map((line) => `AGAIN ${line}`),
    ...report.unreported.map((line) => `UNTOLD ${line}`),
    ...report.limits_passed.map((line) => `LIMIT ${line}`),
    ...report.protocol_errors.map((line) => `PROTOCOL ${line}`),
    ...report.surprises.map((line) => `ENDED ${line}`),
  ];
  return [...lines, ...(wrong.length > 0 ? ["", ...wrong] : []), ""].join("\n");
}
