import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Bench } from "./start-bench.ts";

/**
 * One bench for all tests of a file, made by `start`. A test that is run again gets a new one: its first run has left mail, receivers and
 * settings in the old.
 */
export function benchOfFile(start: () => Promise<Bench>): void {
  let bench: Bench | undefined;
  beforeAll(async () => void (bench = await start()));
  beforeEach(async ({ task }) => {
    if (!task.result?.retryCount) return;
    await bench?.stop();
    bench = await start();
  });
  afterAll(() => bench?.stop());
}
