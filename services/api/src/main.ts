import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type Config, loadConfig } from "@postlane/config";
import { openSuspensions } from "@postlane/control";
import { createLedgerStore } from "@postlane/ledger";
import { declareReportMetrics, watchPressure } from "@postlane/intake";
import { maxConnectionsOf } from "@postlane/mail";
import { createLaneInspector, createLanes, createWalkRequests, workerSilenceMs } from "@postlane/queue";
import { createRecordTail, createRecordWriter } from "@postlane/records";
import { checkServer, checkWritable, openRedis, waitUntilReady, watchLatency } from "@postlane/redis";
import { declareRedisLatency, type RunningService, runService, type ServiceContext } from "@postlane/runtime";
import { applySettingsFile, openSettingsStore } from "@postlane/settings";
import { createSpool } from "@postlane/spool";
import { openSuppressions } from "@postlane/suppressions";
import { createAccess } from "./access/create-access.ts";
import { ensureFirstToken, type FirstTokenOptions } from "./access/first-token.ts";
import { createApp } from "./app.ts";
import { createAuditLog } from "./audit/audit-log.ts";
import { auditRoutes } from "./audit/audit-routes.ts";
import { keepAudit } from "./audit/keep-audit.ts";
import { openArchive } from "./archive/open-archive.ts";
import { controlRoutes } from "./control/control-routes.ts";
import { openControl } from "./control/open-control.ts";
import { keepSpoolClean } from "./keep-spool-clean.ts";
import { declareLaneMetrics } from "./lanes/lane-metrics.ts";
import { createLaneReader } from "./lanes/lane-reader.ts";
import { liveRoutes } from "./messages/live-routes.ts";
import { messageRoutes } from "./messages/message-routes.ts";
import { createRecovery } from "./recovery/recovery.ts";
import { recoveryRoutes } from "./recovery/recovery-routes.ts";
import { statusRoutes } from "./status/status-routes.ts";
import { openSubmission } from "./submission/open-submission.ts";
import { suspensionRoutes } from "./suspensions/suspension-routes.ts";
import { keepSuppressionsClean } from "./suppressions/keep-suppressions-clean.ts";
import { suppressionRoutes } from "./suppressions/suppression-routes.ts";
import { submissionRoutes } from "./submission/submission-routes.ts";
import { createLook } from "./waiting/look.ts";
import { createWaitingReader } from "./waiting/waiting-reader.ts";
import { waitingRoutes } from "./waiting/waiting-routes.ts";
import { checkWebhooks } from "./webhooks/check-webhooks.ts";
import { startWebhooks } from "./webhooks/start-webhooks.ts";
import { createTargetGuard } from "./webhooks/target-guard.ts";
import { showWebhookHealth } from "./webhooks/webhook-health.ts";
import { webhookRoutes } from "./webhooks/webhook-routes.ts";

const REDIS_START_MS = 30_000;
const LATENCY_MS = 5_000;

