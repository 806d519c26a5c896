import { databaseText, INDEXED_CHARACTERS } from "../database-text.ts";
import type { Database } from "../types.ts";
import { searchTransaction } from "../log/search-transaction.ts";
import type { AuditEntry, AuditFilter } from "./audit-entry.ts";

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly target: string | null;
  readonly client_address: string | null;
  readonly detail: Record<string, unknown>;
}

/** Entries, newest first. @param before only ids smaller than this one: the last of the page before. @throws SearchTooSlow */
export async function findAudit(
  database: Database,
  { actor, action, target, fromMs, toMs }: AuditFilter,
  limit: number,
  before?: string,
): Promise<readonly AuditEntry[]> {
  const params: unknown[] = [];
  const where: string[] = [];
  const add = (value: unknown, condition: (parameter: string) => string): void => {
    if (value !== undefined && value !== null) where.push(condition(`$${params.push(value)}`));
  };
  add(databaseText(actor, INDEXED_CHARACTERS), (p) => `actor = ${p}`);
  add(databaseText(action, INDEXED_CHARACTERS), (p) => `(action = ${p} or starts_with(action, ${p} || '.'))`);
  add(databaseText(target, INDEXED_CHARACTERS), (p) => `target = ${p}`);
  add(fromMs === undefined ? undefined : new Date(fromMs).toISOString(), (p) => `at >= ${p}`);
  add(toMs === undefined ? undefined : new Date(toMs).toISOString(), (p) => `at < ${p}`);
  add(before, (p) => `id < ${p}`);
  const sql = `select * from audit ${where.length > 0 ? `where ${where.join(" and ")}` : ""} order by id desc limit ${limit}`;
  const rows = await searchTransaction(database, (tx) => tx.query<Row>(sql, params));
  return rows.map(({ id, at, actor: who, action: what, target: to, client_address: address, detail }) => ({
    id,
    at: at.getTime(),
    actor: who,
    action: what,
    ...(to === null ? {} : { target: to }),
    ...(address === null ? {} : { clientAddress: address }),
    detail,
  }));
}
