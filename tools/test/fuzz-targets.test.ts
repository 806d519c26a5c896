import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { watchCoverage } from "../fuzz/coverage.ts";
import { fuzzTarget } from "../fuzz/fuzz-target.ts";
import { seeded } from "../fuzz/mutate.ts";
import { FUZZ_TARGETS } from "../fuzz/targets.ts";

// The same inputs each time, so that a run tells of the change at hand; another number draws others.
fc.configureGlobal({ seed: 20_261_123 });

/** The properties of `npm run fuzz`, without its guidance: on random bytes, and on random sequences of the words of each language. */
describe.each(Object.entries(FUZZ_TARGETS))("%s", (_name, target) => {
  const words = fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...target.words, ...target.corpus) },
        fc.string({ maxLength: 8 }),
      ),
      {
        maxLength: 30,
      },
    )
    .map((parts) => Buffer.from(parts.join("")));

  it("holds for words in any order", () => {
    fc.assert(
      fc.property(words, (input) => target.check(input)),
      { numRuns: 300 },
    );
  });

  it("holds for bytes of any kind", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => target.check(Buffer.from(bytes))),
      { numRuns: 200 },
    );
  });
});

describe("the search for inputs", () => {
  it("ends with an input that breaks the property, and tells it", () => {
    const coverage = watchCoverage(new URL("..", import.meta.url).href);
    const check = (input: Buffer): void => {
      if (input.includes("bad")) throw new Error("found");
    };
    const result = fuzzTarget(
      { corpus: ["x"], words: ["b", "a", "d"], check },
      coverage,
      seeded(1),
      Date.now() + 10_000,
    );
    coverage.stop();
    expect(result.failure?.input.toString("latin1")).toContain("bad");
    expect(result.failure?.error.message).toBe("found");
  });

  it("is the same for the same seed", () => {
    const numbers = (seed: number) =>
      Array.from(
        { length: 5 },
        (
          (random) => () =>
            random(1_000)
        )(seeded(seed)),
      );
    expect(numbers(7)).toEqual(numbers(7));
    expect(numbers(7)).not.toEqual(numbers(8));
  });
});
