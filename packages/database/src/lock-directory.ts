import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** The process before may be on its way out. */
const PATIENCE_MS = 5_000;

/**
 * Takes a directory for this process, by a file beside it that names the process. A file whose process is gone is taken over.
 * @throws Error when another process holds it
 * @returns the release
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const file = `${directory}.lock`;
  const own = `${process.pid} ${(await readProcess(process.pid))?.startedAt ?? ""}`.trim();
  for (const until = Date.now() + PATIENCE_MS; !(await take(file, own)); await delay(100)) {
    const holder = (await readFile(file, "utf8").catch(() => "")).trim();
    if (!(await isRunning(holder))) await rm(file, { force: true });
    else if (Date.now() > until) throw inUse(directory, file, holder);
  }
  return () => rm(file, { force: true });
}

async function take(file: string, own: string): Promise<boolean> {
  try {
    await writeFile(file, own, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    // A full disk takes the name and not the content.
    await rm(file, { force: true }).catch(() => {});
    throw error;
  }
}

function inUse(directory: string, file: string, holder: string): Error {
  return new Error(
    `${directory} is in use by process ${holder.split(" ")[0]}: the embedded database takes one process only. ` +
      `Set DATABASE_URL to run more, or remove ${file} if that process is none of Postlane's`,
  );
}

/** @param holder process id and, where the system tells it, when it was started: ids are used again, in a container at once. */
async function isRunning(holder: string): Promise<boolean> {
  const [id, startedAt] = holder.split(" ");
  const pid = Number(id);
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  const found = await readProcess(pid);
  if (found) return !found.ended && (startedAt === undefined || startedAt === found.startedAt);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** From /proc of Linux, elsewhere undefined. A killed process that nobody has waited for is still listed there, as ended. */
async function readProcess(pid: number): Promise<{ ended: boolean; startedAt: string } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // proc(5): after the name in parentheses comes the state, and 19 fields later the start time in ticks since boot.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields && { ended: fields[0] === "Z" || fields[0] === "X", startedAt: fields[19] ?? "" };
}
