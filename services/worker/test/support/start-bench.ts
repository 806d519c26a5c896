import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "@postlane/config";
import { createSuspensionStore, type SuspensionStore } from "@postlane/control";
import { createClaims, createIntake, type ReportingIntake } from "@postlane/intake";
import { createLedgerStore, type LedgerStore } from "@postlane/ledger";
import type { DomainRule, Envelope, LaneKey, LogRecord, Relay, SuspensionTarget } from "@postlane/mail";
import { createLanes, type Lanes } from "@postlane/queue";
import { createRecordWriter } from "@postlane/records";
import { openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { createLifecycle, createLogger, createMetrics, type RunningService } from "@postlane/runtime";
import {
  DEFAULT_SETTINGS,
  type GeneralSettings,
  openSettingsStore,
  type SettingsStore,
  usableRelays,
} from "@postlane/settings";
import { createSpool, type Spool } from "@postlane/spool";
import { openSuppressions, type Suppressions } from "@postlane/suppressions";
import {
  type DnsServer,
  freePort,
  readRecords,
  type Receiver,
  type ReceiverOptions,
  type RedisServer,
  type Service,
  startDnsServer,
  startReceiver,
  startRedis,
  startService,
} from "@postlane/testkit";
import { startWorker } from "../../src/app.ts";
import { eventually } from "./eventually.ts";

/** A rule without pauses, and a second between attempts. */
export const QUICK: DomainRule = { domain: "*", maxContinuous: 0, failureDelaySeconds: 1, backoffFactor: 1 };

export interface Bench {
  readonly server: RedisServer;
  readonly redis: RedisClient;
  readonly dns: DnsServer;
  readonly lanes: Lanes;
  readonly suspensions: SuspensionStore;
  /** Suspends a target, and waits until every worker has taken it. */
  suspend(target: SuspensionTarget, untilMs?: number): Promise<void>;
  readonly ledger: LedgerStore;
  readonly spool: Spool;
  readonly suppressions: Suppressions;
  readonly intake: ReportingIntake;
  /** Takes a mail in as ingress would. @returns its message id */
  accept(to: readonly string[], content?: Buffer, envelope?: Partial<Envelope>, username?: string): Promise<string>;
  /** A receiver at `host` that is the only MX of each domain. */
  receive(domains: readonly string[], host: string, options?: Omit<ReceiverOptions, "host">): Promise<Receiver>;
  relay(id: string, port: number, some?: Partial<Relay>): Relay;
  configure(rules: readonly DomainRule[], relays?: readonly Relay[], general?: Partial<GeneralSettings>): Promise<void>;
  /** A worker in this process. */
  work(env?: Readonly<Record<string, string>>): Promise<RunningService>;
  /** A worker as a process of its own. */
  spawn(env?: Readonly<Record<string, string>>): Promise<Service>;
  /** Ends the workers started so far. */
  rest(): Promise<void>;
  /** Records of a message, without `received`, oldest first. */
  recordsOf(messageId: string): Promise<LogRecord[]>;
  /** Waits for a record of this kind. @throws Error with what there is */
  until(messageId: string, kind: LogRecord["kind"], timeoutMs?: number): Promise<LogRecord>;
  nextDueMs(lane: LaneKey): Promise<number | undefined>;
  stop(): Promise<void>;
}

export async function startBench(lockSeconds = 5): Promise<Bench> {
  const server = await startRedis();
  const dns = await startDnsServer();
  const directory = await mkdtemp(join(tmpdir(), "postlane-worker-"));
  const directPort = await freePort();
  const base: Record<string, string> = {
    POSTLANE_REDIS_URL: server.url,
    POSTLANE_DATA_DIR: directory,
    POSTLANE_HOSTNAME: "postlane.test",
    POSTLANE_DNS_SERVERS: dns.address,
    POSTLANE_DIRECT_PORT: String(directPort),
    POSTLANE_ALLOWED_NETWORKS: "127.0.0.0/8",
    POSTLANE_LOCK_SECONDS: String(lockSeconds),
    POSTLANE_SPOOL_INLINE_MAX_BYTES: "65536",
    POSTLANE_LOG_LEVEL: "error",
  };
  const redis = openRedis(server.url, "patient", () => {});
  await waitUntilReady(redis, 15_000);
  const log = createLogger("bench", "silent");
  const settings: SettingsStore = await openSettingsStore({ redisUrl: server.url, log });
  const lanes = createLanes({ redis, lockMs: lockSeconds * 1000, shards: 1, onError: () => {} });
  await lanes.ready();
  const suspensions = createSuspensionStore(redis);
  const spool = await createSpool({ redis, directory: join(directory, "spool"), inlineMaxBytes: 65_536 });
  const ledger = createLedgerStore(redis);
  const suppressions = await openSuppressions({ redis, now: Date.now });
  const now = () => settings.current().settings;
  const intake = createIntake({
    spool,
    ledger,
    lanes,
    records: createRecordWriter({ redis, maxLength: 1_000_000 }),
    suppressions,
    claims: createClaims({ redis, ledger }),
    rules: () => now().domainRules,
    relays: () => now().relays,
    relayChoices: () => usableRelays(now()).map(({ id }) => ({ id, usable: true })),
    reports: () => now().general.reports,
    countReport() {},
    hostname: "postlane.test",
    log: { warn() {} },
    unordered: false,
    now: Date.now,
    onTicketError: () => {},
  });
  const workers: RunningService[] = [];
  const processes: Service[] = [];
  const receivers: Receiver[] = [];

  const bench: Bench = {
    server,
    redis,
    dns,
    lanes,
    suspensions,
    async suspend(target, untilMs) {
      const common = { target, reason: "maintenance", by: "ada", sinceMs: Date.now() };
      const version = await suspensions.add(untilMs === undefined ? common : { ...common, untilMs });
      await eventually(() => suspensions.unconfirmed(version!, 20_000)).toEqual([]);
    },
    ledger,
    spool,
    suppressions,
    intake,
    async accept(to, content = Buffer.from("Subject: test\r\n\r\nHello.\r\n"), envelope = {}, username) {
      const messageId = intake.newMessageId();
      await intake.accept({
        messageId,
        envelope: { reversePath: "sender@client.test", recipients: to.map((address) => ({ address })), ...envelope },
        content,
        username,
        facts: () => ({ utf8Headers: false, eightBit: false }),
      });
      return messageId;
    },
    async receive(domains, host, options = {}) {
      for (const domain of domains) dns.set(domain, { mx: [{ preference: 10, exchange: `mx.${domains[0]}` }] });
      dns.set(`mx.${domains[0]}`, { a: [host] });
      const receiver = await startReceiver({ port: directPort, host, ...options });
      receivers.push(receiver);
      return receiver;
    },
    relay: (id, port, some = {}) => ({
      id,
      name: id,
      enabled: true,
      host: "127.0.0.1",
      port,
      tls: "none",
      tlsVerify: false,
      maxConnections: 5,
      failureDelaySeconds: 1,
      backoffFactor: 1,
      maxFailureDelaySeconds: 60,
      maxContinuous: 0,
      continuingDelaySeconds: 0,
      ...some,
    }),
    async configure(rules, relays = [], general = {}) {
      const { version, settings: present } = settings.current();
      await settings.save(
        { ...present, general: { ...DEFAULT_SETTINGS.general, ...general }, domainRules: rules, relays },
        version,
      );
    },
    async work(env = {}) {
      const logger = createLogger("worker", "silent");
      const context = { logger, metrics: createMetrics("worker"), lifecycle: createLifecycle(logger), processIndex: 0 };
      const worker = await startWorker(context, loadConfig({ ...base, ...env }));
      workers.push(worker);
      return worker;
    },
    async spawn(env = {}) {
      const service = await startService("worker", { ...base, POSTLANE_LOG_LEVEL: "info", ...env });
      processes.push(service);
      return service;
    },
    async rest() {
      await Promise.all([
        ...workers.splice(0).map((worker) => worker.close()),
        ...processes.splice(0).map((service) => service.stop(10_000)),
      ]);
    },
    async recordsOf(messageId) {
      const records = await readRecords(server.url);
      return records.filter((record) => record.messageId === messageId && record.kind !== "received");
    },
    async until(messageId, kind, timeoutMs = 20_000) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const records = await bench.recordsOf(messageId);
        const found = records.find((record) => record.kind === kind);
        if (found) return found;
        if (Date.now() > deadline)
          throw new Error(`no record ${kind} of ${messageId} in ${timeoutMs} ms; there are ${JSON.stringify(records)}`);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    },
    async nextDueMs(lane) {
      return (await lanes.survey(lane)).nextDueMs;
    },
    async stop() {
      await bench.rest();
      await Promise.all(receivers.map((receiver) => receiver.stop()));
      suppressions.close();
      await settings.close();
      await lanes.close();
      redis.disconnect();
      await Promise.all([dns.stop(), server.stop()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
  await bench.configure([QUICK]);
  return bench;
}
