import { keys, type RedisClient } from "@postlane/redis";
import { DelayedError, Queue } from "bullmq";
import { UnhurriedWorker } from "./unhurried-worker.ts";

/** An event on its way to one endpoint. It holds no secret. */
export interface WebhookJob {
  /** The same for every repeat of the event. */
  readonly eventId: string;
  readonly type: string;
  readonly messageId?: string;
  /** The body to send. */
  readonly payload: string;
  /** Unix milliseconds. */
  readonly queuedAtMs: number;
}

/** What follows for an event that was worked on: it is over, or is worked on again. */
export type WebhookNext = { readonly retryAtMs: number } | undefined;

export interface WebhookCounts {
  /** Waiting to be sent now, or as soon as the endpoint may be asked again. */
  readonly waiting: number;
  readonly active: number;
  /** Waiting for their next try. */
  readonly delayed: number;
}

export interface WebhookRunnerOptions {
  /** Events under way at a time, over all processes. */
  readonly concurrency: number;
  /** @param attempt from 1. One that throws is tried again in some seconds. */
  readonly run: (job: WebhookJob, attempt: number) => Promise<WebhookNext>;
}

export interface WebhookRunner {
  /** Takes no more events and waits for those under way, at most `limitMs`; what is left is run again elsewhere. */
  close(limitMs: number): Promise<void>;
}

/** A queue for each endpoint, so that none stands in the way of another. */
export interface WebhookQueues {
  /** Adds events; one that is there already is left as it is. */
  add(webhookId: string, jobs: readonly WebhookJob[]): Promise<void>;
  counts(webhookId: string): Promise<WebhookCounts>;
  /** Begins to work on an endpoint's events; several processes share them. */
  run(webhookId: string, options: WebhookRunnerOptions): Promise<WebhookRunner>;
  /** No process takes an event of this endpoint for so long. */
  sleep(webhookId: string, ms: number): Promise<void>;
  /** Ends the sleep, and what waits for its next try may go at once. */
  wake(webhookId: string): Promise<void>;
  /** Lets an event that waits for its next try go now. @returns what was done: it goes now, was going anyway, or is not there */
  hurry(webhookId: string, eventId: string): Promise<"hurried" | "going" | "absent">;
  /** Removes the queue with everything in it. */
  remove(webhookId: string): Promise<void>;
  close(): Promise<void>;
}

export interface WebhookQueuesOptions {
  /** Fail-fast client for all queues. */
  readonly redis: RedisClient;
  /** Patient client, asked for with the first runner; each runner's blocking one is made from it. */
  readonly patient: () => RedisClient;
  readonly lockMs: number;
  readonly onError: (error: Error) => void;
}

/** A mistake of ours or a Redis that stumbled must not lose an event: BullMQ tries it again. */
const JOB = { attempts: 1_000_000, backoff: { type: "fixed", delay: 5_000 }, removeOnComplete: true } as const;
/** A limit that is never reached: BullMQ looks at the key that lets a queue sleep only where there is a limit. */
const LIMITER = { max: 1_000_000_000, duration: 1_000 };

export function createWebhookQueues({ redis, patient, lockMs, onError }: WebhookQueuesOptions): WebhookQueues {
  const queues = new Map<string, Queue<WebhookJob>>();
  const runners = new Set<WebhookRunner>();

  function queueOf(webhookId: string): Queue<WebhookJob> {
    let queue = queues.get(webhookId);
    if (!queue) {
      queue = new Queue<WebhookJob>("events", {
        connection: redis,
        prefix: keys.webhookPrefix(webhookId),
        streams: { events: { maxLen: 10 } },
      });
      queue.on("error", onError);
      queues.set(webhookId, queue);
    }
    return queue;
  }

  return {
    async add(webhookId, jobs) {
      const bulk = jobs.map((data) => ({ name: data.type, data, opts: { ...JOB, jobId: data.eventId } }));
      await queueOf(webhookId).addBulk(bulk);
    },
    async counts(webhookId) {
      const counts = await queueOf(webhookId).getJobCounts("wait", "active", "delayed");
      return { waiting: counts["wait"] ?? 0, active: counts["active"] ?? 0, delayed: counts["delayed"] ?? 0 };
    },
    async run(webhookId, { concurrency, run }) {
      await queueOf(webhookId).setGlobalConcurrency(concurrency);
      const worker = new UnhurriedWorker<WebhookJob>(
        "events",
        async (job, token) => {
          const next = await run(job.data, job.attemptsStarted);
          if (!next) return;
          await job.moveToDelayed(next.retryAtMs, token);
          throw new DelayedError();
        },
        {
          connection: patient(),
          prefix: keys.webhookPrefix(webhookId),
          concurrency,
          limiter: LIMITER,
          // A sleep that was ended early is noticed so soon.
          maximumRateLimitDelay: 5_000,
          lockDuration: lockMs,
          stalledInterval: Math.max(500, lockMs / 2),
          maxStalledCount: 1_000_000,
          runRetryDelay: 1_000,
        },
      );
      worker.on("error", onError);
      const runner: WebhookRunner = {
        async close(limitMs) {
          runners.delete(runner);
          const closing = worker.close();
          let timer: NodeJS.Timeout | undefined;
          const limit = new Promise<"late">((resolve) => (timer = setTimeout(resolve, limitMs, "late")));
          if ((await Promise.race([closing, limit])) === "late") {
            closing.catch(onError);
            await worker.disconnect();
          }
          clearTimeout(timer);
        },
      };
      runners.add(runner);
      return runner;
    },
    async sleep(webhookId, ms) {
      await queueOf(webhookId).rateLimit(ms);
    },
    async wake(webhookId) {
      const queue = queueOf(webhookId);
      await queue.removeRateLimitKey();
      await queue.promoteJobs();
    },
    async hurry(webhookId, eventId) {
      const job = await queueOf(webhookId).getJob(eventId);
      if (!job) return "absent";
      if (!(await job.isDelayed())) return "going";
      await job.promote();
      return "hurried";
    },
    async remove(webhookId) {
      const queue = queueOf(webhookId);
      await queue.obliterate({ force: true });
      await queue.removeRateLimitKey();
      await queue.close();
      queues.delete(webhookId);
    },
    async close() {
      await Promise.all([...runners].map((runner) => runner.close(0)));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}
