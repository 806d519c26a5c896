import { setTimeout as sleep } from "node:timers/promises";
import type { SessionDeps } from "./session-deps.ts";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Repeats a write until Redis has taken it; everything written through here may be repeated safely. */
export async function persist<T>(deps: SessionDeps, write: () => Promise<T>): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await write();
    } catch (error) {
      deps.log.warn({ err: error }, "something could not be written to Redis yet, trying again");
      await sleep(pauseMs);
    }
  }
}
