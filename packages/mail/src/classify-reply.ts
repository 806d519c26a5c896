import { enhancedCodeOf, withClass } from "./enhanced-code.ts";
import type { Failure } from "./failure.ts";
import { formatReply, type Reply } from "./reply.ts";
import { replyRuleFor } from "./reply-rules.ts";
import type { Step } from "./transcript.ts";

/**
 * What a reply other than the hoped-for one means: whom it concerns and whether it is final.
 * - Up to AUTH it concerns the site and is temporary even when 5yz: another host, or this one later, may do (as Postfix `smtp_trouble`).
 * - MAIL, DATA and the final dot concern the message, RCPT the recipient; 5yz is permanent unless reply-rules.ts knows better.
 * - 421 concerns the site at every step (RFC 5321 section 3.8).
 * - A positive code where none belongs (250 to DATA, 354 to RCPT) means the two sides are out of step: temporary.
 * @param host the server, as the reader of a log should see it
 */
export function classifyReply(reply: Reply, step: Step, host: string): Failure {
  const unexpected = reply.code < 400;
  const meaning = replyRuleFor(reply, step)?.meaning;
  const scope = reply.code === 421 || meaning === "site" ? "site" : scopeOf(step, unexpected);
  const code = unexpected ? "4.5.0" : enhancedCodeOf(reply, step);
  const temporary = scope === "site" || meaning === "temporary";
  const said = `${host} said: ${formatReply(reply)} (${ASKED[step]})`;
  return {
    scope,
    step,
    reply,
    enhancedCode: temporary ? withClass(code, 4) : code,
    detail: unexpected ? `${said}, which is no answer to that` : said,
  };
}

function scopeOf(step: Step, unexpected: boolean): Failure["scope"] {
  if (step === "data" || step === "data-end") return "message";
  if (unexpected) return "site";
  if (step === "rcpt") return "recipient";
  return step === "mail" ? "message" : "site";
}

/** What a reply answered, in a sentence. */
const ASKED: Readonly<Record<Step, string>> = {
  dns: "as DNS answer",
  connect: "on connecting",
  greeting: "as greeting",
  ehlo: "in reply to EHLO",
  starttls: "in reply to STARTTLS",
  auth: "in reply to AUTH",
  mail: "in reply to MAIL",
  rcpt: "in reply to RCPT",
  data: "in reply to DATA",
  "data-end": "in reply to the end of the content",
  quit: "in reply to QUIT",
};
