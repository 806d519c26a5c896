/** Why a message cannot be taken as it was sent. */
export type LineFault = "bare-lf" | "bare-cr" | "long-line";

export type DotResult =
  /** All of the chunk was content; more follows. */
  | { readonly state: "more"; readonly content: Buffer }
  /** The final dot was seen; `rest` is what came behind it. */
  | { readonly state: "end"; readonly content: Buffer; readonly rest: Buffer }
  /** A lone dot, but not between two CR LF: another server might see the end here, so nothing behind it may be read as commands. */
  | { readonly state: "forged-end"; readonly content: Buffer };

const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;
const NOTHING = Buffer.alloc(0);

export interface DotDecoder {
  /** @param chunk belongs to the decoder: stuffed dots are taken out in place */
  feed(chunk: Buffer): DotResult;
  /** The first fault seen; what follows it is still read up to the final dot. */
  readonly fault: LineFault | undefined;
}

/**
 * Finds the end of a message's data and takes out the stuffed dots (RFC 5321 section 4.5.2), in one pass over each chunk.
 * Only CR LF ends a line (section 2.3.8): a bare CR or LF is a fault, as servers that read them differently can be played off against each other.
 */
export function createDotDecoder(maxLineBytes: number): DotDecoder {
  let fault: LineFault | undefined;
  /** What came before the next byte: CR LF, a bare LF, or something else. */
  let before: "crlf" | "lf" | "text" = "crlf";
  let crPending = false;
  let lineBytes = 0;
  /** A `.` or `. CR` at the start of a line whose meaning the next chunk tells. */
  let held = NOTHING;
  /** Where the next CR of this chunk stands, so that lines without one are not searched again and again. */
  let crAt = -1;

  function feed(fresh: Buffer): DotResult {
    const chunk = held.length > 0 ? Buffer.concat([held, fresh]) : fresh;
    held = NOTHING;
    crAt = -1;
    const length = chunk.length;
    let read = 0;
    /** Content is compacted to the front of the chunk as soon as a dot was taken out: [0, written) and [kept, read). */
    let written = 0;
    let kept = 0;
    const take = (until: number): void => {
      if (written !== kept) chunk.copyWithin(written, kept, until);
      written += until - kept;
    };

    while (read < length) {
      if (before !== "text" && chunk[read] === DOT) {
        const second = read + 1 < length ? chunk[read + 1]! : -1;
        const third = read + 2 < length ? chunk[read + 2]! : -1;
        if (second === -1 || (second === CR && third === -1)) {
          take(read);
          held = Buffer.from(chunk.subarray(read));
          return { state: "more", content: chunk.subarray(0, written) };
        }
        const endsCrlf = second === CR && third === LF;
        if (endsCrlf && before === "crlf") {
          take(read);
          return { state: "end", content: chunk.subarray(0, written), rest: chunk.subarray(read + 3) };
        }
        if (endsCrlf || second === LF) {
          fault ??= "bare-lf";
          take(read);
          return { state: "forged-end", content: chunk.subarray(0, written) };
        }
        if (before === "crlf") {
          take(read);
          read++;
          kept = read;
        }
      }
      read = readLine(chunk, read);
    }
    take(length);
    return { state: "more", content: chunk.subarray(0, written) };
  }

  /** Checks one line, or what the chunk holds of it. @returns the index behind it */
  function readLine(chunk: Buffer, start: number): number {
    const lf = chunk.indexOf(LF, start);
    const end = lf === -1 ? chunk.length : lf;
    if (crAt < start) {
      crAt = chunk.indexOf(CR, start);
      if (crAt === -1) crAt = Infinity;
    }
    const crBeforeLf = lf > start ? chunk[lf - 1] === CR : crPending;
    if (crPending && end > start) fault ??= "bare-cr";
    if (crAt < end - 1) fault ??= "bare-cr";
    if (lf === -1) {
      crPending = end > start ? chunk[end - 1] === CR : crPending;
      before = "text";
      lineBytes += end - start;
    } else {
      if (!crBeforeLf) fault ??= "bare-lf";
      before = crBeforeLf ? "crlf" : "lf";
      crPending = false;
      lineBytes += end - start + 1;
    }
    if (lineBytes > maxLineBytes) fault ??= "long-line";
    if (lf === -1) return chunk.length;
    lineBytes = 0;
    return lf + 1;
  }

  return {
    feed,
    get fault() {
      return fault;
    },
  };
}
