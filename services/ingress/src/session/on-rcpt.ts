import { parseRcptCommand, type Reply } from "@postlane/mail";
import { replies } from "../smtp/replies.ts";
import { decodeLine } from "./decode-line.ts";
import type { Session } from "./session.ts";

/** RCPT TO (RFC 5321 section 4.1.1.3): adds a recipient to the transaction. */
export function onRcpt(session: Session, line: Buffer): Reply {
  const { transaction, context } = session;
  if (!transaction) return replies.needMail;
  const text = decodeLine(line);
  if (text === undefined) return replies.badUtf8;
  const command = parseRcptCommand(text, transaction.sender.smtpUtf8 === true);
  if ("refusal" in command) return command.refusal;
  const { recipient, domain } = command;
  const { recipients } = transaction;
  if (recipients.has(recipient.address)) return replies.recipientOk;
  if (recipients.size >= context.policy.general.maxRecipients) return replies.tooManyRecipients;
  const problem = context.intake.routeProblem(domain);
  if (problem !== undefined) {
    context.logger.warn({ session_id: session.id, recipient_domain: domain, problem }, "no route for a recipient");
    return replies.noRoute;
  }
  recipients.set(recipient.address, recipient);
  return replies.recipientOk;
}
