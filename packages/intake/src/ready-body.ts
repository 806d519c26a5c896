import { type Spool, type SpoolPut, SpoolUnavailable } from "@postlane/spool";
import { IntakeUnavailable, type Submission } from "./types.ts";

interface StartedBody {
  readonly put: SpoolPut;
  /** Resolves when it is durable. */
  readonly stored: Promise<unknown>;
}

/** Content that has flowed, or lies in memory. */
export interface ReadyBody {
  readonly sizeBytes: number;
  start(): Promise<StartedBody>;
  /** It will not be started. */
  discard(): void;
}

/**
 * A small body joins the commands of the turn that commits it; a stream is on disk before anything else is written.
 * @throws IntakeUnavailable; an error of the stream is thrown on unchanged
 */
export async function readyBody(spool: Spool, { messageId, content }: Submission): Promise<ReadyBody> {
  if (content instanceof Uint8Array) {
    const start = async (): Promise<StartedBody> =>
      spool.putInline(messageId, content) ?? put(spool, messageId, content);
    return { sizeBytes: content.length, start, discard() {} };
  }
  const started = await put(spool, messageId, content);
  const { ref, sizeBytes } = started.put;
  return { sizeBytes, start: async () => started, discard: () => void spool.delete(ref).catch(() => {}) };
}

/** Content that is only counted: nothing of it is kept. */
export async function countBody(content: Submission["content"]): Promise<ReadyBody> {
  let sizeBytes = 0;
  if (content instanceof Uint8Array) sizeBytes = content.length;
  else for await (const chunk of content) sizeBytes += (chunk as Buffer).length;
  return { sizeBytes, start: () => Promise.reject(new Error("nothing of it is kept")), discard() {} };
}

async function put(spool: Spool, messageId: string, content: Submission["content"]): Promise<StartedBody> {
  try {
    return { put: await spool.put(messageId, content), stored: Promise.resolve() };
  } catch (error) {
    if (!(error instanceof SpoolUnavailable)) throw error;
    throw new IntakeUnavailable("the spool cannot take the content", { cause: error });
  }
}
