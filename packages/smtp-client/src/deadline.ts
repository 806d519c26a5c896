/**
 * The one timer of a connection. Setting a new deadline costs a comparison: the timer itself is only touched when it would fire
 * too late, and when it fires too early it goes on for the rest.
 */
export class Deadline {
  #timer: NodeJS.Timeout | undefined;
  #firesAt = Infinity;
  #endsAt = Infinity;
  readonly #onExpired: () => void;

  constructor(onExpired: () => void) {
    this.#onExpired = onExpired;
  }

  /** @param now performance.now(), milliseconds */
  set(milliseconds: number, now: number): void {
    this.#endsAt = now + milliseconds;
    if (this.#firesAt > this.#endsAt) this.#arm(now);
  }

  clear(): void {
    this.#endsAt = Infinity;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#endsAt = Infinity;
    this.#firesAt = Infinity;
  }

  #arm(now: number): void {
    clearTimeout(this.#timer);
    this.#firesAt = this.#endsAt;
    this.#timer = setTimeout(() => this.#fired(), Math.min(Math.max(1, Math.ceil(this.#endsAt - now)), MAX_TIMER_MS));
  }

  #fired(): void {
    this.#firesAt = Infinity;
    if (this.#endsAt === Infinity) return;
    const now = performance.now();
    if (now < this.#endsAt) return this.#arm(now);
    const missed = this.#endsAt;
    // After a blocked loop or a stopped process the reply may lie in the socket already: let it be read first.
    setImmediate(() => {
      if (this.#endsAt === missed) this.#onExpired();
      else if (this.#endsAt < this.#firesAt) this.#arm(performance.now());
    });
  }
}

/** Longest time setTimeout takes. */
const MAX_TIMER_MS = 2_147_483_647;
