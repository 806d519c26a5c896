import { expect } from "vitest";

/** Asks again and again: on a busy machine everything takes its time. */
export function eventually<T>(ask: () => T, timeoutMs = 15_000): ReturnType<typeof expect.poll<T>> {
  return expect.poll(ask, { timeout: timeoutMs, interval: 20 });
}
