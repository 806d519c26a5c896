import type { LogRecord } from "@postlane/mail";
import { RecordRefused } from "../database-errors.ts";
import type { Database } from "../types.ts";
import { type Day, dayName, dayOf, timeOfMessageId } from "./day.ts";
import { insertMessages } from "./insert-messages.ts";
import { insertRecipients } from "./insert-recipients.ts";
import { insertRecords } from "./insert-records.ts";
import { ensurePartitions } from "./partitions.ts";

export interface LogWriter {
  /**
   * Writes records durably, all or none. Writing one again changes nothing, in any order, from any number of processes.
   * @throws what the database says; `isRefused` tells whether it is the records' fault.
   */
  write(records: readonly LogRecord[]): Promise<void>;
}

/** `no partition of relation … found for row` is a check violation. */
const NO_PARTITION = "23514";

/** A message id from another age comes from a clock gone wrong, and would make a partition that nobody drops. */
const OLDEST_DAYS = 400;
const NEWEST_DAYS = 2;

/** @param now Unix milliseconds */
export function createLogWriter(database: Database, now: () => number = Date.now): LogWriter {
  const ready = new Set<Day>();

  async function prepare(records: readonly LogRecord[]): Promise<void> {
    const today = dayOf(now());
    const days = new Set(records.map((record) => dayOf(timeOfMessageId(record.messageId))));
    const odd = [...days].find((day) => day < today - OLDEST_DAYS || day > today + NEWEST_DAYS);
    if (odd !== undefined)
      throw new RecordRefused(`the message id is dated ${dayName(odd)}, today is ${dayName(today)}`);
    const missing = [...days].filter((day) => !ready.has(day));
    if (missing.length === 0) return;
    await ensurePartitions(
      database,
      missing.sort((a, b) => a - b),
    );
    for (const day of missing) ready.add(day);
  }

  async function insert(records: readonly LogRecord[]): Promise<void> {
    await prepare(records);
    await database.transaction(async (tx) => {
      await insertMessages(tx, records);
      await insertRecipients(tx, records);
      await insertRecords(tx, records);
    });
  }

  return {
    async write(records) {
      const sorted = [...records].sort((a, b) => (a.messageId < b.messageId ? -1 : a.messageId > b.messageId ? 1 : 0));
      try {
        await insert(sorted);
      } catch (error) {
        // Somebody dropped a day that this process had seen.
        if ((error as { code?: string }).code !== NO_PARTITION) throw error;
        ready.clear();
        await insert(sorted);
      }
    },
  };
}
