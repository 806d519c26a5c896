import { parseDomain } from "./parse-domain.ts";

/** What stood between `<` and `>`. */
export interface ParsedPath {
  /** Exact local part, `@`, normal form of the domain; "" for `<>`. */
  readonly address: string;
  readonly domain: string;
  /** The path holds characters beyond ASCII, so it needs SMTPUTF8 (RFC 6531). */
  readonly nonAscii: boolean;
  /** Index behind `>`. */
  readonly end: number;
}

export interface PathProblem {
  /** For the client: what is wrong with the path. */
  readonly problem: string;
}

const ATEXT = "[A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~\\u{80}-\\u{10ffff}]";
const DOT_STRING = new RegExp(`${ATEXT}+(?:\\.${ATEXT}+)*`, "uy");
const QUOTED_STRING = /"(?:[\x20\x21\x23-\x5b\x5d-\x7e\u{80}-\u{10ffff}]|\\[\x20-\x7e])*"/uy;
const SOURCE_ROUTE = /@[^\s,:@<>"]+(?:,@[^\s,:@<>"]+)*:/y;
const DOMAIN = /\[[^\s[\]<>]*\]|[^\s[\]<>@"]+/y;
/** Invisible and direction-changing characters: never part of a name, only of a disguise. */
const UNSAFE =
  /[\p{Cc}\p{Zl}\p{Zp}\u{a0}\u{ad}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{feff}\u{fff9}-\u{fffd}]/u;

/**
 * A reverse- or forward-path (RFC 5321 section 4.1.2, RFC 6531 section 3.3). A source route is accepted and dropped (section 4.1.1.3, appendix C).
 * @param line the command line, decoded from valid UTF-8
 * @param at index of `<`
 */
export function parsePath(line: string, at: number): ParsedPath | PathProblem {
  if (line[at] !== "<") return { problem: "write the address in angle brackets: <user@example.com>" };
  if (line[at + 1] === ">") return { address: "", domain: "", nonAscii: false, end: at + 2 };
  const start = at + 1 + matchLength(SOURCE_ROUTE, line, at + 1);
  const quoted = line[start] === '"';
  const localPart = line.slice(start, start + matchLength(quoted ? QUOTED_STRING : DOT_STRING, line, start));
  if (localPart === "") {
    return {
      problem: quoted
        ? "the quoted local part does not end or holds a forbidden character"
        : "the local part is not valid",
    };
  }
  let position = start + localPart.length;
  if (line[position] !== "@") {
    return line[position] === ">"
      ? { problem: "the address has no domain" }
      : { problem: "the local part holds a character that must be quoted" };
  }
  position++;
  const received = line.slice(position, position + matchLength(DOMAIN, line, position));
  position += received.length;
  if (line[position] !== ">") return { problem: "the domain is not valid, or `>` is missing" };
  const domain = parseDomain(received);
  if (domain === undefined) return { problem: "the domain is not valid" };
  const address = `${localPart}@${domain}`;
  const nonAscii = /\P{ASCII}/u.test(localPart) || /\P{ASCII}/u.test(received);
  if (nonAscii && UNSAFE.test(localPart)) return { problem: "the local part holds an invisible character" };
  // RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.3: octets; a path is at most 256 with its brackets.
  if (Buffer.byteLength(localPart) > 64) return { problem: "the local part is longer than 64 octets" };
  if (Buffer.byteLength(address) > 254) return { problem: "the address is longer than 254 octets" };
  return { address, domain, nonAscii, end: position + 1 };
}

function matchLength(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
