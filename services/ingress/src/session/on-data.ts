import { type Accepted, IdempotencyKeyReused, type RepeatKey, type Submission } from "@postlane/intake";
import { type Envelope, type Reply, receivedHeader, transmissionProtocol } from "@postlane/mail";
import type { LineFault } from "../content/dot-decoder.ts";
import { MessageContent } from "../content/message-content.ts";
import { contentRefusals, queued, replies } from "../smtp/replies.ts";
import type { IngressContext } from "./context.ts";
import { senderOf } from "./login-limits.ts";
import type { Session, Transaction } from "./session.ts";

/** The session as the end of a message needs it. */
export interface DataSession extends Session {
  readonly tls: { readonly version: string; readonly cipher: string } | undefined;
}

/** A message on its way in: from 354 to the reply to its final dot. */
export interface Incoming {
  readonly content: MessageContent;
  readonly startedAtMs: number;
  /** The final dot has come: what is the reply? Never rejects. */
  finish(fault: LineFault | undefined): Promise<Reply>;
  /** The client has gone, or is sent away: nothing is kept of content that has not come in whole. */
  abandon(): void;
}

/** Content of an accepted DATA command (RFC 5321 section 4.1.1.4). Content flows to intake as it comes; 250 is said when intake holds it. */
export function onData(session: DataSession, transaction: Transaction): Incoming {
  const { context } = session;
  const { policy, inlineMaxBytes } = context;
  const startedAtMs = context.now();
  const startedAt = performance.now();
  const messageId = context.intake.newMessageId();
  const envelope: Envelope = { ...transaction.sender, recipients: [...transaction.recipients.values()] };
  const header = Buffer.from(traceHeader(session, envelope, messageId, startedAtMs), "latin1");
  let accepting: Promise<Accepted> | undefined;
  const suppressed = context.intake.lookUp(envelope.recipients);
  // Told in accept(), if the content comes in whole.
  suppressed?.catch(() => {});

  const content = new MessageContent(header, { ...policy.general, inlineMaxBytes }, (whole) => {
    const submission: Submission = {
      messageId,
      envelope,
      content: whole,
      facts: () => content.facts(),
      clientAddress: session.clientAddress,
      clientName: session.helo,
      username: session.login?.username,
      suppressed,
      repeatKey: () => repeatKeyOf(session, content.idempotencyKey),
    };
    accepting = startAccepting(context, submission);
    accepting.catch(() => {
      // Told in finish(); until then the rest of the content goes nowhere.
      content.refuse(replies.unavailable);
    });
  });

  async function finish(fault: LineFault | undefined): Promise<Reply> {
    const endedAt = performance.now();
    content.end(fault);
    if (!accepting) return content.refusal ?? replies.internal;
    let accepted: Accepted;
    try {
      accepted = await accepting;
    } catch (err) {
      const { refusal } = content;
      if (err instanceof IdempotencyKeyReused) return contentRefusals.keyReused;
      if (refusal && refusal !== replies.unavailable) return refusal;
      context.sparing.note(`message ${String(err)}`, (times) =>
        context.logger.error(
          { err, session_id: session.id, message_id: messageId, times },
          "message could not be taken",
        ),
      );
      return replies.unavailable;
    }
    const commitMs = performance.now() - endedAt;
    const seen = { contentBytes: content.bytes, contentMs: endedAt - startedAt, commitMs };
    try {
      noteAccepted(session, envelope, accepted, seen);
    } catch {
      // A log that cannot be written must not turn a message that was taken into a refusal.
    }
    return queued(accepted.messageId);
  }

  return {
    content,
    startedAtMs,
    finish,
    abandon: () => content.refuse(replies.timedOut),
  };
}

/** A key is its user's own, without a login its client's: nobody learns of another's messages by guessing it. */
function repeatKeyOf(session: DataSession, key: string | undefined): RepeatKey | undefined {
  if (key === undefined) return undefined;
  return { scope: session.login ? `user ${session.login.username}` : `client ${session.clientAddress}`, key };
}

/** A throw is a rejection like any other. */
async function startAccepting(context: IngressContext, submission: Submission): Promise<Accepted> {
  return context.intake.accept(submission);
}

function traceHeader(session: DataSession, envelope: Envelope, messageId: string, atMs: number): string {
  return receivedHeader({
    helo: session.helo,
    clientAddress: session.clientAddress,
    hostname: session.context.hostname,
    protocol: transmissionProtocol({
      esmtp: session.esmtp,
      tls: session.secure,
      authenticated: session.login !== undefined,
      smtpUtf8: envelope.smtpUtf8 === true,
    }),
    tls: session.tls,
    messageId,
    forAddress: envelope.recipients.length === 1 ? envelope.recipients[0]!.address : undefined,
    atMs,
  });
}

function noteAccepted(
  session: DataSession,
  envelope: Envelope,
  accepted: Accepted,
  seen: { readonly contentBytes: number; readonly contentMs: number; readonly commitMs: number },
): void {
  const { logger, metrics } = session.context;
  if (accepted.replayed) {
    const { id: session_id, clientAddress: client_address } = session;
    logger.info({ session_id, message_id: accepted.messageId, client_address }, "accepted before, so not again");
    return;
  }
  session.context.pressure.note(senderOf(session), envelope.recipients.length);
  metrics.accepted.inc();
  metrics.acceptedBytes.inc(seen.contentBytes);
  if (accepted.suppressed > 0) metrics.suppressed.inc(accepted.suppressed);
  metrics.commitSeconds.observe(seen.commitMs / 1000);
  logger.info(
    {
      session_id: session.id,
      message_id: accepted.messageId,
      client_address: session.clientAddress,
      client_name: session.helo,
      username: session.login?.username,
      tls: session.tls?.version,
      reverse_path: envelope.reversePath,
      recipients: envelope.recipients.length,
      first_recipient: envelope.recipients[0]?.address,
      size_bytes: accepted.sizeBytes,
      suppressed: accepted.suppressed || undefined,
      content_ms: Math.round(seen.contentMs),
      commit_ms: Math.round(seen.commitMs),
    },
    "accepted",
  );
}
