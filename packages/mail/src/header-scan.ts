import { isAscii, isUtf8 } from "node:buffer";

/** What a header section tells about a message. */
export interface HeaderFacts {
  readonly receivedCount: number;
  readonly messageIdHeader?: string;
  readonly subject?: string;
  /** By which the client repeats a submission: draft-ietf-httpapi-idempotency-key-header, taken over to mail. */
  readonly idempotencyKey?: string;
  /** Holds bytes above 127. */
  readonly utf8Headers: boolean;
}

export interface HeaderScan {
  /** Takes the next piece of content; does nothing once the section has ended. */
  feed(content: Buffer): void;
  readonly ended: boolean;
  /** Of the section, or of what came of it so far. */
  facts(): HeaderFacts;
}

/** Trace fields stand at the top; what comes behind this much header is not looked at. */
const MAX_HEADER_BYTES = 256 * 1024;
const MAX_SUBJECT_CHARACTERS = 500;
/** Single bytes are gathered now and then, or each would hold a buffer of its own. */
const MAX_PARTS = 256;
const BLANK_LINE = Buffer.from("\r\n\r\n");

const RECEIVED = /^received[ \t]*:/gim;
const MESSAGE_ID = field("message-id");
const SUBJECT = field("subject");
const IDEMPOTENCY_KEY = field("idempotency-key");

/** Finds the end of the header section in the content as it flows, and reads the few fields a server needs. */
export function createHeaderScan(): HeaderScan {
  let parts: Buffer[] = [];
  let bytes = 0;
  let ended = false;
  /** The last three bytes; content begins as if a line had just ended, so that an empty section is found too. */
  let tail: Buffer = BLANK_LINE.subarray(0, 2);
  let facts: HeaderFacts | undefined;

  function feed(content: Buffer): void {
    if (ended) return;
    const seam = Buffer.concat([tail, content.subarray(0, 3)]);
    const acrossSeam = seam.indexOf(BLANK_LINE);
    const inside = acrossSeam === -1 ? content.indexOf(BLANK_LINE) : -1;
    const end = acrossSeam === -1 ? inside + BLANK_LINE.length : acrossSeam + BLANK_LINE.length - tail.length;
    ended = acrossSeam !== -1 || inside !== -1 || bytes + content.length > MAX_HEADER_BYTES;
    const part = acrossSeam !== -1 || inside !== -1 ? content.subarray(0, end) : content;
    if (parts.length >= MAX_PARTS) parts = [Buffer.concat(parts)];
    parts.push(part);
    bytes += part.length;
    tail = content.length >= 3 ? content.subarray(-3) : Buffer.concat([tail, content]).subarray(-3);
  }

  function read(): HeaderFacts {
    const section = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    const text = section.toString("latin1");
    const id = MESSAGE_ID.exec(text)?.[1];
    const subject = SUBJECT.exec(text)?.[1];
    const key = IDEMPOTENCY_KEY.exec(text)?.[1];
    return {
      receivedCount: text.match(RECEIVED)?.length ?? 0,
      messageIdHeader: id === undefined ? undefined : fieldText(id).slice(0, 998),
      subject: subject === undefined ? undefined : fieldText(subject).slice(0, MAX_SUBJECT_CHARACTERS),
      idempotencyKey: key === undefined ? undefined : fieldText(key),
      utf8Headers: !isAscii(section),
    };
  }

  return {
    feed,
    get ended() {
      return ended;
    },
    facts() {
      if (!ended) return read();
      if (!facts) {
        facts = read();
        parts = [];
      }
      return facts;
    },
  };
}

/** A field with its folded lines (RFC 5322 section 2.2.3). */
function field(name: string): RegExp {
  return new RegExp(`^${name}[ \\t]*:[ \\t]*([^\\r\\n]*(?:\\r\\n[ \\t][^\\r\\n]*)*)`, "im");
}

/** Unfolded; UTF-8 when it is (RFC 6532), else each byte as a character; without control characters. */
function fieldText(latin1: string): string {
  const bytes = Buffer.from(latin1, "latin1");
  const text = isUtf8(bytes) ? bytes.toString("utf8") : latin1;
  return text
    .replaceAll(/\r\n[ \t]+/g, " ")
    .replaceAll(/\p{Cc}/gu, " ")
    .trim();
}
