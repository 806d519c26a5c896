/** How long a session's mail keeps its connection busy: pauses and waiting for mail are taken out. Times are those of performance.now(). */
export interface BusyTime {
  /** Deliveries settled since this was last taken. */
  deliveries: number;
  /** Busy time since then, without the present stretch. */
  ms: number;
  /** Of it, up to the last delivery settled. */
  settledMs: number;
  /** When the present stretch began; undefined while the session waits. */
  since: number | undefined;
}

export function startBusyTime(now: number): BusyTime {
  return { deliveries: 0, ms: 0, settledMs: 0, since: now };
}

/** One more delivery is settled. */
export function countDelivery(busy: BusyTime): void {
  busy.deliveries++;
  busy.settledMs = busy.ms + (busy.since === undefined ? 0 : performance.now() - busy.since);
}

/** Runs `wait` without counting its time. */
export async function uncounted<T>(busy: BusyTime, wait: () => Promise<T>): Promise<T> {
  if (busy.since !== undefined) busy.ms += performance.now() - busy.since;
  busy.since = undefined;
  try {
    return await wait();
  } finally {
    busy.since = performance.now();
  }
}

/** What was done since it was last taken; what a delivery under way has taken so far counts with it, when it is settled. */
export function takeBusyTime(busy: BusyTime): { readonly deliveries: number; readonly ms: number } | undefined {
  if (busy.deliveries === 0) return undefined;
  const taken = { deliveries: busy.deliveries, ms: busy.settledMs };
  busy.ms -= busy.settledMs;
  busy.deliveries = 0;
  busy.settledMs = 0;
  return taken;
}
