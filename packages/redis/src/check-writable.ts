import type { RedisClient } from "./connect.ts";
import { keys } from "./keys.ts";

/** Nobody who waits for an answer waits longer. */
const ANSWER_MS = 1_000;
const KEPT_MS = 60_000;

/**
 * For readiness: a PING is answered also by a Redis that is full, read-only, or without the replicas it wants, and nothing can be done
 * with such a one. In a cluster one of its masters is asked.
 * @throws Error that says why nothing can be written now
 */
export async function checkWritable(client: RedisClient): Promise<void> {
  // A patient client would keep the command until Redis is back.
  if (client.status !== "ready") throw new Error(`not connected to Redis (${client.status})`);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer from Redis within ${ANSWER_MS} ms`)), ANSWER_MS);
  });
  const written = client.set(keys.readiness(), "1", "PX", KEPT_MS);
  try {
    await Promise.race([written, tooLate]);
  } finally {
    clearTimeout(timer);
    // Its failure after that time is nobody's concern.
    written.catch(() => {});
  }
}
