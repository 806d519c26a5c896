import type { Journal } from "./receiver/types.ts";

export interface PaceRule {
  /** Mails that may follow one another without a pause. */
  readonly maxContinuous: number;
  readonly pauseMs: number;
  readonly maxConnections: number;
}

export interface PaceAudit {
  /** Mails in the longest run without a gap of the pause between them. */
  readonly greatestBurst: number;
  readonly bursts: number;
  /** Smallest gap between a full burst's end and the next mail's start, ms; Infinity when there was none. */
  readonly smallestGapMs: number;
  readonly maxConnections: number;
  /** From the first MAIL to the last reply. */
  readonly spanMs: number;
  /** Time the rule demands for this many mails, with the mails themselves taking as long as they took, by the time used: 1 = no time lost. */
  readonly efficiency: number;
  /** Sentences; empty = the rule was kept. */
  readonly broken: readonly string[];
}

/**
 * Judges by the receiver's clock whether a pace was kept: never more than `maxContinuous` mails without a gap of the pause between
 * the end (final reply) of one burst and the start (MAIL) of the next, never more than `maxConnections` open.
 */
export function auditPace(journal: Journal, rule: PaceRule): PaceAudit {
  const mails = journal.transactions
    .filter((entry) => entry.endedAt !== undefined)
    .map((entry) => ({ start: entry.mailAt, end: entry.endedAt! }))
    .sort((a, b) => a.start - b.start);
  const runs = splitIntoRuns(mails, rule.pauseMs);
  const greatestBurst = Math.max(0, ...runs.map((run) => run.count));
  const smallestGapMs = smallestGapAfterFullBurst(mails, rule.maxContinuous);
  const maxConnections = journal.totals.maxOpen;
  const spanMs = mails.length === 0 ? 0 : Math.max(...mails.map((m) => m.end)) - mails[0]!.start;
  const needed = (Math.ceil(mails.length / rule.maxContinuous) - 1) * rule.pauseMs;
  const sending = runs.reduce((sum, run) => sum + run.end - run.start, 0);
  const broken: string[] = [];
  if (greatestBurst > rule.maxContinuous)
    broken.push(
      `${greatestBurst} mails without a gap of ${rule.pauseMs} ms (allowed ${rule.maxContinuous}); smallest gap ${smallestGapMs.toFixed(1)} ms`,
    );
  if (maxConnections > rule.maxConnections)
    broken.push(`${maxConnections} connections at once (allowed ${rule.maxConnections})`);
  return {
    greatestBurst,
    bursts: runs.length,
    smallestGapMs,
    maxConnections,
    spanMs,
    efficiency: spanMs === 0 ? 1 : (needed + sending) / spanMs,
    broken,
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Mails with less than the pause between them belong together. */
function splitIntoRuns(mails: readonly Span[], pauseMs: number): { start: number; end: number; count: number }[] {
  const runs: { start: number; end: number; count: number }[] = [];
  for (const mail of mails) {
    const run = runs.at(-1);
    if (run && mail.start - run.end < pauseMs) {
      run.count++;
      run.end = Math.max(run.end, mail.end);
    } else runs.push({ ...mail, count: 1 });
  }
  return runs;
}

/** Counts off bursts of `size` and looks at the time between each and the next mail. */
function smallestGapAfterFullBurst(mails: readonly Span[], size: number): number {
  let smallest = Infinity;
  for (let at = size; at < mails.length; at += size) {
    const lastEnd = Math.max(...mails.slice(at - size, at).map((mail) => mail.end));
    smallest = Math.min(smallest, mails[at]!.start - lastEnd);
  }
  return smallest;
}
