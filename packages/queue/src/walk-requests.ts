import { keys, type RedisClient } from "@postlane/redis";
import { Queue } from "bullmq";

/** Asks the sweeper to walk the lanes before its time. */
export interface WalkRequests {
  /** All who ask within `SOON_MS` get one walk. */
  ask(): Promise<void>;
  close(): void;
}

const SOON_MS = 3_000;

export function createWalkRequests(redis: RedisClient, onError: (error: Error) => void): WalkRequests {
  const queue = new Queue("sweeper", {
    connection: redis,
    prefix: keys.sweeperPrefix(),
    streams: { events: { maxLen: 10 } },
  });
  queue.on("error", onError);
  return {
    async ask() {
      const jobId = `soon-${Math.floor(Date.now() / SOON_MS)}`;
      await queue.add("sweep", {}, { jobId, removeOnComplete: true, removeOnFail: true });
    },
    /** Nothing of it is worth waiting for; the client is its owner's. */
    close() {
      queue.close().catch(onError);
    },
  };
}
