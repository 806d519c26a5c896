/** Guesses that may be looked at within this time beside those that are free: each has to wait twice as long as the one before, first 250 ms. */
export function triesWithin(ms: number): number {
  let tries = 0;
  for (let atMs = 250; atMs <= ms; atMs = atMs * 2 + 250) tries++;
  return tries;
}
