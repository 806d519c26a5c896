import { type Postlane, type PostlaneOptions, startPostlane } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll } from "vitest";

/** A Postlane shared by the tests of a file; its logs are printed when one of them fails. */
export function usePostlane(options: PostlaneOptions | (() => Promise<PostlaneOptions>) = {}): () => Postlane {
  let started: Postlane | undefined;
  beforeAll(async () => {
    started = await startPostlane(typeof options === "function" ? await options() : options);
  }, 60_000);
  afterEach(({ task }) => {
    if (task.result?.state === "fail") console.error(started?.logs(15));
  });
  afterAll(() => started?.stop(), 30_000);
  return () => started!;
}
