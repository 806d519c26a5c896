import { type Database, dayOf, dropPartitions, ensurePartitions } from "@postlane/database";

/** Days made ahead, so that midnight finds its partition ready. */
const DAYS_AHEAD = 2;

/**
 * Makes today's and the next days' partitions and drops those whose time is over.
 * @returns the partitions dropped
 */
export async function keepPartitions(
  database: Database,
  nowMs: number,
  retentionDays: number,
  transcriptRetentionDays: number,
): Promise<readonly string[]> {
  const today = dayOf(nowMs);
  await ensurePartitions(
    database,
    Array.from({ length: DAYS_AHEAD + 1 }, (_, ahead) => today + ahead),
  );
  return dropPartitions(database, today - retentionDays, today - transcriptRetentionDays);
}
