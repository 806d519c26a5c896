import type { LaneKey } from "@postlane/mail";
import { keys, type RedisClient } from "@postlane/redis";
import { stalledIntervalMs } from "./lanes.ts";
import { UnhurriedWorker } from "./unhurried-worker.ts";

export interface TicketWorkerOptions {
  /** Patient client; BullMQ makes its own blocking one from it. */
  readonly redis: RedisClient;
  readonly shards: number;
  /** Tickets run at the same time by this process. */
  readonly concurrency: number;
  readonly lockMs: number;
  readonly name: string;
  /** Runs one ticket. It must not throw: what goes wrong in a session is the session's to settle. */
  readonly run: (lane: LaneKey) => Promise<void>;
  readonly onError: (error: Error) => void;
}

export interface TicketWorker {
  ready(): Promise<void>;
  /** Takes no more tickets; those under way go on. */
  pause(): Promise<void>;
  /** After the sessions have ended. Bounded: a ticket that hangs is left to the stall check of the others. */
  close(): Promise<void>;
}

const LAST_TICKETS_MS = 2_000;

/** One ordinary BullMQ worker per shard. */
export function startTicketWorker(options: TicketWorkerOptions): TicketWorker {
  const workers = Array.from({ length: options.shards }, (_, shard) => {
    const worker = new UnhurriedWorker<{ lane: LaneKey }>(`sessions-${shard}`, (job) => options.run(job.data.lane), {
      connection: options.redis,
      prefix: keys.sessionsPrefix(shard),
      concurrency: Math.ceil(options.concurrency / options.shards),
      lockDuration: options.lockMs,
      stalledInterval: stalledIntervalMs(options.lockMs),
      // A ticket that died with its worker is run again, however often (the default fails it for good the second time).
      maxStalledCount: 1_000_000,
      // One that ended is removed by its own word; one that failed has none.
      removeOnFail: { count: 0 },
      // The default of 15 s would lengthen every outage of Redis.
      runRetryDelay: 500,
      name: options.name,
    });
    worker.on("error", options.onError);
    return worker;
  });
  return {
    async ready() {
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
    },
    async pause() {
      await Promise.all(workers.map((worker) => worker.pause(true)));
    },
    async close() {
      // It waits for tickets being fetched when the pause came, and for those whose end Redis has not confirmed; without limit.
      const closing = Promise.all(workers.map((worker) => worker.close()));
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<"late">((resolve) => (timer = setTimeout(resolve, LAST_TICKETS_MS, "late")));
      if ((await Promise.race([closing, limit])) === "late") {
        closing.catch(options.onError);
        await Promise.all(workers.map((worker) => worker.disconnect()));
      }
      clearTimeout(timer);
    },
  };
}
