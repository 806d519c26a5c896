/** How near the queue is to what may wait: `high` puts off who sends much, `full` everybody. */
export type PressureLevel = "calm" | "high" | "full";

export interface BackPressureLimits {
  /** Deliveries that may wait; 0 = no limit. */
  readonly maxWaiting: number;
  /** Of the memory Redis may use; 0 = no limit. */
  readonly maxMemoryPercent: number;
  /** From this share of either maximum on, the level is `high`. */
  readonly startPercent: number;
}

export interface QueueLoad {
  /** Deliveries. */
  readonly waiting: number;
  /** Of the fullest node of Redis; undefined when it does not tell. */
  readonly memoryPercent: number | undefined;
}

/** In percent of where a level began: it does not come and go with every message. */
const ENDS_AT = 90;

export function pressureLevel(load: QueueLoad, limits: BackPressureLimits, before: PressureLevel): PressureLevel {
  const fill = Math.max(
    percentOf(load.waiting, limits.maxWaiting),
    percentOf(load.memoryPercent ?? 0, limits.maxMemoryPercent),
  );
  const { startPercent } = limits;
  if (fill >= (before === "full" ? ENDS_AT : 100)) return "full";
  return fill >= (before === "calm" ? startPercent : (startPercent * ENDS_AT) / 100) ? "high" : "calm";
}

function percentOf(value: number, most: number): number {
  return most === 0 ? 0 : (value / most) * 100;
}
