import { createWebhookQueues, type WebhookQueues } from "@postlane/queue";
import { createRecordReader, type RecordReader } from "@postlane/records";
import { keys, openRedis, type RedisClient } from "@postlane/redis";
import type { Logger, Metrics } from "@postlane/runtime";
import type { SettingsStore } from "@postlane/settings";
import { createEndpointRunners } from "./create-endpoint-runners.ts";
import { type DeliverDeps, deliverEvent } from "./deliver-event.ts";
import { disableWebhook } from "./disable-webhook.ts";
import { type Dispatcher, startDispatcher } from "./dispatch-events.ts";
import { createEndpointLog, type EndpointLog } from "./endpoint-log.ts";
import { createEventPoster, type EventPoster } from "./post-event.ts";
import type { TargetGuard } from "./target-guard.ts";
import { declareWebhookMetrics } from "./webhook-metrics.ts";

export interface WebhooksOptions {
  readonly redisUrl: string;
  /** Fail-fast client. */
  readonly redis: RedisClient;
  readonly settings: SettingsStore;
  readonly guard: TargetGuard;
  readonly waitingMax: number;
  /** Life of a process's claim on an event. */
  readonly lockMs: number;
  /** Unique among all processes, new at each start. */
  readonly consumer: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly onRedisError: (error: Error) => void;
  /** Certificate authorities to trust besides those of Node, PEM. */
  readonly ca?: string;
  /** How long an entry of the stream that a dead process had in hand waits until another takes it [15000]. */
  readonly abandonedAfterMs?: number;
  readonly now?: () => number;
  readonly random?: () => number;
}

