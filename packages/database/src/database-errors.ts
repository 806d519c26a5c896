/** The record itself is at fault. */
export class RecordRefused extends Error {
  override readonly name = "RecordRefused";
}

/** The connection failed, not the statement. */
export class DatabaseAway extends Error {
  override readonly name = "DatabaseAway";
}

/** PostgreSQL's error code of five characters, or undefined when the error is not the server's. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/**
 * Whether the values themselves were refused, so that the same records would be refused again: data exception (22),
 * integrity violation (23), program limit exceeded (54). Anything else is the database's trouble and worth another try.
 */
export function isRefused(error: unknown): boolean {
  return error instanceof RecordRefused || /^(22|23|54)/.test(sqlState(error) ?? "");
}

/** Whether the database cannot be asked at all now: not reached, no access, starting or stopping, out of resources, its schema not yet made. */
export function isDatabaseAway(error: unknown): boolean {
  return error instanceof DatabaseAway || /^(08|28|3D|53|57|58|42P01)/.test(sqlState(error) ?? "");
}
