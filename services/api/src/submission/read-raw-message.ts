import type { Problem } from "@postlane/contract";
import { withCrLf } from "./with-crlf.ts";

export type RawMessage =
  | { readonly ok: true; readonly content: Buffer }
  | { readonly ok: false; readonly problem: Problem };

/** As in SMTP: RFC 5321 section 4.5.3.1.6 says 1000, real mail has more. */
const MAX_LINE_BYTES = 65_536;
const LF = 0x0a;
const CR = 0x0d;

/**
 * A raw message with CR LF line ends. A file with plain LF throughout, as Unix keeps it, is converted; a mixture is refused, because
 * servers that read bare CR or LF differently can be played off against each other (RFC 5321 section 2.3.8).
 */
export function readRawMessage(bytes: Buffer): RawMessage {
  const refuse = (message: string): RawMessage => ({ ok: false, problem: { field: "", message } });
  const unix = !bytes.includes("\r\n") && bytes.includes(LF) && !bytes.includes(CR);
  const content = unix ? withCrLf(bytes) : bytes;
  let start = 0;
  while (start < content.length) {
    const lf = content.indexOf(LF, start);
    const end = lf < 0 ? content.length : lf;
    const cr = content.subarray(start, end).indexOf(CR);
    if ((lf >= 0 && content[lf - 1] !== CR) || (cr >= 0 && (lf < 0 || start + cr !== lf - 1)))
      return refuse("End every line with CR LF, or every line with LF.");
    if (end - start >= MAX_LINE_BYTES) return refuse(`Write lines of at most ${MAX_LINE_BYTES} bytes.`);
    start = end + 1;
  }
  return { ok: true, content };
}
