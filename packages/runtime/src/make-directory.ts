import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a directory and those it lies in, where they are not there yet.
 * @throws the error of the file system
 */
export async function makeDirectory(path: string, mode?: number): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode });
  } catch (error) {
    // Node tells ENOENT of a read-only disk when it makes several at once; one alone fails for the true reason.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") await mkdir(await firstMissing(path), { mode });
    throw error;
  }
}

async function firstMissing(path: string): Promise<string> {
  let missing = path;
  while (dirname(missing) !== missing && !(await isThere(dirname(missing)))) missing = dirname(missing);
  return missing;
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
