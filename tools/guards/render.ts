import type { Entry } from "./guard.ts";
import { type Finding, isFine } from "./run-guards.ts";

/** Wide enough for an advisory's name. */
const COLUMN = 20;

/** A line of progress. */
export function renderFinding({ hazard, what, result, detail, seconds }: Finding): string {
  const told = result === "told" ? "" : ` (${seconds} s)`;
  return `${hazard.padEnd(COLUMN)}${result.padEnd(10)} ${what}${told}\n${" ".repeat(COLUMN + 11)}${detail}`;
}

/** What there is to do, an entry a line. */
export function renderEntry(entry: Entry): string {
  const [how, where] =
    "because" in entry
      ? ["told", entry.because]
      : ["edits" in entry ? "guard" : "shown", [...entry.files, entry.pattern ? `"${entry.pattern}"` : ""].join(" ")];
  return `${entry.hazard.padEnd(COLUMN)}${how.padEnd(10)} ${entry.what}\n${" ".repeat(COLUMN + 11)}${where}`;
}

export function renderSummary(findings: readonly Finding[]): string {
  const wrong = findings.filter((finding) => !isFine(finding));
  const hazards = new Set(findings.map(({ hazard }) => hazard)).size;
  const count = (result: Finding["result"]) => findings.filter((finding) => finding.result === result).length;
  const lines = [
    "",
    `${hazards} hazards: ${count("noticed")} guards missed by their tests when taken away, ${count("shown")} shown not to be there, ${count("told")} told`,
  ];
  if (wrong.length > 0) lines.push("", `${wrong.length} not as they should be:`, ...wrong.map(renderFinding));
  return `${lines.join("\n")}\n`;
}
