import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createLogWriter, migrate } from "@postlane/database";
import { createLedgerStore } from "@postlane/ledger";
import { freshProgress, type LedgerDelivery, type MessageHead } from "@postlane/mail";
import { createRecordWriter } from "@postlane/records";
import { keys } from "@postlane/redis";
import { createSpool, type Spool } from "@postlane/spool";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createRecovery } from "../src/recovery/recovery.ts";
import { recoveryRoutes } from "../src/recovery/recovery-routes.ts";
import { buildRecord, LOG_DATABASES, type LogDatabase } from "./log-fixture.ts";
import { startTestApi, type TestApi } from "./start-test-api.ts";

/** All of them are old enough to be no submission under way. */
const ACCEPTED_AT = Date.now() - 60_000;
let count = 0;

describe.each(LOG_DATABASES)("recovery from the spool, with the log in %s", (_, open) => {
  let server: RedisServer;
  let log: LogDatabase;
  let directory: string;
  let spool: Spool;
  let api: TestApi;

  beforeAll(async () => {
    server = await startRedis();
    log = await open();
    await migrate(log.database);
    directory = await mkdtemp(join(tmpdir(), "postlane-recovery-"));
    api = await startTestApi(server.url, null, (redis, { lanes }) => [
      async (v1) => {
        spool = await createSpool({ redis, directory, inlineMaxBytes: 1_000, keepEnvelopes: true });
        const recovery = createRecovery({
          redis,
          ledger: createLedgerStore(redis),
          lanes,
          records: createRecordWriter({ redis, maxLength: 1_000 }),
          spool,
          database: log.database,
          maxConnections: () => 1,
          now: Date.now,
          onError: () => {},
        });
        await v1.register(recoveryRoutes({ recovery, isKept: true }));
      },
    ]);
  }, 60_000);
  afterAll(async () => {
    await api?.close();
    await log?.stop();
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await api.redis.flushall();
    for await (const kept of spool.envelopes!.list()) if ("head" in kept) await spool.delete(kept.head.spoolRef);
  });

  /** A message of two deliveries as intake leaves it in the spool. */
  async function keep(): Promise<{ head: MessageHead; deliveries: LedgerDelivery[] }> {
    const hex = ACCEPTED_AT.toString(16).padStart(12, "0");
    const messageId = `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(++count).padStart(12, "0")}`;
    const put = await spool.put(messageId, Buffer.from("Subject: x\r\n\r\nx\r\n"));
    const head: MessageHead = {
      messageId,
      envelope: { reversePath: "s@c.test" },
      receivedAtMs: ACCEPTED_AT,
      sizeBytes: put.sizeBytes,
      spoolRef: put.ref,
    };
    const deliveries = ["a.test", "b.test"].map((domain, n): LedgerDelivery => ({
      deliveryId: `${messageId}.${n}`,
      domain,
      lane: `direct:${domain}`,
      state: "open",
      recipients: [{ address: `one@${domain}` }, { address: `two@${domain}` }],
      progress: freshProgress(ACCEPTED_AT),
    }));
    await spool.envelopes!.keep(head, deliveries);
    return { head, deliveries };
  }

  async function recover(dryRun = false): Promise<Record<string, unknown>> {
    expect((await api.call("POST", "/v1/recovery", { dry_run: dryRun })).status).toBe(202);
    let run: Record<string, unknown> = {};
    await expect
      .poll(async () => (run = (await api.call("GET", "/v1/recovery")).body)["state"], { timeout: 20_000 })
      .not.toBe("running");
    return run;
  }

  const openRecipients = async (messageId: string): Promise<string[] | undefined> =>
    (await createLedgerStore(api.redis).readMessage(messageId))?.deliveries.flatMap(({ recipients }) =>
      recipients.map(({ address }) => address),
    );
  const waiting = async (lane: `direct:${string}`): Promise<number> => (await api.lanes.survey(lane)).waiting;

  it("queues again what Redis does not know, and only counts in a dry run", async () => {
    const { head } = await keep();
    expect(await recover(true)).toMatchObject({ state: "done", dry_run: true, recovered: 1, looked_at: 1 });
    expect(await openRecipients(head.messageId)).toBeUndefined();
    expect(await recover()).toMatchObject({ state: "done", recovered: 1, by: "admin token" });
    expect(await openRecipients(head.messageId)).toHaveLength(4);
    expect([await waiting("direct:a.test"), await waiting("direct:b.test")]).toEqual([1, 1]);
    expect(await recover()).toMatchObject({ recovered: 0, known: 1 });
    expect([await waiting("direct:a.test"), await waiting("direct:b.test")]).toEqual([1, 1]);
  });

  it("leaves out who has ended by the log, and deliveries that have ended by the spool", async () => {
    const { head, deliveries } = await keep();
    await spool.envelopes!.noteEnd(deliveries[0]!.deliveryId);
    await createLogWriter(log.database).write([
      buildRecord("received", head.messageId, { recipients: ["one@b.test", "two@b.test"] }),
      buildRecord("bounced", head.messageId, { recipients: ["one@b.test"] }),
      buildRecord("deferred", head.messageId, { recipients: ["two@b.test"] }),
    ]);
    expect(await recover()).toMatchObject({ recovered: 1 });
    expect(await openRecipients(head.messageId)).toEqual(["two@b.test"]);
    expect([await waiting("direct:a.test"), await waiting("direct:b.test")]).toEqual([0, 1]);
    // Its ledger goes when the last one ends, as ever.
    expect(await createLedgerStore(api.redis).settle(deliveries[1]!.deliveryId, "t", "delivered")).toBe("finished");
  });

  it("removes what has ended altogether", async () => {
    const { deliveries } = await keep();
    for (const { deliveryId } of deliveries) await spool.envelopes!.noteEnd(deliveryId);
    expect(await recover()).toMatchObject({ recovered: 0, finished: 1 });
    expect(await recover()).toMatchObject({ looked_at: 0 });
    const files = await readdir(directory, { recursive: true, withFileTypes: true });
    expect(files.filter((file) => file.isFile())).toEqual([]);
  });

  it("a lost second: puts back a lane's entry, and settles what the spool knows to have ended", async () => {
    const { head, deliveries } = await keep();
    const ledger = createLedgerStore(api.redis);
    await ledger.create(head, deliveries);
    await spool.envelopes!.noteEnd(deliveries[0]!.deliveryId);
    expect(await recover()).toMatchObject({ known: 1, recovered: 0 });
    expect((await ledger.readMessage(head.messageId))!.deliveries.map(({ state }) => state)).toEqual([
      "delivered",
      "open",
    ]);
    expect([await waiting("direct:a.test"), await waiting("direct:b.test")]).toEqual([0, 1]);
  });

  it("names a file it cannot use, and goes on", async () => {
    const { head } = await keep();
    await writeFile(join(directory, "00", "broken.envelope"), "{");
    const run = await recover();
    expect(run).toMatchObject({ state: "done", recovered: 1 });
    expect(run["unreadable"]).toEqual([expect.stringContaining("broken.envelope")]);
    expect(await openRecipients(head.messageId)).toHaveLength(4);
    await rm(join(directory, "00", "broken.envelope"));
  });

  it("is told as failed when its process has died, and can be begun again", async () => {
    const progress = { state: "running", dry_run: false, by: "x", started_at: new Date().toISOString(), looked_at: 0 };
    const running = { ...progress, recovered: 0, known: 0, finished: 0, unreadable: [] };
    await api.redis.set(keys.recovery(), JSON.stringify(running));
    const { body } = await api.call("GET", "/v1/recovery");
    expect(body).toMatchObject({ state: "failed", detail: expect.stringContaining("begin it again") });
    await keep();
    expect(await recover()).toMatchObject({ state: "done", recovered: 1 });
  });

  it("stops when another run holds the lock by now", async () => {
    await keep();
    expect((await api.call("POST", "/v1/recovery", {})).status).toBe(202);
    await api.redis.set(keys.recoveryLock(), "another's");
    await sleep(4_000);
    expect((await api.call("GET", "/v1/recovery")).body).toMatchObject({ recovered: 0 });
    expect(await waiting("direct:a.test")).toBe(0);
  });

  it("does not send again what ends while it looks: gone from Redis, its files still there, the log behind", async () => {
    const { head } = await keep();
    expect((await api.call("POST", "/v1/recovery", {})).status).toBe(202);
    await expect
      .poll(async () => (await api.call("GET", "/v1/recovery")).body["looked_at"], { timeout: 5_000 })
      .toBe(1);
    await spool.delete(head.spoolRef);
    await expect
      .poll(async () => (await api.call("GET", "/v1/recovery")).body, { timeout: 20_000 })
      .toMatchObject({ state: "done", recovered: 0, finished: 1 });
    expect(await waiting("direct:a.test")).toBe(0);
  });

  it("makes a message once, though another run has done so and its mail has been delivered meanwhile", async () => {
    const { head, deliveries } = await keep();
    const ledger = createLedgerStore(api.redis);
    await ledger.createOnce(head, deliveries);
    await ledger.settle(deliveries[0]!.deliveryId, "t", "delivered");
    expect(await ledger.settle(deliveries[1]!.deliveryId, "t", "delivered")).toBe("finished");
    await recover();
    expect(await openRecipients(head.messageId)).toBeUndefined();
  });

  it("runs once at a time, and answers 404 before the first run", async () => {
    expect((await api.call("GET", "/v1/recovery")).status).toBe(404);
    await keep();
    const begun = await Promise.all(Array.from({ length: 5 }, () => api.call("POST", "/v1/recovery", {})));
    expect(begun.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409]);
    expect(begun.find(({ status }) => status === 409)).toMatchObject({ body: { code: "already_running" } });
    await expect
      .poll(async () => (await api.call("GET", "/v1/recovery")).body, { timeout: 20_000 })
      .toMatchObject({ state: "done", recovered: 1 });
    expect((await api.call("POST", "/v1/recovery", { dry_run: "yes" })).errors).toHaveProperty(["/dry_run"]);
  });
});

it("says so when no envelopes are kept", async () => {
  const server = await startRedis();
  const never = { begin: async () => undefined, read: async () => undefined };
  const api = await startTestApi(server.url, null, () => [recoveryRoutes({ recovery: never, isKept: false })]);
  expect(await api.call("POST", "/v1/recovery", {})).toMatchObject({ status: 409, body: { code: "nothing_kept" } });
  await api.close();
  await server.stop();
});
