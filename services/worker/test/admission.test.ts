import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admits } from "../src/admission.ts";

// The same inputs each time, so that a run tells of the change at hand; another number draws others.
fc.configureGlobal({ seed: 20_261_123 });

describe("admits", () => {
  it.each([
    [0, 0, 1, true],
    [0, 1, 1, false],
    [0, 99, 100, true],
    [1, 99, 100, false],
    [49, 49, 100, true],
    [50, 50, 100, false],
    [0, 100, 100, false],
    [0, 101, 100, false],
  ])("a lane with %i sessions, %i busy of %i: %s", (ofLane, busy, sessions, expected) => {
    expect(admits(ofLane, busy, sessions)).toBe(expected);
  });

  it("never gives out more than there are, and leaves room for one more lane while several stalled ones take all they can get", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 1, max: 6 }), (sessions, stalledLanes) => {
        fc.pre(sessions >= 2 ** stalledLanes);
        let busy = 0;
        for (let lane = 0; lane < stalledLanes; lane++) {
          let own = 0;
          while (admits(own, busy, sessions)) {
            own++;
            busy++;
          }
          expect(busy).toBeLessThanOrEqual(sessions);
        }
        expect(admits(0, busy, sessions)).toBe(true);
      }),
    );
  });
});
