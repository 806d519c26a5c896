/** One thing that somebody did. */
export interface AuditEntry {
  /** UUIDv7: an entry written twice is the same row. */
  readonly id: string;
  /** Unix milliseconds. */
  readonly at: number;
  /** Who, as the api names it. */
  readonly actor: string;
  /** What, in words joined by dots: `messages.cancel`, `settings.changed`. */
  readonly action: string;
  /** To what: a message, a lane, a path of the settings. */
  readonly target?: string;
  readonly clientAddress?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Everything given must hold. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  /** The whole action, or its first words: `messages` finds `messages.cancel`. */
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  /** At or after, Unix milliseconds. */
  readonly fromMs?: number | undefined;
  /** Before. */
  readonly toMs?: number | undefined;
}

export function matchesAudit(entry: AuditEntry, { actor, action, target, fromMs, toMs }: AuditFilter): boolean {
  return (
    (actor === undefined || entry.actor === actor) &&
    (action === undefined || entry.action === action || entry.action.startsWith(`${action}.`)) &&
    (target === undefined || entry.target === target) &&
    (fromMs === undefined || entry.at >= fromMs) &&
    (toMs === undefined || entry.at < toMs)
  );
}
