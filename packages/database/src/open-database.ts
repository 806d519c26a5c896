import { migrate } from "./migrate.ts";
import { openPglite } from "./open-pglite.ts";
import { openPostgres } from "./open-postgres.ts";
import type { Database } from "./types.ts";

export interface DatabaseOptions {
  /** `postgresql://…`; without it the log is kept by PGlite in `directory`. */
  readonly url?: string | undefined;
  readonly directory: string;
  /** A connection of the pool was lost while idle. */
  readonly onError: (error: Error) => void;
}

/**
 * The database as it is, its schema not looked at: for a service that must start while PostgreSQL is away.
 * `migrate` has to succeed before anything is asked.
 */
export async function connectDatabase({ url, directory, onError }: DatabaseOptions): Promise<Database> {
  return url ? openPostgres(url, onError) : openPglite(directory);
}

/**
 * The database with its schema brought up to date.
 * @throws Error when it cannot be reached, or was made by a newer version of this program.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database = await connectDatabase(options);
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
