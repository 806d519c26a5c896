import type { Pace } from "./rule.ts";

/**
 * Milliseconds until the next try after `failures` failures in a row: the failure delay, grown by the backoff factor up to its
 * ceiling, plus up to 10 % jitter so that what failed together does not come back together. Never shorter than the rule says.
 * @param random 0 … 1
 */
export function retryDelayMs(pace: Pace, failures: number, random: number): number {
  // Not Infinity: nothing would come of it when the failure delay is 0.
  const growth = Math.min(pace.backoffFactor ** Math.max(0, failures - 1), Number.MAX_SAFE_INTEGER);
  const grown = pace.failureDelaySeconds * growth;
  const ceiling = Math.max(pace.failureDelaySeconds, pace.maxFailureDelaySeconds);
  return Math.round(Math.min(grown, ceiling) * 1000 * (1 + 0.1 * random));
}
