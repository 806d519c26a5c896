import { cleanText } from "@postlane/mail";

/** A whole reply: code 200 … 599 and its lines without codes, decoded as UTF-8, otherwise as the server sent them. */
export interface ParsedReply {
  readonly code: number;
  readonly lines: readonly string[];
}

/** Longest reply line, whole reply (bytes) and number of lines taken from a server. RFC 5321 section 4.5.3.1.5 allows 512 a line. */
export const MAX_LINE_BYTES = 4096;
export const MAX_REPLY_BYTES = 65_536;
export const MAX_REPLY_LINES = 1000;

/** What the server sent is no SMTP reply; the session cannot go on. */
export class MalformedReply extends Error {}

/**
 * Incremental parser of SMTP replies (RFC 5321 section 4.2). Strict where leniency would guess: three digits, then space, hyphen
 * or nothing; one code in all lines of a reply. Takes bytes as latin1 text, so a chunk may end inside a UTF-8 character.
 */
export class ReplyParser {
  #text = "";
  #at = 0;
  #code = 0;
  #lines: string[] = [];
  #bytes = 0;

  feed(bytes: string): void {
    this.#text = this.#at < this.#text.length ? this.#text.slice(this.#at) + bytes : bytes;
    this.#at = 0;
  }

  /** Nothing of a further reply has come. */
  get empty(): boolean {
    return this.#at >= this.#text.length && this.#lines.length === 0;
  }

  /**
   * The next whole reply, if it has come.
   * @throws MalformedReply
   */
  next(): ParsedReply | undefined {
    for (;;) {
      const end = this.#text.indexOf("\n", this.#at);
      if ((end === -1 ? this.#text.length : end) - this.#at > MAX_LINE_BYTES)
        throw new MalformedReply(`a reply line is longer than ${MAX_LINE_BYTES} bytes`);
      if (end === -1) return undefined;
      const start = this.#at;
      this.#at = end + 1;
      const last = this.#takeLine(start, this.#text.charCodeAt(end - 1) === CR && end > start ? end - 1 : end);
      if (!last) continue;
      const reply = { code: this.#code, lines: this.#lines };
      this.#lines = [];
      this.#bytes = 0;
      return reply;
    }
  }

  /** True when it was the last line of its reply. */
  #takeLine(start: number, end: number): boolean {
    const code = this.#codeAt(start, end);
    const separator = end > start + 3 ? this.#text.charCodeAt(start + 3) : SPACE;
    if (code === 0 || (separator !== SPACE && separator !== HYPHEN))
      throw new MalformedReply(`not a reply: "${cleanText(this.#text.slice(start, Math.min(end, start + 80)))}"`);
    if (this.#lines.length > 0 && code !== this.#code)
      throw new MalformedReply(`a reply with two codes: ${this.#code} and ${code}`);
    this.#code = code;
    this.#lines.push(decode(this.#text.slice(start + 4, Math.max(end, start + 4))));
    this.#bytes += end - start;
    if (this.#bytes > MAX_REPLY_BYTES) throw new MalformedReply(`a reply is longer than ${MAX_REPLY_BYTES} bytes`);
    if (this.#lines.length > MAX_REPLY_LINES)
      throw new MalformedReply(`a reply has more than ${MAX_REPLY_LINES} lines`);
    return separator === SPACE;
  }

  /** 200 … 599, or 0 when there is no reply code. */
  #codeAt(start: number, end: number): number {
    if (end < start + 3) return 0;
    const hundreds = this.#text.charCodeAt(start) - ZERO;
    const tens = this.#text.charCodeAt(start + 1) - ZERO;
    const ones = this.#text.charCodeAt(start + 2) - ZERO;
    const digits = hundreds >= 2 && hundreds <= 5 && tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
    return digits ? hundreds * 100 + tens * 10 + ones : 0;
  }
}

const CR = 0x0d;
const SPACE = 0x20;
const HYPHEN = 0x2d;
const ZERO = 0x30;
const NOT_ASCII = /[\u0080-\u00ff]/;

/** UTF-8 (RFC 6531 section 3.7.4) out of latin1; broken sequences become U+FFFD. */
function decode(line: string): string {
  return NOT_ASCII.test(line) ? Buffer.from(line, "latin1").toString("utf8") : line;
}
