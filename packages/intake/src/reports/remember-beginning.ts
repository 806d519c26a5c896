import { Readable } from "node:stream";
import type { OriginalContent } from "@postlane/mail";
import type { Submission } from "../types.ts";

/** Content that flows on, and what a report may return of it, of which nothing else may be kept. */
export interface Remembered {
  readonly content: Submission["content"];
  /** When the content has flowed. @param full the whole message is wanted: it goes when it is no longer than `maxBytes` */
  original(full: boolean): OriginalContent;
}

/** Keeps the first `maxBytes` of content that passes. An error of a stream is thrown on unchanged. */
export function rememberBeginning(content: Submission["content"], maxBytes: number): Remembered {
  const pieces: Buffer[] = [];
  let length = 0;
  const note = (piece: Buffer): void => {
    if (length < maxBytes) pieces.push(piece.subarray(0, maxBytes - length));
    length += piece.length;
  };
  async function* watch(stream: Readable): AsyncGenerator<Buffer> {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      note(piece);
      yield piece;
    }
  }
  const original = (full: boolean): OriginalContent => ({
    bytes: Buffer.concat(pieces),
    whole: full && length <= maxBytes,
  });
  if (!(content instanceof Uint8Array))
    return { content: Readable.from(watch(content), { objectMode: false }), original };
  note(content);
  return { content, original };
}
