import { randomUUID } from "node:crypto";
import type { LogRecord } from "@postlane/mail";
import { createRecordWriter } from "@postlane/records";
import { openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { createLogger, createMetrics, type Metrics } from "@postlane/runtime";
import { completeSettings, openSettingsStore, type SettingsStore } from "@postlane/settings";
import { validateSettings } from "@postlane/contract";
import { startWebhooks, type Webhooks, type WebhooksOptions } from "../../src/webhooks/start-webhooks.ts";
import { createTargetGuard } from "../../src/webhooks/target-guard.ts";

export const SECRET = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;

/** One api process as far as webhooks go, over a real Redis. */
export interface WebhookBench {
  readonly redis: RedisClient;
  readonly settings: SettingsStore;
  readonly webhooks: Webhooks;
  readonly metrics: Metrics;
  readonly logLines: string[];
  set(...webhooks: readonly object[]): Promise<void>;
  append(...records: readonly LogRecord[]): Promise<void>;
  close(): Promise<void>;
}

export async function startBench(redisUrl: string, more: Partial<WebhooksOptions> = {}): Promise<WebhookBench> {
  const redis = openRedis(redisUrl, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  const logLines: string[] = [];
  const logger = createLogger("api", "info", {}, { write: (line) => void logLines.push(line) });
  const settings = await openSettingsStore({ redisUrl, secretKey: Buffer.alloc(32, 1), log: logger });
  const metrics = createMetrics("api");
  const webhooks = startWebhooks({
    redisUrl,
    redis,
    settings,
    guard: createTargetGuard(["127.0.0.0/8", "::1/128"]),
    waitingMax: 100_000,
    lockMs: 2_000,
    consumer: randomUUID(),
    logger,
    metrics,
    onRedisError: () => {},
    abandonedAfterMs: 500,
    ...more,
  });
  const writer = createRecordWriter({ redis, maxLength: 100_000 });
  return {
    redis,
    settings,
    webhooks,
    metrics,
    logLines,
    async set(...entries) {
      const { version, settings: current } = await settings.refresh();
      const verdict = validateSettings({ ...current, webhooks: entries });
      if (!verdict.ok) throw new Error(JSON.stringify(verdict.problems));
      await settings.save(await completeSettings(verdict.settings, current), version);
      await webhooks.settled();
    },
    async append(...records) {
      await Promise.all(records.map((record) => writer.append(record)));
    },
    async close() {
      await webhooks.close();
      await settings.close();
      redis.disconnect();
    },
  };
}
