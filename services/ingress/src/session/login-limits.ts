import { maySendFrom } from "@postlane/contract";
import { addressGroup, type QuotaLimits } from "@postlane/limits";
import type { Reply } from "@postlane/mail";
import { quotaUsedUp, replies, senderNotAllowed } from "../smtp/replies.ts";
import type { Session } from "./session.ts";

/** Gives a counted message back when it is not accepted after all. Never rejects. */
export type GiveBack = () => void;

/** A login bound to senders may use no other reverse-path (RFC 6409 section 6.1). Who sends by address alone is bound by nothing. */
export function mayNotSendAs(session: Session, reversePath: string): Reply | undefined {
  const allowed = credentialOf(session)?.allowedSenders;
  return allowed === undefined || maySendFrom(allowed, reversePath) ? undefined : senderNotAllowed(reversePath);
}

/** Who counts as one sender when room gets short: a login, or the network of a client that has none. */
export function senderOf({ login, clientAddress }: Session): string {
  return login ? `user ${login.username}` : `client ${addressGroup(clientAddress)}`;
}

/** Whether there is no room for the session's mail: for anybody's, or for what goes beyond its share (RFC 3463 X.3.1). */
export function noRoomFor(session: Session): Reply | undefined {
  const reason = session.context.pressure.refuse(senderOf(session), quotaOf(session));
  return reason && (reason === "full" ? replies.queueFull : replies.overShare);
}

/** What the session's login may send, when that is limited. */
export function quotaOf(session: Session): QuotaLimits | undefined {
  const { messagesPerHour = 0, messagesPerDay = 0 } = credentialOf(session) ?? {};
  return messagesPerHour + messagesPerDay === 0 ? undefined : { messagesPerHour, messagesPerDay };
}

/**
 * Counts a message against what its login may send.
 * @returns a refusal when it is one too many
 * @throws when Redis does not answer
 */
export async function takeQuota(session: Session, limits: QuotaLimits): Promise<GiveBack | Reply> {
  const { messagesPerHour, messagesPerDay } = limits;
  const { quota, logger } = session.context;
  const answer = await quota.take(session.login!.username, limits);
  if (answer.kind === "granted") {
    return () => void answer.giveBack().catch((err: unknown) => logger.warn({ err }, "quota cannot be given back"));
  }
  const most = answer.per === "hour" ? messagesPerHour : messagesPerDay;
  return quotaUsedUp(most, answer.per, answer.retryAfterSeconds);
}

function credentialOf({ login, context }: Session) {
  return login && context.policy.credential(login.username);
}
