import type { MessageHead, OriginalContent } from "@postlane/mail";
import type { Spool } from "@postlane/spool";

const BLANK_LINE = Buffer.from("\r\n\r\n");

export interface ReadOriginalDeps {
  readonly spool: Pick<Spool, "get">;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * What a report may return of the message it is about: all of it when that is wanted and not too large, else its header section as far as
 * it goes into `maxBytes`. Undefined when it cannot be read: a report without it is better than none.
 */
export async function readOriginal(
  { spool, log }: ReadOriginalDeps,
  head: MessageHead,
  maxBytes: number,
  full: boolean,
): Promise<OriginalContent | undefined> {
  const whole = full && head.sizeBytes <= maxBytes;
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    const body = await spool.get(head.spoolRef);
    for await (const piece of body as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      if (length >= maxBytes || (!whole && Buffer.concat(pieces).includes(BLANK_LINE))) break;
    }
  } catch (error) {
    log.warn({ err: error, message_id: head.messageId }, "the original cannot be returned with a report");
    return undefined;
  }
  return { bytes: Buffer.concat(pieces).subarray(0, maxBytes), whole };
}
