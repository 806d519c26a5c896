import { InvalidArgumentError } from "commander";

/** A parser of whole numbers in a range. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
  };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** A span such as `30s`, `15m`, `2h`, `7d`, in seconds. */
export function parseSpan(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError("Write a span such as 30s, 15m, 2h or 7d.");
  return Number(count) * UNIT_SECONDS[unit!]!;
}

/** A moment to come: a span from now, or a date and time; as RFC 3339 in UTC. */
export function parseDeadline(text: string): string {
  if (/^\d{1,6}[smhdw]$/.test(text)) return new Date(Date.now() + parseSpan(text) * 1_000).toISOString();
  return parseMoment(text);
}

/** A moment: a span ago, or a date and time in this machine's zone or with its own; as RFC 3339 in UTC. */
export function parseMoment(text: string): string {
  if (/^\d{1,6}[smhdw]$/.test(text)) return new Date(Date.now() - parseSpan(text) * 1_000).toISOString();
  const at = /^\d{4}-\d{2}-\d{2}/.test(text)
    ? new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00` : text.replace(" ", "T"))
    : undefined;
  if (at && !Number.isNaN(at.getTime())) return at.toISOString();
  throw new InvalidArgumentError(
    "Write a span from now (2h, 7d), a date (2026-03-10), or a date and time (2026-03-10T12:00:00Z).",
  );
}

/** Collects an option that may be given several times. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
