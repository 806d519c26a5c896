import { type Postlane, type PostlaneOptions, startPostlane } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, vi } from "vitest";

// Real processes on a busy machine: what is measured is asserted where it matters, the rest only has to come.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

/** A Postlane shared by the tests of a file; its logs are printed when one of them fails. */
export function usePostlane(options: PostlaneOptions | (() => Promise<PostlaneOptions>) = {}): () => Postlane {
  let started: Postlane | undefined;
  beforeAll(async () => {
    started = await startPostlane(typeof options === "function" ? await options() : options);
  });
  afterEach(({ task }) => {
    if (task.result?.state === "fail") console.error(started?.logs(15));
  });
  afterAll(() => started?.stop());
  return () => started!;
}
