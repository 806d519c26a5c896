import { readFile, rm, writeFile } from "node:fs/promises";

/**
 * Takes a directory for this process, by a file beside it with the process id. A file whose process is gone is taken over.
 * @throws Error when another process holds it
 * @returns the release
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const file = `${directory}.lock`;
  const take = () => writeFile(file, String(process.pid), { flag: "wx" });
  await take().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
    const holder = Number(await readFile(file, "utf8"));
    if (isRunning(holder)) {
      throw new Error(
        `${directory} is in use by process ${holder}: the embedded database takes one process only. Set DATABASE_URL to run more, or remove ${file} if that process is none of Postlane's`,
      );
    }
    await rm(file, { force: true });
    await take();
  });
  return () => rm(file, { force: true });
}

/** In a container the process before had the same id: that is not another one. */
function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
