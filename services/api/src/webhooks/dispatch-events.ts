import type { LogRecord } from "@postlane/mail";
import type { WebhookJob, WebhookQueues } from "@postlane/queue";
import type { RecordBatch, RecordReader } from "@postlane/records";
import type { Logger } from "@postlane/runtime";
import type { Webhook } from "@postlane/settings";
import type { EndpointLog } from "./endpoint-log.ts";
import { toEvent } from "./to-event.ts";
import { wantsEvent } from "./wants-event.ts";

export interface DispatcherDeps {
  /** Of the group of all dispatchers: each record is read by one of them. */
  readonly reader: RecordReader;
  readonly queues: WebhookQueues;
  readonly log: EndpointLog;
  /** Those that are to be told, as they are set now. */
  readonly webhooks: () => readonly Webhook[];
  /** Events that may wait for all webhooks together. */
  readonly waitingMax: number;
  readonly logger: Logger;
  readonly onDropped: (webhookId: string, events: number) => void;
  readonly now: () => number;
}

/** Turns records into events and puts each into the queue of every endpoint that wants it. */
export interface Dispatcher {
  /** Ends after the batch in hand. */
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
const WATCH_EVERY_MS = 10_000;

/**
 * A batch is acknowledged when all its events are in their queues, so none is lost with a process; one whose events are in some queues
 * already is put there again and changes nothing.
 */
export function startDispatcher(deps: DispatcherDeps): Dispatcher {
  const { reader, logger } = deps;
  const stopping = new AbortController();
  const running = run();
  let droppedTold = 0;
  let watchAt = 0;

  async function run(): Promise<void> {
    let failures = 0;
    let inHand: RecordBatch | undefined;
    while (!stopping.signal.aborted) {
      try {
        inHand ??= await reader.read();
        await dispatch(deps, inHand);
        await reader.acknowledge(inHand.entryIds);
        inHand = undefined;
        failures = 0;
        await watch();
      } catch (err) {
        failures++;
        if (failures === 1) logger.warn({ err }, "events cannot be handed to webhooks now; they wait in the stream");
        const ms = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10), LONGEST_PAUSE_MS);
        await new Promise((resolve) => setTimeout(resolve, ms));
      }
    }
  }

  /** What left the stream unread is lost to the webhooks: it must be seen. */
  async function watch(): Promise<void> {
    if (performance.now() < watchAt) return;
    watchAt = performance.now() + WATCH_EVERY_MS;
    const { dropped } = await reader.status();
    if (dropped > droppedTold)
      logger.error({ dropped }, "events were lost to webhooks: they waited too long in the stream");
    droppedTold = dropped;
  }

  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}

async function dispatch(deps: DispatcherDeps, { entries }: RecordBatch): Promise<void> {
  const webhooks = deps.webhooks();
  const events = new Map<LogRecord, WebhookJob | undefined>();
  for (const webhook of webhooks) {
    const jobs: WebhookJob[] = [];
    for (const { record } of entries) {
      if (!wantsEvent(webhook, record)) continue;
      if (!events.has(record)) events.set(record, toEvent(record, deps.now()));
      const event = events.get(record);
      if (event) jobs.push(event);
    }
    if (jobs.length > 0) await queue(deps, webhook.id, jobs, Math.floor(deps.waitingMax / webhooks.length));
  }
}

/** Redis is there for mail in the first place: what a dead endpoint may pile up has an end. */
async function queue(
  deps: DispatcherDeps,
  webhookId: string,
  jobs: readonly WebhookJob[],
  most: number,
): Promise<void> {
  const { waiting, active, delayed } = await deps.queues.counts(webhookId);
  const room = Math.max(0, most - waiting - active - delayed);
  if (room > 0) await deps.queues.add(webhookId, jobs.slice(0, room));
  const dropped = jobs.length - room;
  if (dropped <= 0) return;
  await deps.log.countDropped(webhookId, dropped);
  deps.onDropped(webhookId, dropped);
}
