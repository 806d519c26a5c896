import { applyEdits, StaleEdit } from "./apply-edits.ts";
import type { Entry, Guard, Tests } from "./guard.ts";
import { judge, type RunEnd, whyNotPassing } from "./judge.ts";

/** What became of one entry; those of `FINE` are as they should be. */
export interface Finding {
  readonly hazard: string;
  readonly what: string;
  /** `fails`: its tests fail with the guard in place; `stale`: the entry does not fit the product any more. */
  readonly result: "noticed" | "shown" | "told" | "unnoticed" | "broken" | "fails" | "stale";
  readonly detail: string;
  readonly seconds: number;
}

const FINE = new Set<Finding["result"]>(["noticed", "shown", "told"]);

export function isFine({ result }: Finding): boolean {
  return FINE.has(result);
}

export interface GuardWork {
  readonly entries: readonly Entry[];
  /** Content of a file of the product. */
  readonly read: (file: string) => string;
  /** Puts content into the copy that is tested. */
  readonly write: (file: string, text: string) => void;
  readonly run: (tests: Tests) => Promise<RunEnd>;
  readonly onFinding: (finding: Finding) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Takes away one guard after the other. Tests are run once with everything in place, then once for each guard they watch. */
export async function runGuards(work: GuardWork): Promise<Finding[]> {
  /** What is wrong with tests although all guards are there. */
  const whole = new Map<string, string | undefined>();

  async function whyFailing(tests: Tests): Promise<string | undefined> {
    const key = JSON.stringify([tests.files, tests.pattern]);
    if (!whole.has(key)) whole.set(key, whyNotPassing(await work.run(tests)));
    return whole.get(key);
  }

  async function withoutGuard(guard: Guard): Promise<Pick<Finding, "result" | "detail">> {
    const edited = applyEdits(guard.edits, work.read);
    const why = await whyFailing(guard);
    if (why !== undefined) return { result: "fails", detail: why };
    try {
      for (const [file, text] of edited) work.write(file, text);
      const verdict = judge(await work.run(guard));
      if (verdict.kind === "unnoticed") return { result: "unnoticed", detail: "the tests pass without the guard" };
      const detail = verdict.kind === "noticed" ? `${verdict.by}: ${verdict.detail}` : verdict.detail;
      return { result: verdict.kind, detail };
    } finally {
      for (const file of edited.keys()) work.write(file, work.read(file));
    }
  }

  async function look(entry: Entry): Promise<Pick<Finding, "result" | "detail">> {
    if ("because" in entry) return { result: "told", detail: entry.because };
    try {
      if ("edits" in entry) return await withoutGuard(entry);
    } catch (error) {
      if (!(error instanceof StaleEdit)) throw error;
      return { result: "stale", detail: error.message };
    }
    const why = await whyFailing(entry);
    return why === undefined ? { result: "shown", detail: "the tests pass" } : { result: "fails", detail: why };
  }

  const findings: Finding[] = [];
  for (const entry of work.entries) {
    const startedAt = work.now();
    const { result, detail } = await look(entry);
    const seconds = Math.round((work.now() - startedAt) / 100) / 10;
    const finding = { hazard: entry.hazard, what: entry.what, result, detail, seconds };
    findings.push(finding);
    work.onFinding(finding);
  }
  return findings;
}
