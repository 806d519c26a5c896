import type { Database } from "../types.ts";
import { type Day, dayFromName, dayName, firstMessageIdOf } from "./day.ts";

/** The tables split by day, and what is particular to their partitions: recipients change once or twice, and find room beside the old row. */
const TABLES = {
  messages: "",
  recipients: "with (fillfactor = 80)",
  records: "",
  delivered_transcripts: "",
} as const;
type PartitionedTable = keyof typeof TABLES;

const PARTITION_LOCK = 7_069_277;

/**
 * Makes the partitions of these days where they are missing. Safe from many processes at once; searches and archiving go on meanwhile:
 * a table made beside and then attached takes a weaker lock than `create table … partition of`.
 */
export async function ensurePartitions(database: Database, days: readonly Day[]): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query("select pg_advisory_xact_lock($1)", [PARTITION_LOCK]);
    const there = new Set((await tx.query<{ name: string }>(LIST_PARTITIONS)).map(({ name }) => name));
    for (const day of days) {
      for (const [table, settings] of Object.entries(TABLES)) {
        const name = `${table}_${dayName(day)}`;
        if (there.has(name)) continue;
        await tx.script(
          `create table ${name} (like ${table} including all) ${settings};
           alter table ${table} attach partition ${name}
             for values from ('${firstMessageIdOf(day)}') to ('${firstMessageIdOf(day + 1)}')`,
        );
      }
    }
  });
}

/**
 * Drops the partitions of messages from before a day. A search under way is waited for 5 s at most.
 * @param transcriptsBefore the same for transcripts of successes
 * @returns the partitions dropped
 */
export async function dropPartitions(
  database: Database,
  before: Day,
  transcriptsBefore: Day,
): Promise<readonly string[]> {
  const partitions = await database.query<{ name: string }>(LIST_PARTITIONS);
  const dropped: string[] = [];
  for (const { name } of partitions) {
    const [, table, date] = /^(.*)_(\d{8})$/.exec(name) ?? [];
    const day = dayFromName(date ?? "");
    const limit = table === ("delivered_transcripts" satisfies PartitionedTable) ? transcriptsBefore : before;
    if (day === undefined || day >= limit) continue;
    await database.transaction((tx) => tx.script(`set local lock_timeout = '5s'; drop table if exists ${name}`));
    dropped.push(name);
  }
  return dropped;
}

const LIST_PARTITIONS = `
  select child.relname as name
  from pg_inherits
  join pg_class parent on parent.oid = inhparent
  join pg_class child on child.oid = inhrelid
  where parent.relkind = 'p' and child.relkind = 'r'
    and parent.oid = any (array['messages', 'recipients', 'records', 'delivered_transcripts']::regclass[])
  order by child.relname`;
