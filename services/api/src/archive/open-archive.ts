import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "@postlane/config";
import { connectDatabase, type Database } from "@postlane/database";
import { createRecordReader } from "@postlane/records";
import { openRedis, type RedisClient } from "@postlane/redis";
import type { Lifecycle, Logger, Metrics } from "@postlane/runtime";
import { type Archive, createArchive } from "./create-archive.ts";

const CLOSE_MS = 3_000;

export interface OpenArchiveOptions {
  readonly config: Pick<Config, "redisUrl" | "databaseUrl" | "dataDir" | "logDays" | "logTranscriptDays">;
  readonly redis: RedisClient;
  readonly onRedisError: (error: Error) => void;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
}

/** Connects stream and database and begins to archive; both are closed with the service. A PostgreSQL that is away is waited for meanwhile. */
export async function openArchive(options: OpenArchiveOptions): Promise<{ archive: Archive; database: Database }> {
  const { config, redis, logger, metrics, lifecycle } = options;
  const database = await connectDatabase({
    url: config.databaseUrl,
    directory: join(config.dataDir, "log"),
    onError: (err) => logger.debug({ err }, "database connection"),
  });
  lifecycle.onClose("database", () => database.close());
  const blocking = openRedis(config.redisUrl, "patient", options.onRedisError);
  lifecycle.onClose("redis of the archive", () => blocking.disconnect());
  const archive = createArchive({
    reader: createRecordReader({
      blocking,
      redis,
      group: "archive",
      consumer: `${hostname()}-${process.pid}-${randomUUID()}`,
    }),
    database,
    logger,
    metrics,
    retentionDays: config.logDays,
    transcriptRetentionDays: config.logTranscriptDays,
  });
  lifecycle.onClose("archive", async () => {
    // A read that stands in line for a Redis that is away would be waited for in vain; what is in hand is read again after the next start.
    await Promise.race([archive.close(), sleep(CLOSE_MS)]);
  });
  await archive.start();
  return { archive, database };
}
