import type { Readable } from "node:stream";
import type { EnvelopeStore } from "./envelope-store.ts";

/**
 * A store of message bodies. `put` resolves only when the body is durable; a failed or abandoned put leaves nothing behind.
 */
export interface Spool {
  /**
   * @param messageId the body's name; putting the same name again replaces it.
   * @param body taken to its end; destroyed when the put fails. Its own error is thrown on unchanged.
   * @returns the ref to keep in the ledger
   * @throws SpoolUnavailable when the store cannot take it now (disk full, Redis away or full).
   */
  put(messageId: string, body: Readable | Buffer): Promise<SpoolPut>;
  /**
   * Starts to put a body that goes into Redis, without anything to wait for in between: the ref is known at once, and the command is
   * issued in the caller's tick and keeps its place among what is written beside it. Undefined when the body belongs elsewhere: `put` takes it.
   * @returns `stored` resolves when it is durable; rejects as `put` does.
   */
  putInline(messageId: string, body: Buffer): InlinePut | undefined;
  /** @throws SpoolMissing when there is no such body. */
  get(ref: string): Promise<Readable>;
  /**
   * The whole body when it lies in Redis. The command is issued in the caller's tick, so it shares a pipeline with what is asked beside it.
   * Undefined when it lies elsewhere or is gone: `get` tells which.
   */
  getInline(ref: string): Promise<Buffer | undefined>;
  /** Idempotent. The envelope kept beside the body goes with it. */
  delete(ref: string): Promise<void>;
  /** Where envelopes are kept beside the bodies; absent when they are not. */
  readonly envelopes?: EnvelopeStore;
}

export interface SpoolPut {
  readonly ref: string;
  readonly sizeBytes: number;
}

export interface InlinePut {
  readonly put: SpoolPut;
  readonly stored: Promise<void>;
}

/** There is no body under this ref. */
export class SpoolMissing extends Error {
  override readonly name = "SpoolMissing";
}

/** The store could not take or give a body now; nothing was kept. The cause is for the log, never for a client. */
export class SpoolUnavailable extends Error {
  override readonly name = "SpoolUnavailable";
}
