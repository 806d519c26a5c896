const END = Buffer.from("\r\n.\r\n");

export interface ContentScanner {
  /**
   * Takes the next bytes of DATA.
   * @returns the bytes behind the final dot, or undefined while the end has not come.
   */
  push(chunk: Buffer): Buffer | undefined;
}

/**
 * Finds the end of mail data and undoes dot-stuffing (RFC 5321 section 4.5.2), whatever way the bytes are cut.
 * Only CRLF ends a line.
 * @param onContent unstuffed content; the last CRLF belongs to it. The pieces are views, valid until the next tick only if not copied.
 */
export function createContentScanner(onContent: (piece: Buffer) => void): ContentScanner {
  // The content begins at the start of a line: as if a CRLF stood before it, which is not content.
  let carry: Buffer = Buffer.from("\r\n");
  let skip = 2;

  function emit(data: Buffer, from: number, to: number): void {
    const dropped = Math.min(skip, to - from);
    skip -= dropped;
    if (to > from + dropped) onContent(data.subarray(from + dropped, to));
  }

  return {
    push(chunk) {
      const data = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk;
      let start = 0;
      let from = 0;
      for (;;) {
        const at = data.indexOf("\r\n.", from, "latin1");
        if (at < 0) break;
        if (data.length >= at + END.length && data[at + 3] === 13 && data[at + 4] === 10) {
          emit(data, start, at + 2);
          return data.subarray(at + END.length);
        }
        if (
          data.length < at + END.length &&
          (data.length === at + 3 || (data.length === at + 4 && data[at + 3] === 13))
        )
          break;
        emit(data, start, at + 2);
        start = at + 3;
        from = start;
      }
      const keep = unfinishedEnd(data, start);
      emit(data, start, data.length - keep);
      carry = keep > 0 ? Buffer.from(data.subarray(data.length - keep)) : Buffer.alloc(0);
      return undefined;
    },
  };
}

/** How many bytes at the end of `data` may be the beginning of the end mark. */
function unfinishedEnd(data: Buffer, start: number): number {
  for (let length = Math.min(END.length - 1, data.length - start); length > 0; length--)
    if (data.subarray(data.length - length).equals(END.subarray(0, length))) return length;
  return 0;
}
