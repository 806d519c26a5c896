import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** Nothing writes to a body for this long: sessions that stand still are closed much earlier. */
const ABANDONED_AFTER_MS = 3_600_000;

/**
 * Removes what crashes left of half-written bodies. Files that changed within the last hour stay: other processes share the directory.
 * @returns how many were removed
 */
export async function sweepTemporaryFiles(directory: string, nowMs = Date.now()): Promise<number> {
  let removed = 0;
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const found = await stat(path).catch(() => undefined);
    if (!found || nowMs - found.mtimeMs < ABANDONED_AFTER_MS) continue;
    await rm(path, { force: true });
    removed++;
  }
  return removed;
}
