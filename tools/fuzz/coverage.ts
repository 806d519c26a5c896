import { Session } from "node:inspector";

/** Tells which of our code has run. */
export interface Coverage {
  /** Whether code ran since the last call that had not run in any call before. */
  sawNew(): boolean;
  stop(): void;
}

/** V8's precise coverage, by block, of the files of this repository. How often a block ran counts, too, in powers of two: loops are code of their own. */
export function watchCoverage(root: string): Coverage {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const seen = new Set<string>();
  return {
    sawNew() {
      let isNew = false;
      session.post("Profiler.takePreciseCoverage", (error, taken) => {
        if (error) throw new Error("V8 gives no coverage", { cause: error });
        for (const { url, scriptId, functions } of taken.result) {
          if (!url.startsWith(root) || url.includes("node_modules") || url.includes("/tools/")) continue;
          for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges)) {
            if (count === 0) continue;
            const key = `${scriptId}:${startOffset}:${endOffset}:${Math.floor(Math.log2(count))}`;
            if (seen.has(key)) continue;
            seen.add(key);
            isNew = true;
          }
        }
      });
      return isNew;
    },
    stop: () => session.disconnect(),
  };
}
