import { hostname } from "node:os";
import type { Config } from "@postlane/config";
import { createControl, followSuspensions, openSuspensions } from "@postlane/control";
import { createResolver } from "@postlane/dns";
import { declareReportMetrics, openIntake } from "@postlane/intake";
import { createLedgerStore } from "@postlane/ledger";
import { createBurstLimits, createLaneLimits, createSiteLimits } from "@postlane/limits";
import { type LaneKey, maxConnectionsOf } from "@postlane/mail";
import {
  createLaneContents,
  createLanes,
  createRelayView,
  startSweeper,
  startTicketWorker,
  workerSilenceMs,
} from "@postlane/queue";
import { createRecordWriter } from "@postlane/records";
import { checkServer, checkWritable, keys, openRedis, takePulse, waitUntilReady, watchLatency } from "@postlane/redis";
import {
  createSparingLog,
  declareRedisLatency,
  type RunningService,
  type ServiceContext,
  startHealthServer,
} from "@postlane/runtime";
import { openSettingsStore, usableRelays } from "@postlane/settings";
import { createTlsSessions, openWithTlsFallback } from "@postlane/smtp-client";
import { createSpool } from "@postlane/spool";
import { openSuppressions } from "@postlane/suppressions";
import { v7 as uuidv7 } from "uuid";
import { deleteBody } from "./finish-delivery.ts";
import { openIdleRoom } from "./idle-room.ts";
import { createLaneSpeeds } from "./lane-speeds.ts";
import { laneTarget } from "./lane-target.ts";
import { ownAddresses } from "./own-addresses.ts";
import { runSession } from "./run-session.ts";
import type { SessionDeps } from "./session-deps.ts";
import { createSessionKeeper } from "./session-keeper.ts";
import { declareWorkerMetrics } from "./worker-metrics.ts";
import { joinWorkerRoll } from "./worker-roll.ts";

const REDIS_START_MS = 15_000;
/** The longest wait for servers that have been sent their final dot; what is still open then runs out by itself. */
const DRAIN_MS = 20_000;
/** Parting words to a Redis that is away are not waited for longer than this. */
const CLOSE_MS = 3_000;
const SWEEP_MS = 15_000;
const LATENCY_MS = 5_000;
const PULSE_MS = 2_000;
/** So long after Redis was away no connection is opened: by then every worker has connected again (within a second) and renewed its leases. */
const SETTLE_MS = 2_000;
/** A ticket for a lane that already has its share of this worker is offered again after this. */
const SHARE_ROUND_MS = 1_000;

