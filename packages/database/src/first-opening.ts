import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeOnce } from "@postlane/runtime";

export interface FirstOpening {
  /** The database has been opened: from now on what is in the directory is kept. */
  finish(): Promise<void>;
}

/**
 * A database is made in many files, and one whose making was broken off (a full disk, a kill) would never open again. While it is made a
 * file beside the directory says so, and whoever finds that file begins anew. Nothing was stored by then. To be called under the lock.
 * @throws the error of the file system
 */
export async function beginFirstOpening(directory: string): Promise<FirstOpening> {
  const unfinished = `${directory}.unfinished`;
  if (await isThere(unfinished)) {
    // The directory itself may be a mounted disk.
    for (const name of await readdir(directory)) await rm(join(directory, name), { recursive: true, force: true });
  } else if (await isThere(join(directory, "PG_VERSION"))) {
    return { async finish() {} };
  } else {
    await writeOnce(unfinished, "");
  }
  return { finish: () => rm(unfinished, { force: true }) };
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
