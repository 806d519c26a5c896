import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Pressure, watchPressure } from "@postlane/intake";
import { openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { createLogger, createMetrics, type Metrics } from "@postlane/runtime";
import { DEFAULT_SETTINGS, type Settings, type SettingsSnapshot } from "@postlane/settings";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { type Ingress, startIngress } from "../../src/app.ts";
import { DEFAULT_LIMITS, type IngressLimits } from "../../src/limits.ts";
import { createRecordingIntake, type RecordingIntake } from "./recording-intake.ts";

export interface TestIngress extends Ingress {
  readonly intake: RecordingIntake;
  readonly metrics: Metrics;
  readonly redis: RedisClient;
  readonly pressure: Pressure;
  readonly dataDir: string;
  /** Log lines as objects. */
  readonly log: Record<string, unknown>[];
  /** Replaces sections of the settings and tells ingress. */
  change(settings: Partial<Settings>): void;
  /** A sample of a metric, or 0. */
  metric(name: string, labels?: Record<string, string>): Promise<number>;
}

export interface TestIngressOptions {
  readonly settings?: Partial<Settings>;
  readonly limits?: Partial<IngressLimits>;
  readonly listen?: readonly { readonly host: string; readonly port: number; readonly implicitTls: boolean }[];
  readonly inlineMaxBytes?: number;
  readonly now?: () => number;
}

let redisServer: Promise<RedisServer> | undefined;

/** One Redis for all tests of a file; call `stopTestRedis` in afterAll. */
export async function stopTestRedis(): Promise<void> {
  await (await redisServer)?.stop();
  redisServer = undefined;
}

/** Ingress on free ports of loopback, with a recording intake behind it. */
export async function startTestIngress(options: TestIngressOptions = {}): Promise<TestIngress> {
  redisServer ??= startRedis();
  const redis = openRedis((await redisServer).url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  await redis.flushall();
  const dataDir = await mkdtemp(join(tmpdir(), "postlane-ingress-"));
  const log: Record<string, unknown>[] = [];
  const logger = createLogger("ingress", "debug", {}, { write: (line) => void log.push(JSON.parse(line)) });
  const metrics = createMetrics("ingress");
  const intake = createRecordingIntake();
  let snapshot: SettingsSnapshot = { version: 1, settings: { ...DEFAULT_SETTINGS, ...options.settings } };
  const listeners = new Set<(snapshot: SettingsSnapshot) => void>();
  const pressure = watchPressure({
    redis,
    limits: () => snapshot.settings.general.backPressure,
    metrics,
    log: logger,
    now: options.now ?? Date.now,
    everyMs: 50,
  });
  const ingress = await startIngress({
    config: {
      hostname: "mx.postlane.example",
      smtpListen: options.listen ?? [{ host: "127.0.0.1", port: 0, implicitTls: false }],
      dataDir,
      tlsCert: undefined,
      tlsKey: undefined,
      spoolInlineMaxBytes: options.inlineMaxBytes ?? 65_536,
    },
    settings: {
      current: () => snapshot,
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    intake,
    pressure,
    redis,
    logger,
    metrics,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    now: options.now,
  });
  return {
    addresses: ingress.addresses,
    get sessions() {
      return ingress.sessions;
    },
    async close() {
      await ingress.close();
      pressure.close();
      redis.disconnect();
      await rm(dataDir, { recursive: true, force: true });
    },
    intake,
    metrics,
    redis,
    pressure,
    dataDir,
    log,
    change(settings) {
      snapshot = { version: snapshot.version + 1, settings: { ...snapshot.settings, ...settings } };
      for (const listener of listeners) listener(snapshot);
    },
    async metric(name, labels = {}) {
      const found = (await metrics.registry.getSingleMetric(name)?.get())?.values ?? [];
      const samples = found.filter((value) =>
        Object.entries(labels).every(([key, wanted]) => (value.labels as Record<string, unknown>)[key] === wanted),
      );
      return samples.reduce((sum, { value }) => sum + value, 0);
    },
  };
}
