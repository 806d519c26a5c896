import { parseMailCommand, type Reply } from "@postlane/mail";
import { declaredTooBig, replies } from "../smtp/replies.ts";
import { decodeLine } from "./decode-line.ts";
import { mayNotSendAs, noRoomFor } from "./login-limits.ts";
import { mayNotSend } from "./may-not-send.ts";
import type { Session } from "./session.ts";

/** MAIL FROM (RFC 5321 section 4.1.1.2): opens a transaction, or leaves everything as it was. */
export function onMail(session: Session, line: Buffer): Reply {
  const refusal = mayNotSend(session);
  if (refusal) return refusal;
  if (session.transaction) return replies.nestedMail;
  const text = decodeLine(line);
  if (text === undefined) return replies.badUtf8;
  const command = parseMailCommand(text);
  if ("refusal" in command) return command.refusal;
  const foreign = mayNotSendAs(session, command.sender.reversePath);
  if (foreign) return foreign;
  const { maxMessageBytes } = session.context.policy.general;
  // RFC 1870 section 6.1: refuse before the client sends it in vain.
  if ((command.declaredBytes ?? 0) > maxMessageBytes) return declaredTooBig(maxMessageBytes);
  const noRoom = noRoomFor(session);
  if (noRoom) return noRoom;
  session.transaction = { sender: command.sender, recipients: new Map() };
  return replies.senderOk;
}
