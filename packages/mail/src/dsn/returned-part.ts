import { isAscii, isUtf8 } from "node:buffer";
import type { ReportKind } from "./report.ts";
import { quotedPrintable } from "./quoted-printable.ts";

/** What of the original lies before the composer. */
export interface OriginalContent {
  /** From its first byte on: all of it, or its header section, or as much of that as may go back. */
  readonly bytes: Buffer;
  readonly whole: boolean;
}

/** The third part of a report: the message or its headers (RFC 3462 section 2, RFC 6533 section 6). */
export interface ReturnedPart {
  readonly type: string;
  readonly description: string;
  readonly encoding: "7bit" | "8bit" | "quoted-printable";
  readonly content: Buffer;
}

const BLANK_LINE = Buffer.from("\r\n\r\n");
/** RFC 5322 sections 2.1.1 and 3.5: lines of at most 998 characters besides CRLF; no NUL anywhere. */
const UNFIT = /[^\n]{1000}|\0/;

/** Whether the sender wants the whole message back, and a report of this kind may bring it (RFC 3461 section 4.3). */
export function wantsFullReturn(kind: ReportKind, ret: "FULL" | "HDRS" | undefined): boolean {
  return kind === "failure" && ret === "FULL";
}

/** @param full the whole message is wanted; when it is not all there, or cannot stand in a report unharmed, its headers go */
export function returnedPart(original: OriginalContent, full: boolean): ReturnedPart {
  const headers = headerSection(original.bytes);
  const unicode = !isAscii(headers) && isUtf8(headers);
  if (full && original.whole && !isUnfit(original.bytes)) {
    return {
      type: unicode ? "message/global" : "message/rfc822",
      description: "Undelivered message",
      // RFC 2046 section 5.2.1: a message is not encoded. 8bit goes as the original came.
      encoding: isAscii(original.bytes) ? "7bit" : "8bit",
      content: original.bytes,
    };
  }
  const description = "Headers of the message";
  const type = unicode ? "message/global-headers" : "text/rfc822-headers";
  if (!isUnfit(headers) && isAscii(headers)) return { type, description, encoding: "7bit", content: headers };
  // RFC 6533 section 6: 8bit whenever possible, for few can read a header section that is encoded.
  if (!isUnfit(headers) && unicode) return { type, description, encoding: "8bit", content: headers };
  return { type, description, encoding: "quoted-printable", content: Buffer.from(quotedPrintable(headers)) };
}

/** With the end of its last line; what was cut off in the middle of a line is left out. */
function headerSection(bytes: Buffer): Buffer {
  if (bytes.subarray(0, 2).equals(BLANK_LINE.subarray(0, 2))) return bytes.subarray(0, 0);
  const end = bytes.indexOf(BLANK_LINE);
  return bytes.subarray(0, end === -1 ? bytes.lastIndexOf("\r\n") + 2 : end + 2);
}

function isUnfit(bytes: Buffer): boolean {
  return UNFIT.test(bytes.toString("latin1"));
}