/** A worker: takes tickets, opens sessions, sends, retries, writes records. Any number of them share nothing but Redis. */
export async function startWorker({ logger, metrics }: ServiceContext, config: Config): Promise<RunningService> {
  const sparing = createSparingLog();
  const onError = (err: Error): void =>
    sparing.note(err.message, (times) => logger.warn({ err, times }, "Redis cannot be used now"));
  const redis = openRedis(config.redisUrl, "patient", onError);
  const subscriber = openRedis(config.redisUrl, "patient", onError);
  const latency = declareRedisLatency(metrics);
  const stopWatching = watchLatency(redis, LATENCY_MS, (seconds) => latency.observe(seconds));
  let reconnects = 0;
  redis.on("close", () => reconnects++);
  await waitUntilReady(redis, REDIS_START_MS);
  for (const warning of await checkServer(redis)) logger.warn(warning);

  const lockMs = config.lockSeconds * 1000;
  const workerId = `${hostname()}-${process.pid}-${uuidv7().slice(-8)}`;
  const stopping = new AbortController();
  const settings = await openSettingsStore({ ...config, log: logger });
  const lanes = createLanes({ redis, lockMs, shards: config.sessionShards, onError });
  await lanes.ready();
  const pulse = await takePulse({
    client: redis,
    everyMs: Math.min(PULSE_MS, lockMs / 8),
    silenceMs: lockMs / 2,
    settleMs: SETTLE_MS,
    hasOthers: async () => (await redis.zcard(keys.workersAlive())) > 0,
    onError,
  });
  const laneLimits = createLaneLimits(redis, lockMs, pulse);
  const siteLimits = createSiteLimits(redis, lockMs, pulse);
  const burstLimits = createBurstLimits(redis, lockMs, pulse);
  const keeper = createSessionKeeper({
    lanes,
    laneLimits,
    siteLimits,
    burstLimits,
    leaseMs: lockMs,
    sessions: config.sessions,
    onError,
  });
  pulse.onReturn(() => keeper.renewAll());
  const contents = createLaneContents(redis);
  const suspensions = await openSuspensions({ redis, subscriber, onError });
  const isSuspended = (lane: LaneKey): boolean => suspensions.of(lane) !== undefined;
  const relays = createRelayView({
    relays: () => usableRelays(settings.current().settings),
    survey: (lane) => lanes.survey(lane),
    isSuspended,
    refreshMs: 1_000,
    onError,
  });
  const roll = await joinWorkerRoll({
    redis,
    pulse,
    workerId,
    intervalMs: Math.min(5_000, lockMs / 4),
    deadAfterMs: workerSilenceMs(lockMs),
    onError,
  });
  const suppressions = await openSuppressions({ redis, now: Date.now });
  const maxConnections = (lane: LaneKey): number => {
    const { domainRules, relays } = settings.current().settings;
    return maxConnectionsOf(lane, domainRules, relays);
  };
  const tlsSessions = createTlsSessions();
  const ledger = createLedgerStore(redis);
  const records = createRecordWriter({ redis, maxLength: config.recordsMax });
  const spool = await createSpool({
    redis,
    directory: config.spoolDir,
    inlineMaxBytes: config.spoolInlineMaxBytes,
    keepEnvelopes: config.durability === "spool",
  });
  const intake = openIntake({
    redis,
    spool,
    ledger,
    lanes,
    suppressions,
    suspensions,
    settings: () => settings.current().settings,
    recordsMax: config.recordsMax,
    hostname: config.hostname,
    countReport: declareReportMetrics(metrics),
    log: logger,
  });
  const { reporter } = intake;
  const deps: SessionDeps = {
    workerId,
    lanes,
    contents,
    suspensions,
    laneLimits,
    siteLimits,
    burstLimits,
    ledger,
    spool,
    records,
    reporter,
    control: createControl({
      ledger,
      lanes,
      contents,
      records,
      reporter,
      rules: () => settings.current().settings.domainRules,
      relays: () => usableRelays(settings.current().settings),
      maxConnections,
      deleteBody: (ref) => deleteBody(deps, ref),
      now: Date.now,
    }),
    suppressions,
    resolver: createResolver({
      servers: config.dnsServers,
      allowedNetworks: config.allowedNetworks,
      ownNames: [config.hostname],
      ownAddresses: ownAddresses(config.smtpListen, config.directPort),
    }),
    open: (target, signal) => openWithTlsFallback(target, { signal, tlsSessions }),
    settings: () => settings.current().settings,
    relayChoices: () => relays.choices(),
    keeper,
    speeds: createLaneSpeeds((lane, ms) => void lanes.noteSpeed(lane, ms).catch(onError)),
    idleRoom: await openIdleRoom({ lanes, subscriber, workerId }),
    roll,
    metrics: declareWorkerMetrics(metrics, () => keeper.count()),
    log: logger,
    ehloName: config.hostname,
    directPort: config.directPort,
    stopping: stopping.signal,
    reconnects: () => reconnects,
    now: Date.now,
    random: Math.random,
  };

  settings.onChange(({ settings: now }) => {
    keeper.stopAll("settings changed", ({ lane, target }) => {
      const next = laneTarget(lane, { rules: now.domainRules, relays: now.relays, ehloName: "", directPort: 0 });
      return JSON.stringify(next.pace) !== JSON.stringify(target.pace) || next.available !== target.available;
    });
  });

  const following = await followSuspensions({
    redis,
    suspensions,
    workerId,
    lanes,
    contents,
    maxConnections,
    stop: () => keeper.stopAll("suspended", ({ lane }) => isSuspended(lane)),
    onError,
  });

  const tickets = startTicketWorker({
    redis,
    shards: config.sessionShards,
    // More than the sessions, so that tickets of lanes beyond their share are passed on and never stand in the way.
    concurrency: config.sessions * 2,
    lockMs,
    name: workerId,
    run: async (lane) => {
      // Fetched when the stop came: it is another worker's.
      if (stopping.signal.aborted) return lanes.offerTimedTicket(lane, Date.now(), SHARE_ROUND_MS);
      if (!keeper.admit(lane)) return lanes.offerTimedTicket(lane, Date.now(), SHARE_ROUND_MS);
      try {
        return await runSession(deps, lane);
      } finally {
        keeper.release(lane);
      }
    },
    onError,
  });
  await tickets.ready();
  const sweeper = await startSweeper({
    redis,
    lanes,
    maxConnections,
    isSuspended,
    everyMs: Math.min(SWEEP_MS, lockMs),
    onError,
  });
  const health = await startHealthServer({
    listen: config.healthListen,
    metricsToken: config.metricsToken,
    registry: metrics.registry,
    checks: { redis: () => checkWritable(redis) },
  });

  return {
    addresses: { health: health.address },
    /** By phase: no more tickets; what has not sent its final dot goes back at once; what has is waited for. */
    async close() {
      stopping.abort();
      const sweeping = sweeper.close();
      await tickets.pause();
      keeper.stopAll("shutdown");
      const left = await keeper.drained(DRAIN_MS);
      if (left > 0)
        logger.warn({ sessions: left }, "sessions still wait for an answer to their final dot, or for Redis");
      await atMost(CLOSE_MS, [tickets.close()]);
      keeper.close();
      pulse.close();
      relays.close();
      intake.close();
      suppressions.close();
      suspensions.close();
      stopWatching();
      await atMost(CLOSE_MS, [sweeping, following.close(), roll.close(), health.close(), settings.close()]);
      await atMost(CLOSE_MS, [lanes.close()]);
      subscriber.disconnect();
      redis.disconnect();
    },
  };
}

/** Waits until all have ended, well or not, but no longer than `ms`. */
async function atMost(ms: number, work: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([Promise.allSettled(work), limit]);
  clearTimeout(timer);
}
