import { access, constants, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory, unusableDirectory } from "@postlane/runtime";
import { envelopeName } from "./envelope-store.ts";
import { checkMessageId } from "./message-id.ts";
import { shardOf } from "./shard-of.ts";
import { sweepTemporaryFiles } from "./sweep-temporary-files.ts";
import { type Spool, SpoolMissing, SpoolUnavailable } from "./types.ts";
import { syncDirectory, writeDurably } from "./write-durably.ts";

const SCHEME = "file:";
const REF = /^file:([0-9a-f]{2})\/([A-Za-z0-9-]{1,64})$/;

/**
 * Bodies as files `<directory>/<shard>/<message id>`, ref `file:<shard>/<message id>`. A body is written to `<directory>/tmp`, synced,
 * renamed into place, and the name synced as well: after `put` it survives a loss of power. Memory stays flat whatever its size.
 * One that is full or read-only may be opened: what needs it is refused until it can be written.
 * @throws UnusablePath when the directory cannot be made, or is not this user's to write.
 */
export async function createDirectorySpool({ directory }: { readonly directory: string }): Promise<Spool> {
  await prepare(directory).catch((cause: unknown) => {
    throw unusableDirectory({ what: "spool directory", path: directory, setting: "POSTLANE_SPOOL_DIR" }, cause);
  });

  function pathOf(ref: string): string {
    const [, shard, messageId] = REF.exec(ref) ?? [];
    if (!shard || !messageId || shard !== shardOf(messageId))
      throw new Error(`not a ref of the spool directory: ${JSON.stringify(ref.slice(0, 80))}`);
    return join(directory, shard, messageId);
  }

  return {
    async put(messageId, body) {
      const shard = shardOf(checkMessageId(messageId));
      const sizeBytes = await writeDurably(directory, join(shard, messageId), body);
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
      const path = pathOf(ref);
      await Promise.all([rm(path, { force: true }), rm(envelopeName(path), { force: true })]);
    },
  };
}

async function prepare(directory: string): Promise<void> {
  const shards = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0"));
  await Promise.all(["tmp", ...shards].map((name) => makeDirectory(join(directory, name), 0o700)));
  await access(join(directory, "tmp"), constants.R_OK | constants.W_OK | constants.X_OK).catch(ignoreReadOnly);
  await syncDirectory(directory);
  await sweepTemporaryFiles(join(directory, "tmp"));
}

function ignoreReadOnly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EROFS") throw error;
}
