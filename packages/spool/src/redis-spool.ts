import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { keys, type RedisClient } from "@postlane/redis";
import { checkMessageId } from "./message-id.ts";
import { type Spool, SpoolMissing, SpoolUnavailable } from "./types.ts";

const SCHEME = "redis:";

/** Bodies as Redis strings beside their ledger, ref `redis:<message id>`. Holds a body in memory while it is put: for small ones. */
export function createRedisSpool({ redis }: { readonly redis: RedisClient }): Spool {
  const keyOf = (ref: string): string => {
    if (!ref.startsWith(SCHEME)) throw new Error(`not a ref of the Redis spool: ${JSON.stringify(ref.slice(0, 80))}`);
    return keys.body(checkMessageId(ref.slice(SCHEME.length)));
  };

  async function set(messageId: string, body: Buffer): Promise<void> {
    try {
      await redis.set(keys.body(messageId), body);
    } catch (cause) {
      // A command that timed out may still have been carried out.
      redis.unlink(keys.body(messageId)).catch(() => {});
      throw new SpoolUnavailable("Redis did not take the body", { cause });
    }
  }
  async function getInline(ref: string): Promise<Buffer | undefined> {
    return (await redis.getBuffer(keyOf(ref))) ?? undefined;
  }

  return {
    async put(messageId, body) {
      checkMessageId(messageId);
      const whole = Buffer.isBuffer(body) ? body : await buffer(body);
      await set(messageId, whole);
      return { ref: SCHEME + messageId, sizeBytes: whole.length };
    },
    putInline(messageId, body) {
      const put = { ref: SCHEME + checkMessageId(messageId), sizeBytes: body.length };
      return { put, stored: set(messageId, body) };
    },
    getInline,
    async get(ref) {
      const body = await getInline(ref);
      if (!body) throw new SpoolMissing(`no body in Redis for ${ref}`);
      return Readable.from(body.length > 0 ? [body] : [], { objectMode: false });
    },
    async delete(ref) {
      await redis.unlink(keyOf(ref));
    },
  };
}
