import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectDatabase, type Database } from "@postlane/database";
import type { LogRecord, RecordKind } from "@postlane/mail";
import { findPostgres, type PostgresServer, startPostgres } from "@postlane/testkit";
import { v7 as uuidv7 } from "uuid";

export interface LogDatabase {
  readonly database: Database;
  /** Absent with PGlite, which cannot be away. */
  readonly server?: PostgresServer;
  readonly stop: () => Promise<void>;
}

async function pglite(): Promise<LogDatabase> {
  const parent = await mkdtemp(join(tmpdir(), "postlane-log-"));
  const database = await connectDatabase({ directory: join(parent, "log"), onError: () => {} });
  return {
    database,
    stop: async () => {
      await database.close();
      await rm(parent, { recursive: true, force: true });
    },
  };
}

async function postgres(): Promise<LogDatabase> {
  const server = await startPostgres();
  const database = await connectDatabase({ url: server.url, directory: "", onError: () => {} });
  return {
    database,
    server,
    stop: async () => {
      await database.close();
      await server.stop();
    },
  };
}

/** The databases this machine can run the log on. */
export const LOG_DATABASES: readonly [name: string, open: () => Promise<LogDatabase>][] = [
  ["PGlite", pglite],
  ...(findPostgres() ? ([["PostgreSQL", postgres]] as [string, () => Promise<LogDatabase>][]) : []),
];

export const newId = (): string => uuidv7();

export function buildRecord(kind: RecordKind, messageId: string, more: Partial<LogRecord> = {}): LogRecord {
  const attempt = kind === "received" ? undefined : (more.attempt ?? 1);
  return {
    id: `${messageId}${attempt === undefined ? "" : ".0"}/${attempt ?? 0}/${kind}`,
    kind,
    at: Date.now() + (attempt ?? 0),
    messageId,
    reversePath: "sender@example.org",
    recipients: ["rcpt@example.com"],
    ...(attempt === undefined
      ? { sizeBytes: 1_234, clientAddress: "192.0.2.7", subject: "Hello" }
      : { attempt, deliveryId: `${messageId}.0`, lane: "direct:example.com" as const, domain: "example.com" }),
    ...more,
  };
}

export async function until(met: () => Promise<boolean> | boolean, what: string, timeoutMs = 20_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await met())) {
    if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
