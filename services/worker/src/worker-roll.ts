import { keys, type RedisClient, type RedisPulse } from "@postlane/redis";

/** Who is alive: every worker signs in again and again, so that others can tell a dead one's deliveries. */
export interface WorkerRoll {
  /** @param token claim token: worker id, colon, number */
  isAlive(token: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface WorkerRollOptions {
  readonly redis: RedisClient;
  readonly pulse: Pick<RedisPulse, "isTrusted">;
  readonly workerId: string;
  readonly intervalMs: number;
  /** Silence after which a worker counts as dead. */
  readonly deadAfterMs: number;
  readonly onError: (error: Error) => void;
}

export async function joinWorkerRoll(options: WorkerRollOptions): Promise<WorkerRoll> {
  const { redis, pulse, workerId, deadAfterMs } = options;
  async function clock(): Promise<number> {
    const [seconds, micros] = await redis.time();
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  }
  async function signIn(): Promise<void> {
    const nowMs = await clock();
    await redis.zadd(keys.workersAlive(), String(nowMs), workerId);
    await redis.zremrangebyscore(keys.workersAlive(), "-inf", String(nowMs - 86_400_000));
  }
  await signIn();
  const timer = setInterval(() => void signIn().catch(options.onError), options.intervalMs);
  return {
    async isAlive(token) {
      const [score, nowMs] = await Promise.all([
        redis.zscore(keys.workersAlive(), token.slice(0, token.lastIndexOf(":"))),
        clock(),
      ]);
      // While Redis was away nobody could sign in.
      return !pulse.isTrusted(nowMs) || (score !== null && Number(score) > nowMs - deadAfterMs);
    },
    async close() {
      clearInterval(timer);
      await redis.zrem(keys.workersAlive(), workerId);
    },
  };
}
