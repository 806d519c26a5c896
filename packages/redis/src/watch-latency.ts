import type { RedisClient } from "./connect.ts";

/**
 * Asks Redis for a sign of life now and then.
 * @param observe gets the round trip in seconds; nothing while Redis does not answer
 * @returns stops it
 */
export function watchLatency(client: RedisClient, everyMs: number, observe: (seconds: number) => void): () => void {
  let asking = false;
  const timer = setInterval(() => {
    if (asking || client.status !== "ready") return;
    asking = true;
    const startedAt = performance.now();
    client
      .ping()
      .then(() => observe((performance.now() - startedAt) / 1000))
      .catch(() => {})
      .finally(() => {
        asking = false;
      });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
