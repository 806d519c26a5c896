import type { Failure, Step } from "@postlane/mail";
import { isSendableAddress } from "./sendable-address.ts";
import type { Capabilities, TransactionRequest } from "./types.ts";

/** The command lines of a transaction, and the recipients that cannot be named in one. */
export interface TransactionPlan {
  readonly mail: string;
  /** By recipient; undefined where the address cannot be sent. */
  readonly rcpts: readonly (string | undefined)[];
  readonly recipientFailures: readonly (Failure | undefined)[];
  /** Commands hold other characters than ASCII. */
  readonly encoding: "latin1" | "utf8";
}

/**
 * Builds MAIL and RCPT with the parameters the server announced: SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531), DSN (RFC 3461).
 * 8-bit content for a server without 8BITMIME is sent as it is: every server of today takes it, and re-coding would break signatures.
 * @returns a Failure when this server cannot be given this message: nothing has to be sent to know that
 */
export function planTransaction(
  request: TransactionRequest,
  capabilities: Capabilities,
  host: string,
): TransactionPlan | Failure {
  const { reversePath, recipients, sizeBytes } = request;
  if (reversePath !== "" && !isSendableAddress(reversePath))
    return refusal("message", "mail", "5.1.7", `the sender address cannot be sent: ${JSON.stringify(reversePath)}`);
  if (recipients.length === 0) return refusal("message", "rcpt", "4.5.4", "the transaction has no recipients");
  const limit = capabilities.sizeBytes ?? 0;
  if (limit > 0 && sizeBytes > limit)
    return refusal("message", "mail", "5.3.4", `the message has ${sizeBytes} bytes, ${host} takes ${limit}`);
  const unicode = NOT_ASCII.test(reversePath) || recipients.some(({ address }) => NOT_ASCII.test(address));
  const smtpUtf8 = request.needsSmtpUtf8 || unicode;
  if (smtpUtf8 && !capabilities.smtpUtf8)
    return refusal("message", "mail", "5.6.7", `the message needs SMTPUTF8, which ${host} does not offer`);
  if (capabilities.dsn && !hasCleanParameters(request))
    return refusal("message", "mail", "5.5.4", "a DSN parameter of the message is not valid");
  const recipientFailures = recipients.map(({ address }) => addressFailure(address));
  return {
    mail: mailLine(request, capabilities, smtpUtf8),
    rcpts: recipients.map((recipient, index) =>
      recipientFailures[index] ? undefined : rcptLine(recipient, capabilities.dsn, smtpUtf8),
    ),
    recipientFailures,
    encoding: smtpUtf8 ? "utf8" : "latin1",
  };
}

const NOT_ASCII = /[\u0080-\uffff]/;
/** RFC 3461 section 4: xtext, and `addr-type;` before it; RFC 6533 section 3 for characters beyond ASCII. */
const XTEXT = /^[\x21-\x7e]+$/;
const ORCPT = /^[\x21-\x7e\u00a1-\uffff]+$/;
const NOTIFY_KEYWORDS = new Set(["NEVER", "SUCCESS", "FAILURE", "DELAY"]);

function mailLine(request: TransactionRequest, capabilities: Capabilities, smtpUtf8: boolean): string {
  let line = `MAIL FROM:<${request.reversePath}>`;
  if (capabilities.sizeBytes !== undefined) line += ` SIZE=${request.sizeBytes}`;
  if (capabilities.eightBitMime && request.body !== undefined) line += ` BODY=${request.body}`;
  if (smtpUtf8) line += " SMTPUTF8";
  if (!capabilities.dsn) return line;
  if (request.ret !== undefined) line += ` RET=${request.ret}`;
  if (request.envid !== undefined) line += ` ENVID=${request.envid}`;
  return line;
}

/** RFC 3461 section 5.2.1 (c) and (d): as the sender gave them, and no others; section 5.2.2 (a): none to a server without DSN. */
function rcptLine(
  { address, notify, orcpt }: TransactionRequest["recipients"][number],
  dsn: boolean,
  smtpUtf8: boolean,
): string {
  const line = `RCPT TO:<${address}>`;
  if (!dsn) return line;
  const notifyParameter = notify && notify.length > 0 ? ` NOTIFY=${notify.join(",")}` : "";
  return `${line}${notifyParameter}${orcpt === undefined ? "" : ` ORCPT=${smtpUtf8 ? orcpt : inAscii(orcpt)}`}`;
}

/** RFC 6533 section 3: a `utf-8` address in a transaction without SMTPUTF8 is written `\x{HEXPOINT}`. */
function inAscii(orcpt: string): string {
  if (!NOT_ASCII.test(orcpt)) return orcpt;
  return orcpt.replaceAll(/\P{ASCII}/gu, (char) => `\\x{${char.codePointAt(0)!.toString(16).toUpperCase()}}`);
}

function hasCleanParameters({ envid, recipients }: TransactionRequest): boolean {
  if (envid !== undefined && !XTEXT.test(envid)) return false;
  return recipients.every(
    ({ notify, orcpt }) =>
      (notify === undefined || notify.every((keyword) => NOTIFY_KEYWORDS.has(keyword))) &&
      (orcpt === undefined || ORCPT.test(orcpt)),
  );
}

function addressFailure(address: string): Failure | undefined {
  if (isSendableAddress(address)) return undefined;
  return refusal("recipient", "rcpt", "5.1.3", `the address cannot be sent: ${JSON.stringify(address)}`);
}

function refusal(scope: Failure["scope"], step: Step, enhancedCode: string, detail: string): Failure {
  return { scope, step, enhancedCode, detail };
}
