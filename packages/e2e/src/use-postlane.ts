import { type Postlane, type PostlaneOptions, startPostlane } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { waitUntil } from "./wait-until.ts";

// Real processes on a busy machine: what is measured is asserted where it matters, the rest only has to come.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/**
 * A Postlane shared by the tests of a file; its logs are printed when one of them fails. A test that is run once more gets a new one, when
 * nobody else is at work with it: what the first try left behind must not decide over the second.
 * @param options a function is asked again for each new one, and ends first what it had made for the one before
 * @param prepare what its tests find there, done for each new one
 */
export function usePostlane(
  options: PostlaneOptions | (() => Promise<PostlaneOptions>) = {},
  prepare: (postlane: Postlane) => unknown = () => {},
): () => Postlane {
  let started: Postlane | undefined;
  let renewing: Promise<void> | undefined;
  const atWork = new Set<string>();

  async function start(): Promise<void> {
    await started?.stop();
    started = undefined;
    started = await startPostlane(typeof options === "function" ? await options() : options);
    await prepare(started);
  }
  // What fails in a hook is not run once more by itself, as a test is.
  beforeAll(() =>
    start().catch((error: unknown) => {
      console.error("Postlane did not start, and is started once more:", error);
      return start();
    }),
  );
  beforeEach(async ({ task }) => {
    if ((task.result?.retryCount ?? 0) > 0) {
      await waitUntil("no other test is at work", () => renewing !== undefined || atWork.size === 0, 120_000);
      await (renewing ??= start().finally(() => (renewing = undefined)));
    }
    atWork.add(task.id);
  });
  afterEach(({ task }) => {
    atWork.delete(task.id);
    if (task.result?.state !== "fail") return;
    // Of a try that is followed by a better one nothing else is shown.
    const why = task.result.errors?.map(({ message, stack }) => `${message}\n${stack ?? ""}`).join("\n");
    console.error(`${task.name}, try ${(task.result.retryCount ?? 0) + 1}:\n${why}\n${started?.logs(15)}`);
  });
  afterAll(() => started?.stop());
  return () => started!;
}
