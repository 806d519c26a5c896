import type { LogRecord } from "./record.ts";

/**
 * Enhanced codes that say of a mailbox that it is not there and will not be (RFC 3463 sections 3.2 and 3.3, RFC 7505).
 * Left out on purpose: 5.1.2 and 5.4.x (a domain or a way), 5.1.3 (qmail says 553 of relaying as well), 5.1.7 and 5.1.8 (the sender),
 * 5.2.2 (full), 5.2.3 and 5.3.4 (too large), 5.6.x (content), 5.7.x (policy, spam, reputation).
 */
const GONE: readonly string[] = [
  "5.1.1", // bad destination mailbox address
  "5.1.6", // the mailbox has moved
  "5.1.10", // the recipient takes no mail (null MX), said by a server
  "5.2.1", // the mailbox is disabled
];

/** Reply codes that may speak of a mailbox; with 421, 500, 503, 521 or 554 it is the connection, the command or the message. */
const CODES: readonly number[] = [550, 551, 553, 556];

/** Servers without enhanced codes (RFC 2034 is optional) say it in words: 550 alone also stands for every kind of policy. */
const SAYS_GONE =
  /\b(unknown (user|recipient|mailbox|address)|(user|recipient|mailbox|address|account)( name)?( is)? (unknown|not found|not known|invalid|disabled|inactive|does(n.t| not) exist)|no such (user|recipient|mailbox|address|account|person)|(doesn.t|does not) have (an? )?\w+(\.\w+)* account|no mailbox (here )?by that name|invalid (recipient|mailbox))\b/i;

/** Whatever the code says: refused for who sent it or what it held. */
const SAYS_POLICY =
  /\b(spam|spf|dkim|dmarc|black-?list|block-? ?list|dnsbl|rbl|reputation|blocked|polic(y|ies)|banned|denied|relay(ing)?|authenticat\w*|rate limit|quota|over ?quota|mailbox (is )?full|too (large|big|many))\b/i;

/**
 * Whether a bounce tells that there is no such mailbox, so that further mail to it only harms the sender's name. Only a server's own
 * answer counts: at RCPT, or at the end of the content when it speaks of one recipient alone.
 */
export function isMailboxGone({ kind, step, reply, recipients }: LogRecord): boolean {
  if (kind !== "bounced" || !reply || !CODES.includes(reply.code)) return false;
  if (step !== "rcpt" && !(step === "data-end" && recipients.length === 1)) return false;
  if (SAYS_POLICY.test(reply.text)) return false;
  if (reply.enhancedCode !== undefined) return GONE.includes(`5${reply.enhancedCode.slice(1)}`);
  return reply.code === 551 || SAYS_GONE.test(reply.text);
}
