/**
 * Doubles the dots at the beginning of lines (RFC 5321 section 4.5.2) while the content streams through in chunks of any size;
 * lines end with CRLF only. A chunk without such a dot is handed back as it is.
 */
export class DotStuffer {
  #before: "line-start" | "cr" | "inside" = "line-start";

  push(chunk: Buffer): Buffer {
    if (chunk.length === 0) return chunk;
    const dots = this.#findDots(chunk);
    this.#before = stateAfter(chunk, this.#before);
    return dots.length === 0 ? chunk : insertDots(chunk, dots);
  }

  /** What ends the content: the final dot, behind a line end of its own if the content lacks one. */
  end(): string {
    return this.#before === "line-start" ? ".\r\n" : "\r\n.\r\n";
  }

  #findDots(chunk: Buffer): number[] {
    const dots: number[] = [];
    if (this.#before === "line-start" && chunk[0] === DOT) dots.push(0);
    if (this.#before === "cr" && chunk[0] === LF && chunk[1] === DOT) dots.push(1);
    for (let at = chunk.indexOf(LINE_DOT); at !== -1; at = chunk.indexOf(LINE_DOT, at + 3)) dots.push(at + 2);
    return dots;
  }
}

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const LINE_DOT = Buffer.from("\r\n.");

function stateAfter(chunk: Buffer, before: "line-start" | "cr" | "inside"): "line-start" | "cr" | "inside" {
  const last = chunk[chunk.length - 1];
  if (last === CR) return "cr";
  if (last !== LF) return "inside";
  const previousIsCr = chunk.length > 1 ? chunk[chunk.length - 2] === CR : before === "cr";
  return previousIsCr ? "line-start" : "inside";
}

function insertDots(chunk: Buffer, dots: readonly number[]): Buffer {
  const out = Buffer.allocUnsafe(chunk.length + dots.length);
  let from = 0;
  let to = 0;
  for (const dot of dots) {
    to += chunk.copy(out, to, from, dot);
    out[to] = DOT;
    to += 1;
    from = dot;
  }
  chunk.copy(out, to, from);
  return out;
}
