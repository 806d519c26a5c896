import type { Complaint, TestOutcome } from "./test-outcome.ts";

/** `late`: the run had to be ended; `died`: Vitest ended without an outcome. */
export type RunEnd = TestOutcome | "late" | "died";

export type Verdict =
  /** `by`: what the tests said first. */
  | { readonly kind: "noticed"; readonly by: "assertion" | "time-out" | "error"; readonly detail: string }
  | { readonly kind: "unnoticed" }
  /** The edit broke the program rather than the guard: it shows nothing. */
  | { readonly kind: "broken"; readonly detail: string };

/** Whether the tests pass on the product as it is; else what is wrong. */
export function whyNotPassing(end: RunEnd): string | undefined {
  if (end === "late") return "the tests did not end in time";
  if (end === "died") return "Vitest ended without a result";
  const [first] = [...end.failed.flatMap(({ complaints }) => complaints), ...end.outside];
  if (first) return firstLine(first);
  if (end.failed.length > 0) return `${end.failed[0]!.title} fails`;
  return end.passed === 0 ? "no test ran: the file or the title is wrong" : undefined;
}

/** What the tests make of the product without its guard. */
export function judge(end: RunEnd): Verdict {
  if (end === "late") return { kind: "noticed", by: "time-out", detail: "the tests did not end in time" };
  if (end === "died") return { kind: "broken", detail: "Vitest ended without a result" };
  const complaints = [...end.failed.flatMap((test) => test.complaints), ...end.outside];
  const [first] = complaints;
  if (!first) return { kind: "unnoticed" };
  const telling = complaints.find((complaint) => !isOfABrokenProgram(complaint));
  if (!telling) return { kind: "broken", detail: firstLine(first) };
  return { kind: "noticed", by: kindOf(telling), detail: firstLine(telling) };
}

/** What an edit brings about that leaves no working program: a name that is gone, a module that cannot be loaded. */
function isOfABrokenProgram({ name, message }: Complaint): boolean {
  return (
    name === "SyntaxError" ||
    name === "ReferenceError" ||
    /Cannot find (module|package)|Failed to (load|resolve)|does not provide an export|is not a (function|constructor)\b|Error compiling script/.test(
      message,
    )
  );
}

function kindOf({ name, message }: Complaint): "assertion" | "time-out" | "error" {
  if (name === "AssertionError") return "assertion";
  return /timed? ?out/i.test(message) ? "time-out" : "error";
}

function firstLine({ name, message }: Complaint): string {
  return `${name}: ${message.split("\n")[0]!.slice(0, 160)}`;
}
