import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { SpoolUnavailable } from "./types.ts";

/**
 * Writes a file of the spool: to `<directory>/tmp`, synced, renamed into place, and the name synced as well. After it has resolved the
 * file survives a loss of power; when it rejects nothing is left.
 * @param name shard and file
 * @returns its size, bytes
 * @throws SpoolUnavailable when the directory cannot take it; an error of the stream unchanged
 */
export async function writeDurably(directory: string, name: string, body: Readable | Buffer): Promise<number> {
  const temporary = join(directory, "tmp", `${basename(name)}.${randomUUID()}`);
  const final = join(directory, name);
  let renamed = false;
  try {
    const file = await open(temporary, "wx", 0o600).catch(unavailable);
    let sizeBytes: number;
    try {
      sizeBytes = await writeAll(file, body);
      await file.sync().catch(unavailable);
    } finally {
      await file.close();
    }
    await rename(temporary, final).catch(unavailable);
    renamed = true;
    await syncDirectory(dirname(final)).catch(unavailable);
    return sizeBytes;
  } catch (error) {
    if (!Buffer.isBuffer(body)) body.destroy();
    await rm(renamed ? final : temporary, { force: true }).catch(() => {});
    throw error;
  }
}

async function writeAll(file: FileHandle, body: Readable | Buffer): Promise<number> {
  let sizeBytes = 0;
  for await (const chunk of Buffer.isBuffer(body) ? [body] : body) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    // writeFile goes on after a short write, which a full disk gives before it says ENOSPC.
    await file.writeFile(bytes).catch(unavailable);
    sizeBytes += bytes.length;
  }
  return sizeBytes;
}

export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unavailable(cause: Error): never {
  throw new SpoolUnavailable(`the spool directory did not take the body: ${cause.message}`, { cause });
}
