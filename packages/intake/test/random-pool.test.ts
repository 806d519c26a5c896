import { v7 } from "uuid";
import { expect, it } from "vitest";
import { createRandomPool } from "../src/random-pool.ts";

it("never gives the same bytes twice, also when the pool begins anew", () => {
  const next = createRandomPool();
  const ids = new Set(Array.from({ length: 2_000 }, () => v7({ rng: next, msecs: 1_795_000_000_000 })));
  expect(ids.size).toBe(2_000);
});
