import { loadMessage } from "@postlane/database";
import { createRecordReader, createRecordWriter } from "@postlane/records";
import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { createLogger, createMetrics } from "@postlane/runtime";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Archive, createArchive } from "../src/archive/create-archive.ts";
import { buildRecord, LOG_DATABASES, type LogDatabase, newId, until } from "./log-fixture.ts";

let server: RedisServer;
let redis: RedisClient;
beforeAll(async () => {
  server = await startRedis(["--stream-node-max-entries", "10"]);
  redis = openRedis(server.url, "patient", () => {});
  await waitUntilReady(redis, 5_000);
});
beforeEach(async () => void (await redis.flushall()));
afterAll(async () => {
  redis?.disconnect();
  await server?.stop();
});

describe.each(LOG_DATABASES)("archive into %s", (name, open) => {
  let log: LogDatabase;
  let closers: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    log = await open();
  }, 60_000);
  afterEach(async () => {
    for (const close of closers) await close();
    closers = [];
  });
  afterAll(() => log?.stop());

  async function start(): Promise<{ archive: Archive; lines: string[]; metric: (name: string) => Promise<number> }> {
    const blocking = openRedis(server.url, "patient", () => {});
    const lines: string[] = [];
    const metrics = createMetrics("api");
    const reader = createRecordReader({
      blocking,
      redis,
      group: "archive",
      consumer: newId(),
      batchSize: 100,
      blockMs: 50,
    });
    const logger = createLogger("api", "info", {}, { write: (line) => void lines.push(line) });
    const archive = createArchive({
      reader,
      database: log.database,
      logger,
      metrics,
      retentionDays: 30,
      transcriptRetentionDays: 7,
    });
    closers.push(async () => {
      await archive.close();
      blocking.disconnect();
    });
    await archive.start();
    const metric = async (wanted: string) => {
      const found = (await metrics.registry.getMetricsAsJSON()).find((one) => one.name === wanted);
      return found!.values[0]?.value ?? 0;
    };
    return { archive, lines, metric };
  }
  async function append(records: ReturnType<typeof buildRecord>[], maxLength = 1_000_000): Promise<void> {
    const writer = createRecordWriter({ redis, maxLength });
    await Promise.all(records.map((record) => writer.append(record)));
  }
  const archived = async (id: string) => (await loadMessage(log.database, id))?.records.length ?? 0;
  const empty = async () => (await redis.xlen(keys.records())) === 0;

  test("records move over and leave the stream; two replicas share the work", async () => {
    const ids = Array.from({ length: 300 }, newId);
    await append(
      ids.flatMap((id) => [
        buildRecord("received", id),
        buildRecord("deferred", id),
        buildRecord("delivered", id, { attempt: 2 }),
      ]),
    );
    const [one, two] = await Promise.all([start(), start()]);
    await until(empty, "the stream is empty");
    const [byOne, byTwo] = await Promise.all([one, two].map(({ metric }) => metric("postlane_archive_records_total")));
    expect(byOne! + byTwo!).toBe(900);
    for (const id of ids) expect(await archived(id)).toBe(3);
    const states = await log.database.query(
      "select state, count(*) as n from recipients where message_id = any ($1::uuid[]) group by state",
      [ids],
    );
    expect(states).toEqual([{ state: "delivered", n: 300 }]);
    await one.archive.check();
    expect(await one.metric("postlane_archive_unread_records")).toBe(0);
    await append([buildRecord("received", newId())]);
    await until(empty, "what comes later goes the same way");
  });

  test("a record the database refuses is moved aside, the rest of its batch is archived", async () => {
    const ids = Array.from({ length: 50 }, newId);
    // In a stream that others can write to, too: a date no clock of ours would make.
    const odd = `01ff${newId().slice(4)}`;
    await append([...ids.slice(0, 20), odd, ...ids.slice(20)].map((id) => buildRecord("received", id)));
    const { archive, lines, metric } = await start();
    await until(empty, "the stream is empty");
    for (const id of ids) expect(await archived(id)).toBe(1);
    await archive.check();
    expect(await metric("postlane_archive_rejected_records")).toBe(1);
    expect(await metric("postlane_archive_records_total")).toBe(50);
    const [entry] = await redis.xrange(keys.recordsRejected(), "-", "+");
    expect(entry![1]).toEqual(expect.arrayContaining(["reason", expect.stringContaining("the message id is dated")]));
    expect(lines.some((line) => line.includes("moved aside") && line.includes(odd))).toBe(true);
  });

  test("records lost to the length limit are told in the log and in the metric", async () => {
    await append(
      Array.from({ length: 500 }, () => buildRecord("received", newId())),
      100,
    );
    const { lines, metric } = await start();
    await until(empty, "the stream is empty");
    const dropped = await metric("postlane_archive_dropped_records");
    expect(dropped).toBeGreaterThan(350);
    expect(dropped + (await metric("postlane_archive_records_total"))).toBe(500);
    expect(
      lines.filter((line) => line.includes("log records were lost")).map((line) => JSON.parse(line).dropped),
    ).toEqual([dropped]);
  });

  test("closing does not wait for mail to come", async () => {
    const { archive } = await start();
    const started = performance.now();
    await archive.close();
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test.skipIf(name === "PGlite")("while the database is away records wait; then all are there once", async () => {
    const { archive, lines } = await start();
    const before = newId();
    await append([buildRecord("received", before)]);
    await until(empty, "the stream is empty");
    await log.server!.kill();
    const ids = Array.from({ length: 250 }, newId);
    await append(ids.map((id) => buildRecord("received", id)));
    await until(
      () =>
        archive.check().then(
          () => false,
          () => true,
        ),
      "readiness tells",
    );
    await expect(archive.check()).rejects.toThrow(/does not answer|ECONNREFUSED/);
    expect(await redis.xlen(keys.records())).toBe(250);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await log.server!.start();
    await until(empty, "the stream is empty");
    for (const id of [before, ...ids]) expect(await archived(id)).toBe(1);
    await archive.check();
    expect(lines.filter((line) => line.includes("cannot go on"))).toHaveLength(1);
    expect(lines.filter((line) => line.includes("works again"))).toHaveLength(1);
  });

  test.skipIf(name === "PGlite")("starts while the database is away", async () => {
    await log.server!.kill();
    const { archive } = await start();
    await expect(archive.check()).rejects.toThrow();
    await log.server!.start();
    await until(
      () =>
        archive.check().then(
          () => true,
          () => false,
        ),
      "it works",
    );
  });
});
