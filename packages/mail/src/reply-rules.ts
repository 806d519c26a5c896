import type { Reply } from "./reply.ts";
import type { Step } from "./transcript.ts";

/**
 * A permanent reply (5yz) that does not mean what its code says.
 * - temporary: the scope stays, but it is tried again.
 * - site: it speaks of the sending host or of this server, not of the mail: another host, another time or a relay may take it.
 */
export interface ReplyRule {
  readonly steps: readonly Step[];
  /** Any 5yz when absent. */
  readonly codes?: readonly number[];
  /** Enhanced codes as sent; with it, a reply without one of them does not match. */
  readonly enhancedCodes?: readonly string[];
  /** Enhanced codes that show the reply means what it says. */
  readonly exceptEnhancedCodes?: readonly string[];
  readonly text?: RegExp;
  readonly meaning: "temporary" | "site";
}

const BEFORE_CONTENT: readonly Step[] = ["mail", "rcpt", "data"];
const ANY_STEP: readonly Step[] = ["mail", "rcpt", "data", "data-end"];

/** The first rule that matches counts. */
export const REPLY_RULES: readonly ReplyRule[] = [
  // RFC 5321 section 4.5.3.1.10: 552 at RCPT is an old way to say "too many recipients" and SHOULD be taken as 452.
  // A full mailbox (5.2.2) or a size limit (5.2.3, 5.3.4) that is named as such stays permanent.
  { steps: ["rcpt"], codes: [552], exceptEnhancedCodes: ["5.2.2", "5.2.3", "5.3.4"], meaning: "temporary" },
  // Bad sequence of commands: both sides disagree about the state of the session. Nothing is wrong with the mail.
  { steps: ANY_STEP, codes: [503], meaning: "temporary" },
  // RFC 3207 section 4, RFC 4954 section 6: the server wants STARTTLS or AUTH first. A matter of the route, not of the mail.
  { steps: BEFORE_CONTENT, codes: [530, 538], meaning: "site" },
  // RFC 7504: this host accepts no mail at all; others of the domain may.
  { steps: ["mail", "rcpt"], codes: [521], meaning: "site" },
  // RFC 7372, used by Google and Microsoft: the sending address has no valid reverse DNS. A relay's has.
  { steps: ANY_STEP, enhancedCodes: ["5.7.25"], meaning: "site" },
  // Postfix `reject_rbl_client`: "Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org".
  // (`reject_rhsbl_sender` says "Sender address [...] blocked using": that one is about the mail.)
  { steps: BEFORE_CONTENT, text: /\bclient host \[[^\]]*\] blocked\b/i, meaning: "site" },
  // Microsoft S3140/S3150: "messages from [192.0.2.1] weren't sent ... part of their network is on our block list".
  { steps: BEFORE_CONTENT, text: /\bmessages from \[[^\]]*\].{0,300}\bblock ?list/is, meaning: "site" },
  // "Your IP is blacklisted", "IP address 192.0.2.1 listed on our RBL", "sending server has poor reputation".
  {
    steps: BEFORE_CONTENT,
    text: /\b(your|sending|connecting|client) (ip|host|server|network)\b.{0,120}\b(black-?list|block-? ?list|dnsbl|rbl|reputation|blocked)/is,
    meaning: "site",
  },
  // "554 5.7.0 Too many concurrent connections from your host": pace, not refusal.
  { steps: ANY_STEP, text: /\btoo many (\w+ )?(connections|sessions)\b/i, meaning: "site" },
  // Greylisting that answers 550 instead of 450 (old Exim and milter set-ups).
  { steps: ANY_STEP, text: /\bgr[ea]y-?list/i, meaning: "temporary" },
  // "554 Temporary lookup failure", "550 temporarily rejected, please try again later", "550 rate limit exceeded".
  {
    steps: ANY_STEP,
    text: /\b(temporar(y|ily) (\w+ )?(lookup|local|failure|error|problem|reject|unavailable|deferred|block)|(try|retry) (again )?later|rate limit)/i,
    meaning: "temporary",
  },
];

/** The rule for a 5yz reply at a step, if there is one. */
export function replyRuleFor(reply: Reply, step: Step): ReplyRule | undefined {
  if (reply.code < 500) return undefined;
  return REPLY_RULES.find((rule) => matches(rule, reply, step));
}

function matches(rule: ReplyRule, reply: Reply, step: Step): boolean {
  if (!rule.steps.includes(step)) return false;
  if (rule.codes && !rule.codes.includes(reply.code)) return false;
  const enhanced = reply.enhancedCode ?? "";
  if (rule.enhancedCodes && !rule.enhancedCodes.includes(enhanced)) return false;
  if (rule.exceptEnhancedCodes?.includes(enhanced)) return false;
  return rule.text === undefined || rule.text.test(reply.text);
}
