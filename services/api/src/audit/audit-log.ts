import {
  type AuditEntry,
  type AuditFilter,
  type Database,
  findAudit,
  insertAudit,
  isDatabaseAway,
  matchesAudit,
} from "@postlane/database";
import { keys, type RedisClient } from "@postlane/redis";
import { v7 as uuidv7 } from "uuid";
import { HttpProblem } from "../http/http-problem.ts";

/** Who did what. */
export interface AuditLog {
  /** Durable when it resolves, whether the database answers or not. @throws HttpProblem unavailable: then it should not be done either */
  write(entry: AuditInput): Promise<void>;
}

export interface AuditInput {
  readonly actor: string;
  readonly action: string;
  readonly target?: string;
  readonly clientAddress?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly next?: string;
  /** False: the database did not answer. */
  readonly complete: boolean;
}

/** Entries the stream keeps while the database is away; months of work of many people. */
const MOST_WAITING = 100_000;
const BATCH = 500;
/** Of those that wait, a reader sees so many of the newest. */
const MOST_READ = 10_000;

export function createAuditLog(redis: RedisClient): AuditLog {
  return {
    async write({ detail = {}, ...entry }) {
      const full: AuditEntry = { id: uuidv7(), at: Date.now(), ...entry, detail };
      try {
        await redis.xadd(keys.audit(), "MAXLEN", "~", MOST_WAITING, "*", "e", JSON.stringify(full));
      } catch (cause) {
        throw new HttpProblem("unavailable", "The audit log cannot be written now, so nothing was changed.", [], {
          cause,
        });
      }
    },
  };
}

/** Moves what waits in the stream into the database. Safe from many processes: an entry is one row however often it is written. @returns how many */
export async function archiveAudit(redis: RedisClient, database: Database): Promise<number> {
  const waiting = await redis.xrange(keys.audit(), "-", "+", "COUNT", BATCH);
  if (waiting.length === 0) return 0;
  await insertAudit(
    database,
    waiting.map(([, fields]) => entryOf(fields)),
  );
  await redis.xdel(keys.audit(), ...waiting.map(([id]) => id));
  return waiting.length;
}

/** A page, newest first: of what is archived and what is on its way there. @param before the last id of the page before */
export async function readAudit(
  redis: RedisClient,
  database: Database,
  filter: AuditFilter,
  limit: number,
  before?: string,
): Promise<AuditPage> {
  // The stream before the database: what moves meanwhile is seen twice, never missed.
  const waiting = (await redis.xrevrange(keys.audit(), "+", "-", "COUNT", MOST_READ)).map(([, fields]) =>
    entryOf(fields),
  );
  const found = new Map<string, AuditEntry>();
  for (const entry of waiting)
    if (matchesAudit(entry, filter) && (before === undefined || entry.id < before)) found.set(entry.id, entry);
  const archived = await findAudit(database, filter, limit + 1, before).catch((error: unknown) => {
    // Before the first migration there is no such table.
    if (isDatabaseAway(error) || (error as { code?: string }).code === "42P01") return undefined;
    throw error;
  });
  for (const entry of archived ?? []) found.set(entry.id, entry);
  const sorted = [...found.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  const entries = sorted.slice(0, limit);
  const next = sorted.length > limit ? entries.at(-1)?.id : undefined;
  return { entries, complete: archived !== undefined, ...(next === undefined ? {} : { next }) };
}

function entryOf(fields: readonly string[]): AuditEntry {
  return JSON.parse(fields[1]!) as AuditEntry;
}
