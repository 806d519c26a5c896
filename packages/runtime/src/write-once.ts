import { randomUUID } from "node:crypto";
import { link, open, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a secret file (mode 600) whole or not at all: whoever starts after a crash, or a loss of power, finds all of it or none.
 * Of several that write it at once the first wins.
 * @returns false when it is there already, and was left as it is
 * @throws the error of the file system; then nothing is left
 */
export async function writeOnce(file: string, text: string): Promise<boolean> {
  const beside = `${file}.${randomUUID()}`;
  try {
    await writeFile(beside, text, { mode: 0o600, flag: "wx", flush: true });
    await link(beside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(beside, { force: true }).catch(() => {});
  }
  await syncName(file);
  return true;
}

async function syncName(file: string): Promise<void> {
  const directory = await open(dirname(file), "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
