import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { checkMessageId } from "./message-id.ts";
import { sweepTemporaryFiles } from "./sweep-temporary-files.ts";
import { type Spool, SpoolMissing, SpoolUnavailable } from "./types.ts";

const SCHEME = "file:";
const REF = /^file:([0-9a-f]{2})\/([A-Za-z0-9-]{1,64})$/;

/**
 * Bodies as files `<directory>/<shard>/<message id>`, ref `file:<shard>/<message id>`. A body is written to `<directory>/tmp`, synced,
 * renamed into place, and the name synced as well: after `put` it survives a loss of power. Memory stays flat whatever its size.
 * @throws Error when the directory cannot be made or written.
 */
export async function createDirectorySpool({ directory }: { readonly directory: string }): Promise<Spool> {
  await prepare(directory);

  function pathOf(ref: string): string {
    const [, shard, messageId] = REF.exec(ref) ?? [];
    if (!shard || !messageId || shard !== shardOf(messageId))
      throw new Error(`not a ref of the spool directory: ${JSON.stringify(ref.slice(0, 80))}`);
    return join(directory, shard, messageId);
  }

  return {
    async put(messageId, body) {
      const shard = shardOf(checkMessageId(messageId));
      const temporary = join(directory, "tmp", `${messageId}.${randomUUID()}`);
      const final = join(directory, shard, messageId);
      const sizeBytes = await writeDurably(temporary, final, join(directory, shard), body);
      return { ref: `${SCHEME}${shard}/${messageId}`, sizeBytes };
    },
    async get(ref) {
      const path = pathOf(ref);
      const file = await open(path, "r").catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === "ENOENT") throw new SpoolMissing(`no file in the spool for ${ref}`);
        throw new SpoolUnavailable("the spool directory cannot be read", { cause });
      });
      return file.createReadStream();
    },
    putInline: () => undefined,
    async getInline() {
      return undefined;
    },
    async delete(ref) {
      await rm(pathOf(ref), { force: true });
    },
  };
}

/** 256 directories by a hash of the id: a UUIDv7 begins with the time, so its own digits would fill one directory at a time. */
function shardOf(messageId: string): string {
  return createHash("sha256").update(messageId).digest("hex").slice(0, 2);
}

async function prepare(directory: string): Promise<void> {
  const shards = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0"));
  await Promise.all(["tmp", ...shards].map((name) => mkdir(join(directory, name), { recursive: true, mode: 0o700 })));
  await syncDirectory(directory);
  await sweepTemporaryFiles(join(directory, "tmp"));
}

async function writeDurably(
  temporary: string,
  final: string,
  parent: string,
  body: Readable | Buffer,
): Promise<number> {
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
    await syncDirectory(parent).catch(unavailable);
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

async function syncDirectory(path: string): Promise<void> {
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