async function start({ logger, metrics, lifecycle }: ServiceContext, config: Config): Promise<RunningService> {
  const onRedisError = (error: Error): void => logger.debug({ err: error }, "redis connection");
  const redis = openRedis(config.redisUrl, "fail-fast", onRedisError);
  lifecycle.onClose("redis", () => redis.disconnect());
  await waitUntilReady(redis, REDIS_START_MS);
  for (const warning of await checkServer(redis)) logger.warn(warning);

  const latency = declareRedisLatency(metrics);
  lifecycle.onClose(
    "redis latency",
    watchLatency(redis, LATENCY_MS, (seconds) => latency.observe(seconds)),
  );
  declareLaneMetrics(metrics, redis);

  const { redisUrl } = config;
  const settings = await openSettingsStore({ ...config, log: logger, connectTimeoutMs: REDIS_START_MS });
  lifecycle.onClose("settings", () => settings.close());
  if (config.settingsFile && (await applySettingsFile(config.settingsFile, settings)))
    logger.info({ file: config.settingsFile, version: settings.current().version }, "settings file applied");

  const lanes = createLanes({
    redis,
    lockMs: config.lockSeconds * 1_000,
    shards: config.sessionShards,
    onError: onRedisError,
  });
  await lanes.ready();
  lifecycle.onClose("lanes", () => lanes.close());

  const listening = openRedis(redisUrl, "patient", onRedisError);
  lifecycle.onClose("redis of the suspensions", () => listening.disconnect());
  const suspensions = await openSuspensions({ redis, subscriber: listening, onError: onRedisError });
  lifecycle.onClose("suspensions", () => suspensions.close());

  const access = createAccess({
    redis,
    adminToken: config.adminToken,
    requestsPerMinute: config.apiRequestsPerMinute,
    onError: (err) => logger.warn({ err }, "failed logins cannot be counted"),
  });
  const firstToken: FirstTokenOptions = {
    redis,
    tokens: access.tokens,
    dataDir: config.dataDir,
    onMade: (token, file) => logger.info({ admin_token: token, file }, "admin token made; it is shown only this once"),
  };
  if (config.adminToken === undefined) await ensureFirstToken(firstToken);
  const { archive, database } = await openArchive({ config, redis, onRedisError, logger, metrics, lifecycle });
  const spool = await createSpool({
    redis,
    directory: config.spoolDir,
    inlineMaxBytes: config.spoolInlineMaxBytes,
    keepEnvelopes: config.durability === "spool",
  });
  keepSpoolClean(redis, config.spoolDir, logger, lifecycle);
  const following = openRedis(redisUrl, "patient", onRedisError);
  lifecycle.onClose("redis of the live feed", () => following.disconnect());
  const tail = createRecordTail({ blocking: following, redis, onError: onRedisError });
  lifecycle.onClose("live feed", () => tail.close());
  const ledger = createLedgerStore(redis);
  const audit = createAuditLog(redis);
  keepAudit(redis, database, logger, lifecycle);
  const lockMs = config.lockSeconds * 1_000;
  const { recordsMax } = config;
  const deadAfterMs = workerSilenceMs(lockMs);
  const suppressions = await openSuppressions({ redis, now: Date.now });
  lifecycle.onClose("suppressions", () => suppressions.close());
  const lookDeps = {
    redis,
    inspector: createLaneInspector(redis, config.sessionShards),
    ledger,
    spool,
    suspensions,
    settings: () => settings.current().settings,
    deadAfterMs,
  };
  const waiting = createWaitingReader(lookDeps);
  keepSuppressionsClean(suppressions, logger, lifecycle);
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
  const submission = openSubmission({
    config,
    redis,
    ledger,
    spool,
    lanes,
    suppressions,
    suspensions,
    pressure,
    settings,
    countReport: declareReportMetrics(metrics),
    logger,
    lifecycle,
  });
  const control = openControl({
    redis,
    database,
    ledger,
    spool,
    lanes,
    settings,
    audit,
    reporter: submission.reporter,
    recordsMax,
    lockMs,
    logger,
    lifecycle,
  });
  const readiness = { redis: () => checkWritable(redis), archive: () => archive.check() };
  const guard = createTargetGuard(config.webhookAllowedNetworks);
  const webhooks = startWebhooks({
    redisUrl,
    redis,
    settings,
    guard,
    waitingMax: config.webhookWaitingMax,
    lockMs: config.lockSeconds * 1_000,
    consumer: `${hostname()}-${process.pid}-${randomUUID()}`,
    logger,
    metrics,
    onRedisError,
  });
  lifecycle.onClose("webhooks", () => webhooks.close());
  const recovery = createRecovery({
    redis,
    ledger,
    lanes,
    records: createRecordWriter({ redis, maxLength: config.recordsMax }),
    spool,
    database,
    maxConnections: (lane) => {
      const { domainRules, relays } = settings.current().settings;
      return maxConnectionsOf(lane, domainRules, relays);
    },
    now: Date.now,
    onError: (err) => logger.warn({ err }, "recovery from the spool"),
  });
  const app = await createApp({
    logger,
    metrics,
    settings,
    lanes: createLaneReader({ redis, lanes, look: (samples) => createLook(lookDeps, samples) }),
    readiness,
    audit,
    access,
    trustedProxies: config.trustedProxies,
    metricsToken: config.metricsToken,
    load: {
      bodiesMaxBytes: config.apiBodiesMaxBytes,
      maxConnections: config.apiConnections,
      maxConnectionsPerAddress: config.apiConnectionsPerAddress,
    },
    parts: [
      messageRoutes({ database, redis, ledger, spool, suspensions, waiting }),
      waitingRoutes({ database, redis, ledger, waiting }),
      liveRoutes({ tail }),
      suppressionRoutes({ suppressions, audit, now: Date.now }),
      recoveryRoutes({ recovery, isKept: spool.envelopes !== undefined }),
      webhookRoutes({ settings, webhooks, now: Date.now }),
      statusRoutes({ redis, settings, pressure, readiness, deadAfterMs }),
      controlRoutes(control),
      suspensionRoutes({ suspensions, settings: () => settings.current().settings, audit, deadAfterMs, now: Date.now }),
      auditRoutes({ redis, database }),
      submissionRoutes(submission),
    ],
    settingsParts: {
      check: checkWebhooks(guard),
      showLive: showWebhookHealth({ settings, queues: webhooks.queues, log: webhooks.log, now: Date.now }),
    },
  });
  const { host, port } = config.apiListen;
  const url = await app.listen({ host, port });
  return { addresses: { api: new URL(url).host }, close: () => app.close() };
}

await runService("api", start, { configure: loadConfig });
