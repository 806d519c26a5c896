/** How long a session's connection is kept busy by its mail: pauses and waiting for mail are taken out. Times are those of performance.now(). */
export interface BusyTime {
  /** Deliveries settled since it was last taken. */
  deliveries: number;
  /** Runs while the connection works; undefined while it waits. */
  since: number | undefined;
  ms: number;
}

export function startBusyTime(now: number): BusyTime {
  return { deliveries: 0, since: now, ms: 0 };
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

/** What was done since it was last taken; undefined when nothing was: its time then counts with the next. */
export function takeBusyTime(busy: BusyTime): { readonly deliveries: number; readonly ms: number } | undefined {
  if (busy.deliveries === 0) return undefined;
  const now = performance.now();
  const taken = { deliveries: busy.deliveries, ms: busy.ms + (busy.since === undefined ? 0 : now - busy.since) };
  busy.deliveries = 0;
  busy.ms = 0;
  if (busy.since !== undefined) busy.since = now;
  return taken;
}
