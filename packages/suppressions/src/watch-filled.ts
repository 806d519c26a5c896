import { keys, type RedisClient } from "@postlane/redis";

/** Whether anything is suppressed at all: while nothing is, nobody asks for single addresses. */
export interface FilledWatch {
  /** True only when Redis said so lately; when it has not been asked in time the answer is no. */
  isEmpty(): boolean;
  /** Something was put on the list by this process. */
  fill(): void;
  look(): Promise<void>;
  close(): void;
}

/** Two looks fit into the second after which an entry must hold in every process. */
const LOOK_EVERY_MS = 400;
const SAID_FOR_MS = 900;

/** A look every 0.4 s, in place of an announcement that may be lost. @param nowMs a monotonic clock */
export async function watchFilled(redis: RedisClient, nowMs: () => number): Promise<FilledWatch> {
  let emptyUntilMs = 0;
  let fillings = 0;
  let looking = false;

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    const askedAtMs = nowMs();
    const before = fillings;
    try {
      const filled = await redis.exists(keys.suppressionsFilled());
      emptyUntilMs = filled === 0 && fillings === before ? askedAtMs + SAID_FOR_MS : 0;
    } finally {
      looking = false;
    }
  }

  await look();
  // While Redis is away the last answer runs out by itself.
  const timer = setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS);
  timer.unref();
  return {
    isEmpty: () => nowMs() < emptyUntilMs,
    fill() {
      fillings++;
      emptyUntilMs = 0;
    },
    look,
    close: () => clearInterval(timer),
  };
}
