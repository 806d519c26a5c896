import type { Envelope } from "./envelope.ts";
import { parseEsmtpParams, type EsmtpParams } from "./parse-esmtp-params.ts";
import { parsePath } from "./parse-path.ts";
import type { Reply } from "./reply.ts";
import { isPrintableXtext } from "./xtext.ts";

export interface Refused {
  readonly refusal: Reply;
}

export interface MailCommand {
  readonly sender: Omit<Envelope, "recipients">;
  /** RFC 1870 SIZE, as declared. */
  readonly declaredBytes?: number;
}

/** Values of the MAIL parameters: what to do with each, and the text of a 501 when the value is wrong. */
const MAIL_PARAMETERS: Readonly<Record<string, (value: string | undefined) => boolean>> = {
  SIZE: (value) => value !== undefined && /^\d{1,20}$/.test(value), // RFC 1870 section 3
  BODY: (value) => value !== undefined && /^(?:7BIT|8BITMIME)$/i.test(value), // RFC 6152; no CHUNKING, so no BINARYMIME
  SMTPUTF8: (value) => value === undefined, // RFC 6531 section 3.4
  RET: (value) => value !== undefined && /^(?:FULL|HDRS)$/i.test(value), // RFC 3461 section 4.3
  ENVID: (value) => value !== undefined && value.length <= 100 && isPrintableXtext(value), // RFC 3461 section 4.4
  AUTH: (value) => value !== undefined && value.length <= 500 && isPrintableXtext(value), // RFC 4954 section 5: taken and dropped
};

/**
 * `MAIL FROM:<reverse-path> [parameters]` (RFC 5321 section 4.1.1.2).
 * @param line without line end, decoded from valid UTF-8
 */
export function parseMailCommand(line: string): MailCommand | Refused {
  const opening = /^MAIL FROM: */i.exec(line);
  if (!opening) return refused(501, "5.5.2", "Syntax: MAIL FROM:<address>");
  const path = parsePath(line, opening[0].length);
  if ("problem" in path) return refused(501, "5.1.7", `Bad sender address: ${path.problem}`);
  const params = readParams(line.slice(path.end), MAIL_PARAMETERS);
  if ("refusal" in params) return params;
  const smtpUtf8 = params.has("SMTPUTF8");
  if (path.nonAscii && !smtpUtf8) return needsSmtpUtf8();
  const size = params.get("SIZE");
  return {
    sender: {
      reversePath: path.address,
      body: params.get("BODY")?.toUpperCase() as Envelope["body"],
      smtpUtf8: smtpUtf8 || undefined,
      ret: params.get("RET")?.toUpperCase() as Envelope["ret"],
      envid: params.get("ENVID"),
    },
    declaredBytes: size === undefined ? undefined : Number(size),
  };
}

/** RFC 5321 section 4.1.1.11: 555 for a parameter this server does not know; 501 for a bad value. */
export function readParams(
  text: string,
  known: Readonly<Record<string, (value: string | undefined) => boolean>>,
): EsmtpParams | Refused {
  const params = parseEsmtpParams(text);
  if (typeof params === "string") return refused(501, "5.5.4", `Parameters: ${params}`);
  for (const [keyword, value] of params) {
    if (!Object.hasOwn(known, keyword))
      return refused(555, "5.5.4", `Parameter ${keyword.slice(0, 40)} is not supported`);
    if (!known[keyword]!(value)) return refused(501, "5.5.4", `Bad value of parameter ${keyword}`);
  }
  return params;
}

/** RFC 6531 section 3.5 and RFC 6533: X.6.7. */
export function needsSmtpUtf8(): Refused {
  return refused(553, "5.6.7", "An address beyond ASCII needs the SMTPUTF8 parameter of MAIL");
}

export function refused(code: number, enhancedCode: string, text: string): Refused {
  return { refusal: { code, enhancedCode, text } };
}
