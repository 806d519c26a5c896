import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_RULE, retryDelayMs } from "../src/index.ts";

// The same inputs each time, so that a run tells of the change at hand; another number draws others.
fc.configureGlobal({ seed: 20_261_123 });

describe("retryDelayMs", () => {
  it.each([
    [0, 300],
    [1, 300],
    [2, 600],
    [3, 1_200],
    [6, 9_600],
    [7, 14_400],
    [1_000, 14_400],
  ])("after %i failures in a row: %i s", (failures, seconds) => {
    expect(retryDelayMs(DEFAULT_RULE, failures, 0)).toBe(seconds * 1000);
    expect(retryDelayMs(DEFAULT_RULE, failures, 1)).toBe(seconds * 1100);
  });

  it("is never below the failure delay, nor more than 10 % above its ceiling, and never shrinks", () => {
    const pace = fc.record({
      failureDelaySeconds: fc.integer({ min: 0, max: 86_400 }),
      backoffFactor: fc.double({ min: 1, max: 10, noNaN: true }),
      maxFailureDelaySeconds: fc.integer({ min: 0, max: 604_800 }),
    });
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(pace, fc.integer({ min: 0, max: 2_000 }), unit, (some, failures, random) => {
        const whole = { ...DEFAULT_RULE, ...some };
        const delayMs = retryDelayMs(whole, failures, random);
        const ceiling = Math.max(some.failureDelaySeconds, some.maxFailureDelaySeconds);
        expect(Number.isInteger(delayMs)).toBe(true);
        expect(delayMs).toBeGreaterThanOrEqual(some.failureDelaySeconds * 1000);
        expect(delayMs).toBeLessThanOrEqual(Math.round(ceiling * 1100));
        expect(retryDelayMs(whole, failures + 1, random)).toBeGreaterThanOrEqual(delayMs);
      }),
    );
  });
});
