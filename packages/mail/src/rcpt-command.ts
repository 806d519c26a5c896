import type { Recipient } from "./envelope.ts";
import { needsSmtpUtf8, readParams, type Refused, refused } from "./mail-command.ts";
import { parsePath } from "./parse-path.ts";
import { isPrintableXtext } from "./xtext.ts";

export interface RcptCommand {
  readonly recipient: Recipient;
  readonly domain: string;
}

const RCPT_PARAMETERS: Readonly<Record<string, (value: string | undefined) => boolean>> = {
  NOTIFY: (value) => value !== undefined && parseNotify(value) !== undefined,
  ORCPT: (value) => value !== undefined && isOrcpt(value),
};

/**
 * `RCPT TO:<forward-path> [parameters]` (RFC 5321 section 4.1.1.3).
 * @param line without line end, decoded from valid UTF-8
 * @param smtpUtf8 the transaction's MAIL asked for SMTPUTF8
 */
export function parseRcptCommand(line: string, smtpUtf8: boolean): RcptCommand | Refused {
  const opening = /^RCPT TO: */i.exec(line);
  if (!opening) return refused(501, "5.5.2", "Syntax: RCPT TO:<address>");
  const at = opening[0].length;
  // Section 4.1.1.3 reserves it for servers that keep mailboxes; this one only sends.
  if (/^<postmaster>/i.test(line.slice(at))) {
    return refused(550, "5.1.1", "No mailboxes here: write postmaster with the domain you mean");
  }
  const path = parsePath(line, at);
  if ("problem" in path) return refused(501, "5.1.3", `Bad recipient address: ${path.problem}`);
  if (path.address === "") return refused(501, "5.1.3", "Bad recipient address: it is empty");
  const params = readParams(line.slice(path.end), RCPT_PARAMETERS);
  if ("refusal" in params) return params;
  const orcpt = params.get("ORCPT");
  if (!smtpUtf8 && (path.nonAscii || (orcpt !== undefined && /\P{ASCII}/u.test(orcpt)))) return needsSmtpUtf8();
  const notify = params.get("NOTIFY");
  return {
    recipient: {
      address: path.address,
      notify: notify === undefined ? undefined : parseNotify(notify),
      orcpt,
    },
    domain: path.domain,
  };
}

/** RFC 3461 section 4.1: NEVER stands alone. */
function parseNotify(value: string): Recipient["notify"] {
  const words = value.toUpperCase().split(",");
  if (words.length === 1 && words[0] === "NEVER") return ["NEVER"];
  const valid = words.every((word) => word === "SUCCESS" || word === "FAILURE" || word === "DELAY");
  return valid && new Set(words).size === words.length ? (words as ("SUCCESS" | "FAILURE" | "DELAY")[]) : undefined;
}

/** RFC 3461 section 4.2 `addr-type;xtext`; RFC 6533 section 3 lets `utf-8` carry characters beyond ASCII as they are. */
function isOrcpt(value: string): boolean {
  const match = /^([A-Za-z0-9!#$%&'*+/?^_`{|}~-]+);(.+)$/s.exec(value);
  if (!match || value.length > 500) return false;
  const text = match[1]!.toLowerCase() === "utf-8" ? match[2]!.replaceAll(/[\u{a1}-\u{10ffff}]/gu, "") : match[2]!;
  return isPrintableXtext(text);
}
