/** How a lane is paced, as far as it matters for how long its mail takes. */
export interface DrainLane {
  /** Unix milliseconds. */
  readonly nowMs: number;
  /** Nothing is sent before: the end of an outage or a suspension. */
  readonly startsAtMs?: number;
  /** Connections it can have; a fraction when it shares them with other lanes. */
  readonly connections: number;
  /** How long one delivery keeps one connection busy. */
  readonly serviceMs: number;
  /** Deliveries of a burst; 0 = no limit. */
  readonly maxContinuous: number;
  readonly pauseMs: number;
  /** The burst as it is now. */
  readonly burst: { readonly started: number; readonly pauseUntilMs?: number };
}

/** Deliveries that are due at a moment. */
export interface Arrivals {
  readonly atMs: number;
  readonly count: number;
}

/** Where the model stands: the time, and how many deliveries the present burst has had. */
interface Clock {
  readonly atMs: number;
  readonly inBurst: number;
}

/**
 * When the last of these deliveries will have been sent, Unix milliseconds: bursts over all connections with the pause between each
 * two. It takes for granted that the lane's server answers as it did, that nothing fails, and that no other mail comes between.
 * @param arrivals by time
 */
export function drainedAtMs(lane: DrainLane, arrivals: readonly Arrivals[]): number {
  const startsAtMs = Math.max(lane.nowMs, lane.startsAtMs ?? 0);
  const pausedUntilMs = lane.maxContinuous > 0 ? (lane.burst.pauseUntilMs ?? 0) : 0;
  let clock: Clock =
    pausedUntilMs > lane.nowMs
      ? { atMs: Math.max(startsAtMs, pausedUntilMs), inBurst: 0 }
      : idleUntil({ atMs: lane.nowMs, inBurst: lane.burst.started }, startsAtMs, lane);
  for (const { atMs, count } of arrivals) if (count > 0) clock = send(idleUntil(clock, atMs, lane), count, lane);
  return Math.ceil(clock.atMs);
}

/** Of arrivals in order, the first `count` deliveries. */
export function firstArrivals(arrivals: readonly Arrivals[], count: number): readonly Arrivals[] {
  const first: Arrivals[] = [];
  let left = count;
  for (const { atMs, count: some } of arrivals) {
    if (left <= 0) break;
    first.push({ atMs, count: Math.min(some, left) });
    left -= some;
  }
  return first;
}

/** A lane that is idle as long as a pause starts afresh. */
function idleUntil(clock: Clock, atMs: number, { pauseMs }: DrainLane): Clock {
  if (atMs <= clock.atMs) return clock;
  return { atMs, inBurst: atMs - clock.atMs >= pauseMs ? 0 : clock.inBurst };
}

function send(clock: Clock, count: number, lane: DrainLane): Clock {
  const { maxContinuous, pauseMs } = lane;
  if (maxContinuous === 0) return { atMs: clock.atMs + sendingMs(count, lane), inBurst: 0 };
  // A burst that is full pauses before the next one.
  const full = clock.inBurst >= maxContinuous;
  const atMs = full ? clock.atMs + pauseMs : clock.atMs;
  const inBurst = full ? 0 : clock.inBurst;
  const room = maxContinuous - inBurst;
  if (count <= room) return { atMs: atMs + sendingMs(count, lane), inBurst: inBurst + count };
  const rest = count - room;
  const wholeBursts = Math.ceil(rest / maxContinuous) - 1;
  const last = rest - wholeBursts * maxContinuous;
  const ms =
    sendingMs(room, lane) + pauseMs + wholeBursts * (sendingMs(maxContinuous, lane) + pauseMs) + sendingMs(last, lane);
  return { atMs: atMs + ms, inBurst: last };
}

/** However many connections there are, one delivery takes its time. */
function sendingMs(count: number, { connections, serviceMs }: DrainLane): number {
  return serviceMs * Math.max(1, count / Math.max(connections, Number.EPSILON));
}
