import type { Readable } from "node:stream";

/**
 * A store of message bodies. `put` resolves only when the body is durable; a failed or abandoned put leaves nothing behind.
 */
export interface Spool {
  /** @param messageId the body's name; putting the same name again replaces it. @returns the ref to keep in the ledger */
  put(messageId: string, body: Readable | Buffer): Promise<SpoolPut>;
  /** @throws SpoolMissing when there is no such body. */
  get(ref: string): Promise<Readable>;
  /** Idempotent. */
  delete(ref: string): Promise<void>;
}

export interface SpoolPut {
  readonly ref: string;
  readonly sizeBytes: number;
}
