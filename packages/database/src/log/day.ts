const DAY_MS = 86_400_000;

/** A day of UTC, counted from 1970-01-01. The delivery log's partitions are days. */
export type Day = number;

export function dayOf(unixMs: number): Day {
  return Math.floor(unixMs / DAY_MS);
}

/** `20250131` */
export function dayName(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10).replaceAll("-", "");
}

/** @returns undefined when the text is no day */
export function dayFromName(name: string): Day | undefined {
  const [, year, month, date] = /^(\d{4})(\d{2})(\d{2})$/.exec(name) ?? [];
  return year === undefined ? undefined : dayOf(Date.parse(`${year}-${month}-${date}`));
}

/** Unix milliseconds in a UUIDv7 (RFC 9562 section 5.7: its first 48 bits). */
export function timeOfMessageId(messageId: string): number {
  return Number.parseInt(messageId.slice(0, 8) + messageId.slice(9, 13), 16);
}

/** The smallest UUID of a moment: every message id made before it is smaller. */
export function smallestMessageId(unixMs: number): string {
  const hex = Math.max(0, Math.floor(unixMs)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}

export function firstMessageIdOf(day: Day): string {
  return smallestMessageId(day * DAY_MS);
}
