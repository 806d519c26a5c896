/** After this silence a worker counts as dead, milliseconds. @param lockMs life of claims and leases */
export function workerSilenceMs(lockMs: number): number {
  return Math.min(20_000, lockMs * 2);
}
