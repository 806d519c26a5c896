import { createLogWriter, type Database, isRefused, type LogWriter, migrate } from "@postlane/database";
import type { ReaderStatus, RecordBatch, RecordEntry, RecordReader } from "@postlane/records";
import type { Logger, Metrics } from "@postlane/runtime";
import { keepPartitions } from "./keep-partitions.ts";

export interface ArchiveDeps {
  readonly reader: RecordReader;
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly retentionDays: number;
  /** Of transcripts of successes. */
  readonly transcriptRetentionDays: number;
}

/** Moves the records from the stream into the database; replicas share the work. Mail does not wait for it. */
export interface Archive {
  /** Begins. Resolves when the database has been asked once, whether it answered or not: a service starts without it. */
  start(): Promise<void>;
  /** For readiness. @throws Error why records are not archived at present */
  check(): Promise<void>;
  /** Ends after the batch in hand. What it does not get done is read again by another replica, or at the next start. */
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
const WATCH_EVERY_MS = 5_000;
const MAINTAIN_EVERY_MS = 3_600_000;

export function createArchive(deps: ArchiveDeps): Archive {
  const { reader, database, logger, metrics } = deps;
  const log = createLogWriter(database);
  const archived = metrics.counter({
    name: "postlane_archive_records_total",
    help: "Log records written to the database",
  });
  const stopping = new AbortController();
  let trouble: Error | undefined = new Error("the archive has not started");
  let migrated = false;
  let watchAt = 0;
  let maintainAt = 0;
  let droppedTold = 0;
  let running: Promise<void> = Promise.resolve();
  const { promise: asked, resolve: tellAsked } = Promise.withResolvers<void>();
  declareStatusMetrics(metrics, reader);

  async function run(): Promise<void> {
    let failures = 0;
    let inHand: RecordBatch | undefined;
    while (!stopping.signal.aborted) {
      try {
        if (!migrated) await prepare();
        tellAsked();
        await watch();
        inHand ??= await reader.read();
        if (inHand.entryIds.length > 0) await settle(inHand);
        inHand = undefined;
        if (failures > 0) logger.info("archive works again");
        failures = 0;
        trouble = undefined;
        if (performance.now() >= maintainAt) await maintain();
      } catch (err) {
        trouble = err as Error;
        tellAsked();
        failures++;
        // Once for each outage, not for each try.
        if (failures === 1) logger.error({ err }, "archive cannot go on; records wait in the stream, mail goes on");
        await pause(Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10), LONGEST_PAUSE_MS));
      }
    }
  }

  async function prepare(): Promise<void> {
    const applied = await migrate(database);
    if (applied.length > 0) logger.info({ migrations: applied }, "database schema brought up to date");
    migrated = true;
    trouble = undefined;
  }

  async function settle(batch: RecordBatch): Promise<void> {
    if (batch.rejected > 0)
      logger.error({ entries: batch.rejected }, "entries that are no log records were moved aside");
    archived.inc(await writeAll(log, reader, logger, batch.entries));
    await reader.acknowledge(batch.entryIds);
  }

  /** What the stream's length limit removed unread is lost: it must be seen. */
  async function watch(): Promise<void> {
    if (performance.now() < watchAt) return;
    watchAt = performance.now() + WATCH_EVERY_MS;
    const { dropped, unread } = await reader.status();
    if (dropped > droppedTold) {
      logger.error(
        { dropped, newly_dropped: dropped - droppedTold, unread },
        "log records were lost: the stream was full",
      );
    }
    droppedTold = dropped;
  }

  async function maintain(): Promise<void> {
    maintainAt = performance.now() + MAINTAIN_EVERY_MS;
    try {
      const dropped = await keepPartitions(database, Date.now(), deps.retentionDays, deps.transcriptRetentionDays);
      if (dropped.length > 0) logger.info({ partitions: dropped }, "old days of the log dropped");
    } catch (err) {
      // Archiving makes the days it needs by itself; what was not dropped is dropped an hour later.
      logger.warn({ err }, "partitions of the log could not be kept up");
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stopping.signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      stopping.signal.addEventListener("abort", done);
    });
  }

  return {
    start() {
      running = run();
      return asked;
    },
    async check() {
      if (trouble) throw trouble;
      // While no mail comes nothing else would notice that the database is gone, and one that is silent is waited for.
      await database.query("select 1");
    },
    async close() {
      stopping.abort();
      await running;
    },
  };
}

/**
 * Writes a batch. One the database refuses is halved until the records at fault are alone: these are moved aside, so that nothing
 * ever blocks the stream.
 * @returns the number of records written
 */
async function writeAll(
  log: LogWriter,
  reader: RecordReader,
  logger: Logger,
  entries: readonly RecordEntry[],
): Promise<number> {
  if (entries.length === 0) return 0;
  try {
    await log.write(entries.map(({ record }) => record));
    return entries.length;
  } catch (err) {
    if (!isRefused(err)) throw err;
    if (entries.length > 1) {
      const half = entries.length >> 1;
      const first = await writeAll(log, reader, logger, entries.slice(0, half));
      return first + (await writeAll(log, reader, logger, entries.slice(half)));
    }
    const [{ entryId, record }] = entries as [RecordEntry];
    logger.error({ err, record_id: record.id }, "a log record the database refuses was moved aside");
    await reader.reject(entryId, (err as Error).message, JSON.stringify(record));
    return 0;
  }
}

function declareStatusMetrics(metrics: Metrics, reader: RecordReader): void {
  let asked: Promise<ReaderStatus | undefined> | undefined;
  // The gauges of one scrape share one question; without an answer they keep their last value.
  const status = () =>
    (asked ??= reader
      .status()
      .catch(() => undefined)
      .finally(() => (asked = undefined)));
  const declare = (name: `postlane_${string}`, help: string, field: keyof ReaderStatus) =>
    metrics.gauge({
      name,
      help,
      collect: async (gauge) => {
        const numbers = await status();
        if (numbers) gauge.set(numbers[field]);
      },
    });
  declare("postlane_archive_unread_records", "Log records in the stream that the archive has not read yet", "unread");
  declare("postlane_archive_in_hand_records", "Log records read by the archive and not yet written", "inHand");
  declare(
    "postlane_archive_dropped_records",
    "Log records lost because the stream was full before they were read",
    "dropped",
  );
  declare("postlane_archive_rejected_records", "Entries moved aside because they could not be archived", "rejected");
}
