import { Readable } from "node:stream";
import type { RedisClient } from "@postlane/redis";
import { createDirectorySpool } from "./directory-spool.ts";
import { createEnvelopeStore } from "./envelope-store.ts";
import { createRedisSpool } from "./redis-spool.ts";
import type { Spool, SpoolPut } from "./types.ts";

export interface SpoolOptions {
  readonly redis: RedisClient;
  /** For bodies larger than `inlineMaxBytes`; made when it is not there. */
  readonly directory: string;
  /** Largest body kept in Redis. */
  readonly inlineMaxBytes: number;
  /** Every body lies in the directory, its envelope beside it. */
  readonly keepEnvelopes?: boolean;
}

/**
 * The spool of a service: small bodies in Redis, larger ones in the directory.
 * @throws UnusablePath when the directory cannot be made, or is not this user's to write.
 */
export async function createSpool(options: SpoolOptions): Promise<Spool> {
  const { redis, directory, keepEnvelopes = false } = options;
  const inlineMaxBytes = keepEnvelopes ? -1 : options.inlineMaxBytes;
  const small = createRedisSpool({ redis });
  const large = await createDirectorySpool({ directory });
  const storeOf = (ref: string): Spool => (ref.startsWith("redis:") ? small : large);

  async function putStream(messageId: string, body: Readable): Promise<SpoolPut> {
    const head = await readUpTo(body, inlineMaxBytes);
    if (head.ended) return small.put(messageId, head.bytes);
    try {
      return await large.put(messageId, head.rest);
    } catch (error) {
      body.destroy();
      throw error;
    }
  }

  return {
    put: (messageId, body) => {
      if (!Buffer.isBuffer(body)) return putStream(messageId, body);
      return (body.length <= inlineMaxBytes ? small : large).put(messageId, body);
    },
    putInline: (messageId, body) => (body.length <= inlineMaxBytes ? small.putInline(messageId, body) : undefined),
    get: (ref) => storeOf(ref).get(ref),
    getInline: (ref) => storeOf(ref).getInline(ref),
    delete: (ref) => storeOf(ref).delete(ref),
    ...(keepEnvelopes ? { envelopes: createEnvelopeStore({ directory }) } : {}),
  };
}

type Head = { readonly ended: true; readonly bytes: Buffer } | { readonly ended: false; readonly rest: Readable };

/** Reads a stream whose length nobody knows until it ends or has given more than `maxBytes`; then the rest begins with what was read. */
async function readUpTo(body: Readable, maxBytes: number): Promise<Head> {
  const source = body[Symbol.asyncIterator]() as AsyncIterator<Buffer | string>;
  const chunks: Buffer[] = [];
  for (let size = 0; size <= maxBytes;) {
    const next = await source.next();
    if (next.done) return { ended: true, bytes: Buffer.concat(chunks) };
    const bytes = Buffer.isBuffer(next.value) ? next.value : Buffer.from(next.value);
    chunks.push(bytes);
    size += bytes.length;
  }
  return { ended: false, rest: Readable.from(resume(chunks, source), { objectMode: false }) };
}

async function* resume(chunks: Buffer[], source: AsyncIterator<Buffer | string>): AsyncGenerator<Buffer | string> {
  yield* chunks.splice(0);
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}
