import type { Reply } from "./reply.ts";
import type { Step } from "./transcript.ts";

/** `X.Y.Z` at the start of a reply line (RFC 2034 section 4), or undefined. X is 2, 4 or 5; Y and Z have one to three digits. */
export function leadingEnhancedCode(text: string): string | undefined {
  const first = text.charCodeAt(0);
  if (first !== 0x32 && first !== 0x34 && first !== 0x35) return undefined;
  if (text.charCodeAt(1) !== DOT) return undefined;
  const subjectEnd = digitsEnd(text, 2);
  if (subjectEnd === 2 || text.charCodeAt(subjectEnd) !== DOT) return undefined;
  const end = digitsEnd(text, subjectEnd + 1);
  if (end === subjectEnd + 1) return undefined;
  if (end < text.length && text.charCodeAt(end) !== SPACE) return undefined;
  return text.slice(0, end);
}

/**
 * The enhanced code of a refusal: subject and detail as the server sent them, else by the reply code (RFC 3463, RFC 5248).
 * Its class is the one of the reply code, whatever the server wrote before it (RFC 2034 section 4 wants them equal).
 */
export function enhancedCodeOf(reply: Reply, step: Step): string {
  const cls = Math.floor(reply.code / 100);
  if (reply.enhancedCode) return `${cls}${reply.enhancedCode.slice(1)}`;
  const known = BY_STEP[step]?.[reply.code] ?? BY_CODE[reply.code];
  return `${cls}.${known ?? "0.0"}`;
}

/** The same subject and detail in another class: 4 temporary, 5 permanent. */
export function withClass(enhancedCode: string, cls: 4 | 5): string {
  return `${cls}${enhancedCode.slice(1)}`;
}

const DOT = 0x2e;
const SPACE = 0x20;

/** Index after at most three digits from `start` on. */
function digitsEnd(text: string, start: number): number {
  let at = start;
  while (at < start + 3) {
    const code = text.charCodeAt(at);
    if (!(code >= 0x30 && code <= 0x39)) break;
    at += 1;
  }
  return at;
}

/** Subject and detail for reply codes whose meaning is clear without one. */
const BY_CODE: Readonly<Record<number, string>> = {
  421: "3.2", // service shutting down
  432: "7.12", // password transition needed (RFC 4954)
  450: "2.0", // mailbox unavailable
  451: "3.0", // local error
  452: "3.1", // insufficient storage
  454: "7.0", // TLS or authentication temporarily not available
  455: "5.4", // parameters cannot be accommodated
  500: "5.2", // syntax error
  501: "5.4", // syntax error in parameters
  502: "5.1", // command not implemented
  503: "5.1", // bad sequence of commands
  504: "5.4", // parameter not implemented
  521: "3.2", // host does not accept mail (RFC 7504)
  530: "7.0", // authentication required
  534: "7.9", // authentication mechanism too weak
  535: "7.8", // credentials invalid
  538: "7.11", // encryption required for this mechanism
  551: "1.6", // user not local
  552: "3.4", // message too big
  555: "5.4", // parameters not recognised
  556: "1.10", // domain does not accept mail (RFC 7504)
};

/** The same code means different things at different steps. */
const BY_STEP: Partial<Record<Step, Readonly<Record<number, string>>>> = {
  mail: { 553: "1.7" }, // sender's address syntax
  rcpt: { 452: "5.3", 552: "5.3", 553: "1.3" }, // too many recipients; recipient's address syntax
};
