/** An address, or a whole domain as `@example.com`, that gets no mail. */
export interface Suppression {
  /** The one form of the name: see `suppressionKey`. */
  readonly address: string;
  readonly source: "manual" | "hard-bounce";
  /** Why, for people. */
  readonly reason: string;
  /** hard-bounce: the message that bounced, and what the server said of it. */
  readonly messageId?: string;
  readonly reply?: string;
  /** Who made the entry, or the worker that saw the bounce. */
  readonly createdBy: string;
  /** Unix milliseconds, as all times here. */
  readonly createdAtMs: number;
  /** Absent: until it is removed. */
  readonly expiresAtMs?: number;
  /** Recipients it has kept out so far. */
  readonly hits: number;
}

export type NewSuppression = Omit<Suppression, "hits">;

/** The value in Redis: `<expiry, 0 = none> <the rest as JSON>`, so that scripts see the expiry without reading JSON. */
export function encodeSuppression(entry: NewSuppression): string {
  const { address: _address, expiresAtMs = 0, ...rest } = entry;
  return `${expiresAtMs} ${JSON.stringify(rest)}`;
}

export function decodeSuppression(address: string, value: string, hits = 0): Suppression {
  const space = value.indexOf(" ");
  const expiresAtMs = Number(value.slice(0, space));
  const rest = JSON.parse(value.slice(space)) as Omit<NewSuppression, "address" | "expiresAtMs">;
  return { address, ...rest, ...(expiresAtMs > 0 && { expiresAtMs }), hits };
}

/** Whether a value still holds. */
export function holdsAt(value: string, nowMs: number): boolean {
  const expiresAtMs = Number(value.slice(0, value.indexOf(" ")));
  return expiresAtMs === 0 || expiresAtMs > nowMs;
}

/** Why a recipient got no mail, and what can be done, for the record of it. */
export function describeSuppression(entry: Suppression): string {
  const { address, reason, reply, messageId, createdAtMs, expiresAtMs } = entry;
  const why = [reason, messageId && `of message ${messageId}`, reply && `which was answered ${reply}`].filter(Boolean);
  const until = expiresAtMs === undefined ? "" : ` until ${dateOf(expiresAtMs)}`;
  return (
    `not sent: ${address} is on the suppression list since ${dateOf(createdAtMs)}${until} (${why.join(" ")}); ` +
    `DELETE /v1/suppressions/${encodeURIComponent(address).replaceAll("%40", "@")} takes it off`
  );
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
