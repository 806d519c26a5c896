import { type Config, loadConfig } from "@postlane/config";
import { declareReportMetrics, openIntake, watchPressure } from "@postlane/intake";
import { createLedgerStore } from "@postlane/ledger";
import { openSuspensions } from "@postlane/control";
import { createLanes, createWalkRequests } from "@postlane/queue";
import { checkServer, checkWritable, openRedis, waitUntilReady, watchLatency } from "@postlane/redis";
import {
  createSparingLog,
  declareRedisLatency,
  runService,
  type RunningService,
  type ServiceContext,
  startHealthServer,
} from "@postlane/runtime";
import { applySettingsFile, openSettingsStore } from "@postlane/settings";
import { createSpool } from "@postlane/spool";
import { openSuppressions } from "@postlane/suppressions";
import { startIngress } from "./app.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const LATENCY_MS = 5_000;

/** Opens what ingress stands on, in the order in which it leans on each other; closed in reverse. */
async function start({ logger, metrics, lifecycle }: ServiceContext, config: Config): Promise<RunningService> {
  const sparing = createSparingLog();
  const onRedisError = (err: Error): void =>
    sparing.note(err.message, (times) => logger.warn({ err, times }, "Redis cannot be used now"));
  const redis = openRedis(config.redisUrl, "fail-fast", onRedisError);
  lifecycle.onClose("redis", () => redis.disconnect());
  await waitUntilReady(redis, CONNECT_TIMEOUT_MS);
  for (const warning of await checkServer(redis)) logger.warn(warning);

  const latency = declareRedisLatency(metrics);
  lifecycle.onClose(
    "redis latency",
    watchLatency(redis, LATENCY_MS, (seconds) => latency.observe(seconds)),
  );

  const settings = await openSettingsStore({ ...config, log: logger });
  lifecycle.onClose("settings", () => settings.close());
  if (config.settingsFile) await applySettingsFile(config.settingsFile, settings);

  const spool = await createSpool({
    redis,
    directory: config.spoolDir,
    inlineMaxBytes: config.spoolInlineMaxBytes,
    keepEnvelopes: config.durability === "spool",
  });
  const lanes = createLanes({
    redis,
    lockMs: config.lockSeconds * 1000,
    shards: config.sessionShards,
    onError: onRedisError,
  });
  lifecycle.onClose("lanes", () => lanes.close());
  await lanes.ready();
  const subscriber = openRedis(config.redisUrl, "patient", onRedisError);
  lifecycle.onClose("redis of the suspensions", () => subscriber.disconnect());
  const suspensions = await openSuspensions({ redis, subscriber, onError: onRedisError });
  lifecycle.onClose("suspensions", () => suspensions.close());
  const suppressions = await openSuppressions({ redis, now: Date.now });
  lifecycle.onClose("suppressions", () => suppressions.close());
  const intake = openIntake({
    redis,
    spool,
    ledger: createLedgerStore(redis),
    lanes,
    suppressions,
    suspensions,
    settings: () => settings.current().settings,
    recordsMax: config.recordsMax,
    hostname: config.hostname,
    countReport: declareReportMetrics(metrics),
    log: logger,
  });
  lifecycle.onClose("intake", () => intake.close());

  const walks = createWalkRequests(redis, onRedisError);
  lifecycle.onClose("walk requests", () => walks.close());
  const pressure = watchPressure({
    redis,
    walkSoon: () => walks.ask(),
    limits: () => settings.current().settings.general.backPressure,
    metrics,
    log: logger,
    now: Date.now,
  });
  lifecycle.onClose("back-pressure", () => pressure.close());

  const health = await startHealthServer({
    listen: config.healthListen,
    metricsToken: config.metricsToken,
    registry: metrics.registry,
    checks: {
      redis: () => checkWritable(redis),
      ...(spool.envelopes && { spool: () => spool.envelopes!.checkWritable() }),
    },
  });
  lifecycle.onClose("health", () => health.close());
  const ingress = await startIngress({ config, settings, intake, pressure, redis, logger, metrics });
  return {
    addresses: { smtp: ingress.addresses, health: health.address },
    close: () => ingress.close(),
  };
}

await runService("ingress", start, { configure: loadConfig, scalable: true });
