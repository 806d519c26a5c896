import type { Reply } from "@postlane/mail";
import type { LineFault } from "../content/dot-decoder.ts";

/**
 * Every answer of our own that does not depend on the client's words. What a client is told is general; the cause is in the log.
 * Codes: RFC 5321 section 4.2, RFC 3463, RFC 5248.
 */
export const replies = {
  ok: reply(250, "2.0.0", "OK"),
  senderOk: reply(250, "2.1.0", "Sender OK"),
  recipientOk: reply(250, "2.1.5", "Recipient OK"),
  cannotVerify: reply(252, "2.1.5", "Cannot verify, but will take mail for it and try"),
  startData: reply(354, undefined, "End data with <CR><LF>.<CR><LF>"),
  loggedIn: reply(235, "2.7.0", "Authentication succeeded"),

  shuttingDown: reply(421, "4.3.2", "Shutting down, try again in a moment"),
  timedOut: reply(421, "4.4.2", "Waited too long, closing the connection"),
  tooManyErrors: reply(421, "4.7.0", "Too many errors, closing the connection"),
  tooManyCommands: reply(421, "4.7.0", "Too many commands without a message, closing the connection"),
  tooManyLogins: reply(421, "4.7.0", "Too many failed logins, closing the connection"),
  tooManyConnections: reply(421, "4.7.0", "Too many connections, try again later"),

  unavailable: reply(451, "4.3.0", "Cannot take the message now, try again later"),
  internal: reply(451, "4.3.0", "Internal error, try again later"),
  noRoute: reply(451, "4.3.5", "No way to this domain is set up, try again later"),
  tooManyRecipients: reply(452, "4.5.3", "Too many recipients, send the rest in another transaction"),
  queueFull: reply(452, "4.3.1", "The queue is full, try again in a few minutes"),
  overShare: reply(
    452,
    "4.3.1",
    "The queue fills up and you have sent more than others: send the rest in some minutes, or more slowly",
  ),
  loginBusy: reply(454, "4.7.0", "Cannot check logins now, try again later"),

  bareLf: reply(500, "5.5.2", "Commands end with <CR><LF>, not with a bare <LF>: closing the connection"),
  bareCr: reply(500, "5.5.2", "A bare <CR> in the command: lines end with <CR><LF>"),
  lineTooLong: reply(500, "5.5.2", "Line too long"),
  badCharacters: reply(500, "5.5.2", "The command holds characters that are not allowed"),
  notImplemented: reply(502, "5.5.1", "Command not implemented"),
  badUtf8: reply(501, "5.5.2", "The command is not valid UTF-8"),
  badHelo: reply(501, "5.5.2", "Syntax: EHLO or HELO with your host name or address literal"),
  noParameters: reply(501, "5.5.4", "This command takes no parameters"),
  vrfySyntax: reply(501, "5.5.4", "Syntax: VRFY address"),
  nestedMail: reply(503, "5.5.1", "A transaction is open already: end it with DATA or RSET"),
  needEhlo: reply(503, "5.5.1", "EHLO comes first"),
  needMail: reply(503, "5.5.1", "MAIL comes first"),
  needRecipient: reply(503, "5.5.1", "RCPT comes first"),

  tlsTwice: reply(503, "5.5.1", "TLS is active already"),
  loginFirst: reply(530, "5.7.0", "Authentication required"),
  loginFirstNeedsTls: reply(530, "5.7.0", "Authentication required; issue STARTTLS first"),
  tlsFirst: reply(538, "5.7.11", "Encryption required: issue STARTTLS first"),
  badLogin: reply(535, "5.7.8", "Authentication credentials invalid"),
  badBase64: reply(501, "5.5.2", "The response is not valid Base64"),
  badLoginData: reply(501, "5.5.2", "The response is malformed"),
  // RFC 4954 section 6
  authLineTooLong: reply(500, "5.5.6", "Authentication exchange line is too long"),
  loginCancelled: reply(501, "5.7.0", "Authentication cancelled"),
  authSyntax: reply(501, "5.5.4", "Syntax: AUTH mechanism [initial response]"),
  authUnknown: reply(504, "5.5.4", "Authentication mechanism not supported: use PLAIN or LOGIN"),
  authTwice: reply(503, "5.5.1", "Already authenticated"),
  authInTransaction: reply(503, "5.5.1", "Not during a transaction"),

  accessDenied: reply(554, "5.7.1", "Access denied: this address may not send mail here"),
} as const;

/** Texts that tell of our own trouble: while it lasts, every client hears the same for every message. */
export const ownTrouble: ReadonlySet<string> = new Set(
  [replies.unavailable, replies.internal, replies.queueFull, replies.overShare, replies.loginBusy].map(
    ({ text }) => text,
  ),
);

export const contentRefusals: Readonly<Record<LineFault | "tooBig" | "tooManyHops" | "badKey" | "keyReused", Reply>> = {
  tooBig: reply(552, "5.3.4", "The message is larger than this server takes"),
  tooManyHops: reply(554, "5.4.6", "Too many hops: the message seems to go round in a loop"),
  badKey: reply(554, "5.6.0", "Idempotency-Key: write 1 to 200 visible ASCII characters"),
  keyReused: reply(554, "5.6.0", "This Idempotency-Key belongs to another message: give each message its own"),
  "bare-lf": reply(550, "5.5.2", "A bare <LF> in the message: lines must end with <CR><LF>"),
  "bare-cr": reply(550, "5.5.2", "A bare <CR> in the message: lines must end with <CR><LF>"),
  "long-line": reply(554, "5.6.0", "The message holds a line that is too long"),
};

export function declaredTooBig(maxBytes: number): Reply {
  return reply(552, "5.3.4", `The message is larger than the ${maxBytes} bytes this server takes`);
}

export function senderNotAllowed(reversePath: string): Reply {
  return reply(
    553,
    "5.7.1",
    `This login may not send as <${reversePath}>: use a sender of its own, or have this one added to its allowedSenders`,
  );
}

/** RFC 5248 has no code for it: X.7.1 says that policy refuses, 4 that it is not for good. */
export function quotaUsedUp(most: number, per: "hour" | "day", retryAfterSeconds: number): Reply {
  const minutes = Math.max(1, Math.ceil(retryAfterSeconds / 60));
  return reply(
    452,
    "4.7.1",
    `This login has sent its ${most} messages of ${per === "hour" ? "an hour" : "24 hours"}: try again in ${minutes} min, or have its limit raised`,
  );
}

export function queued(messageId: string): Reply {
  return reply(250, "2.0.0", `queued as ${messageId}`);
}

function reply(code: number, enhancedCode: string | undefined, text: string): Reply {
  return { code, enhancedCode, text };
}