/** What this process does for webhooks: nothing at all while none is set. */
export interface Webhooks {
  readonly queues: WebhookQueues;
  readonly log: EndpointLog;
  readonly poster: EventPoster;
  /** Resolves when what the settings say now is in force. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** The stream of records waits for the webhooks no longer than this; an endpoint that is away does not count: its events are in its queue. */
const PATIENCE_MS = 3_600_000;
const TELL_AGAIN_MS = 60_000;
const SYNC_AGAIN_MS = 5_000;

/** Follows the settings: as long as a webhook is enabled, this process reads records for all and sends events to each. */
export function startWebhooks(options: WebhooksOptions): Webhooks {
  const { redis, settings, logger, now = Date.now, random = Math.random } = options;
  const patient = lazy(() => openRedis(options.redisUrl, "patient", options.onRedisError));
  const blocking = lazy(() => openRedis(options.redisUrl, "patient", options.onRedisError));
  const queues = createWebhookQueues({
    redis,
    patient: () => patient.get(),
    lockMs: options.lockMs,
    onError: options.onRedisError,
  });
  const log = createEndpointLog(redis);
  const poster = createEventPoster({ guard: options.guard, ...(options.ca !== undefined && { ca: options.ca }) });
  const all = () => settings.current().settings.webhooks;
  const enabled = () => all().filter((webhook) => webhook.enabled);
  const metrics = declareWebhookMetrics(options.metrics, queues, () => all().map(({ id }) => id));
  const tellDroppedAt = new Map<string, number>();
  let dispatcher: Dispatcher | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();

  const reader = lazy(() => openReader(options, blocking.get()));
  const deps: DeliverDeps = {
    poster,
    log,
    queues,
    webhook: (id) => all().find((webhook) => webhook.id === id),
    disable: (id) => disableWebhook(settings, id, logger),
    onAttempt: metrics.attempt,
    onTurn: (id, turn, error) => {
      if (turn === "asleep")
        logger.warn({ webhook: id, error }, "webhook does not take events; it is tried now and then");
      else logger.info({ webhook: id }, "webhook takes events again");
    },
    now,
    random,
  };
  const runners = createEndpointRunners({ queues, log, deliver: deliverEvent.bind(undefined, deps) });

  function sync(): Promise<void> {
    turn = turn.then(async () => {
      if (closed) return;
      try {
        await followSettings();
      } catch (err) {
        logger.warn({ err }, "webhooks could not be brought up to date with the settings; it is tried again");
        retry = setTimeout(sync, SYNC_AGAIN_MS).unref();
      }
    });
    return turn;
  }

  async function followSettings(): Promise<void> {
    const ids = all().map(({ id }) => id);
    if (ids.length > 0) await redis.sadd(keys.webhooksKnown(), ...ids);
    // Without its secret nothing can be sent: events wait in the queue.
    const ended = await runners.follow(enabled().filter(({ secret }) => secret !== undefined));
    if (enabled().length > 0) dispatcher ??= startDispatching();
    else await stopDispatching();
    await removeForgotten(ended);
  }

  function startDispatching(): Dispatcher {
    return startDispatcher({
      reader: reader.get(),
      queues,
      log,
      webhooks: enabled,
      waitingMax: options.waitingMax,
      logger,
      onDropped: (id, events) => {
        metrics.dropped(id, events);
        if (performance.now() < (tellDroppedAt.get(id) ?? 0)) return;
        tellDroppedAt.set(id, performance.now() + TELL_AGAIN_MS);
        logger.warn({ webhook: id, events }, "no room for further events of a webhook that does not take them");
      },
      now,
    });
  }

  async function stopDispatching(): Promise<void> {
    await dispatcher?.close();
    dispatcher = undefined;
    // Another process may know of a webhook that was just added; should the group be needed after all, it is made again where it has to begin.
    if ((await hasGroup(redis)) && !(await settings.refresh()).settings.webhooks.some((webhook) => webhook.enabled))
      await reader.get().removeGroup();
  }

  /**
   * Keys of webhooks that are no longer in the settings. Read before the settings, so that one that is new is never among them.
   * @param ended those this process worked on until now: what it noted last is not left behind
   */
  async function removeForgotten(ended: readonly string[]): Promise<void> {
    const known = new Set([...(await redis.smembers(keys.webhooksKnown())), ...ended]);
    if (known.size === 0) return;
    const ids = new Set((await settings.refresh()).settings.webhooks.map(({ id }) => id));
    for (const id of known) {
      if (ids.has(id)) continue;
      await queues.remove(id);
      await log.remove(id);
      await redis.srem(keys.webhooksKnown(), id);
      logger.info({ webhook: id }, "webhook removed with what waited for it");
    }
  }

  const unsubscribe = settings.onChange(() => void sync());
  void sync();
  return {
    queues,
    log,
    poster,
    settled: () => sync(),
    async close() {
      unsubscribe();
      closed = true;
      await turn;
      clearTimeout(retry);
      await runners.close();
      await dispatcher?.close();
      poster.close();
      await queues.close();
      for (const client of [patient, blocking]) client.made?.disconnect();
    },
  };
}

function openReader(options: WebhooksOptions, blocking: RedisClient): RecordReader {
  const { redis, settings, consumer, abandonedAfterMs } = options;
  return createRecordReader({
    blocking,
    redis,
    group: "webhooks",
    consumer,
    patienceMs: PATIENCE_MS,
    keepBad: false,
    ...(abandonedAfterMs !== undefined && { abandonedAfterMs }),
    // With the version that brought the first webhook, whenever a process comes to see it.
    beginAfter: async () => {
      const [newest] = await settings.history();
      return `${(newest?.savedAtMs ?? Date.now()) - 1}-0`;
    },
  });
}

async function hasGroup(redis: RedisClient): Promise<boolean> {
  if ((await redis.exists(keys.records())) === 0) return false;
  const groups = (await redis.xinfo("GROUPS", keys.records())) as unknown[][];
  return groups.some((group) => group[1] === "webhooks");
}

/** Made when it is first needed, so that without webhooks nothing is opened. */
function lazy<T>(make: () => T): { get(): T; readonly made: T | undefined } {
  let made: T | undefined;
  return {
    get: () => (made ??= make()),
    get made() {
      return made;
    },
  };
}
