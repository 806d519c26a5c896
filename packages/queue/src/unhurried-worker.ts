import { setTimeout as sleep } from "node:timers/promises";
import { isRedisAway } from "@postlane/redis";
import { type Job, Worker } from "bullmq";

/** Pause after a Redis that refuses to hand out a job. */
const REFUSED_MS = 500;

/**
 * A BullMQ worker that waits before it asks again a Redis that is full or read-only. BullMQ waits only when the connection is lost: with jobs
 * in the queue it would ask thousands of times a second, until Redis has no time for those who could make room.
 */
export class UnhurriedWorker<Data> extends Worker<Data> {
  protected override async moveToActive(token: string, name?: string): Promise<Job<Data>> {
    try {
      return await super.moveToActive(token, name);
    } catch (error) {
      if (isRedisAway(error)) await sleep(REFUSED_MS);
      throw error;
    }
  }
}
