import { createSenderShares, type QuotaLimits } from "@postlane/limits";
import { type BackPressureLimits, type PressureLevel, pressureLevel, type QueueLoad } from "@postlane/mail";
import { readSummary } from "@postlane/queue";
import { readMemoryPercent, type RedisClient } from "@postlane/redis";
import type { Metrics } from "@postlane/runtime";

export interface PressureOptions {
  readonly redis: RedisClient;
  readonly limits: () => BackPressureLimits;
  readonly metrics: Metrics;
  /** Fits a pino logger. */
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  readonly now: () => number;
  /** Asks for a walk of the lanes before its time. */
  readonly walkSoon?: () => Promise<void>;
  /** How often Redis is asked [1000]. */
  readonly everyMs?: number;
}

/** Why new mail is put off: the sender has sent more than its share while room is short, or there is none for anybody. */
export type PutOff = "over-share" | "full";

/** What a process knows of the room in the queue, without asking Redis for each message. */
export interface Pressure {
  readonly level: PressureLevel;
  readonly load: QueueLoad;
  /** Whether new mail of a sender is put off now; counted when it is. `sender` is a login, a token or a client's network. */
  refuse(sender: string, quota?: QuotaLimits): PutOff | undefined;
  /** Counts an accepted message for its sender. */
  note(sender: string, recipients: number): void;
  close(): void;
}

const EVERY_MS = 1_000;
const NUMBERS: Readonly<Record<PressureLevel, number>> = { calm: 0, high: 1, full: 2 };
const TEXTS: Readonly<Record<PressureLevel, string>> = {
  calm: "the queue has room again: all new mail is taken",
  high: "the queue fills up: senders above their share are put off",
  full: "the queue is full: all new mail is put off",
};

/** So much of what may wait, taken since the last walk, is worth another one … */
const WORTH_A_WALK = 0.05;
/** … when that is older than this. */
const OLD_MS = 2_000;

/**
 * Looks once a second at Redis' memory and at how much waits. While Redis does not answer the level stays: mail is refused by then anyhow.
 * What waits is what the sweeper's last walk saw (every 15 s), and the messages that this process has taken since. What others have taken
 * and what has been delivered meanwhile only a walk tells: one is asked for as soon as that could matter.
 */
export function watchPressure(options: PressureOptions): Pressure {
  const { redis, log, everyMs = EVERY_MS } = options;
  const shares = createSenderShares(options.now);
  let level: PressureLevel = "calm";
  let load: QueueLoad = { waiting: 0, memoryPercent: undefined };
  let walkedAtMs = 0;
  let takenSinceWalk = 0;
  let looking = false;
  const { metrics } = options;
  metrics.gauge({
    name: "postlane_back_pressure_level",
    help: "Room in the queue as this process sees it: 0 enough, 1 short (senders above their share are put off), 2 none (all are).",
    collect: (gauge) => gauge.set(NUMBERS[level]),
  });
  const refusals = metrics.counter({
    name: "postlane_back_pressure_refusals_total",
    help: "Messages put off with 452 or 503 for want of room, by reason: over-share, or full.",
    labels: ["reason"],
  });

  async function look(): Promise<void> {
    const [memoryPercent, summary] = await Promise.all([readMemoryPercent(redis), readSummary(redis)]);
    if (summary && summary.atMs !== walkedAtMs) {
      walkedAtMs = summary.atMs;
      takenSinceWalk = 0;
    }
    const { maxWaiting } = options.limits();
    const matters = maxWaiting > 0 && (takenSinceWalk > maxWaiting * WORTH_A_WALK || level !== "calm");
    if (matters && options.now() - walkedAtMs > OLD_MS) await options.walkSoon?.();
    load = { waiting: (summary ? summary.waiting + summary.delayed : 0) + takenSinceWalk, memoryPercent };
    const before = level;
    level = pressureLevel(load, options.limits(), before);
    if (level === before) return;
    const { waiting } = load;
    // Not `level`: that is the log line's own.
    const fields = { pressure: level, before, waiting, memory_percent: memoryPercent && Math.round(memoryPercent) };
    if (level === "calm") log.info(fields, TEXTS[level]);
    else log.warn(fields, TEXTS[level]);
  }

  function lookOnce(): void {
    if (looking) return;
    looking = true;
    look()
      .catch(() => {})
      .finally(() => {
        looking = false;
      });
  }
  lookOnce();
  const timer = setInterval(lookOnce, everyMs);
  timer.unref();

  return {
    get level() {
      return level;
    },
    get load() {
      return load;
    },
    refuse(sender, quota) {
      if (level === "calm" || (level === "high" && !shares.isOver(sender, quota))) return undefined;
      const reason = level === "full" ? "full" : "over-share";
      refusals.inc({ reason });
      return reason;
    },
    note(sender, recipients) {
      takenSinceWalk++;
      shares.note(sender, recipients);
    },
    close: () => clearInterval(timer),
  };
}
