import { pointer, type SubmissionInput } from "@postlane/contract";
import type { Envelope } from "@postlane/mail";
import MailComposer from "nodemailer/lib/mail-composer";
import { invalidInput } from "../http/http-problem.ts";
import { createAddressBook, type NamedMailbox, toEnvelope } from "./collect-envelope.ts";
import { withCrLf } from "./with-crlf.ts";

export interface ComposeContext {
  readonly messageId: string;
  readonly hostname: string;
  readonly nowMs: number;
}

export interface Composed {
  readonly envelope: Envelope;
  /** With CR LF line ends. */
  readonly content: Buffer;
}

const HEADER_NAME = /^[A-Za-z0-9-]{1,76}$/;
/** Fields that have their own place in the request, or that only a mail server writes. */
const TAKEN =
  /^(from|sender|to|cc|bcc|reply-to|subject|date|message-id|mime-version|content-.*|received|return-path|dkim-signature|arc-.*|authentication-results|resent-.*)$/i;

/** @throws HttpProblem naming each bad address and header field. */
export async function composeMessage(input: SubmissionInput, context: ComposeContext): Promise<Composed> {
  const book = createAddressBook();
  const list = (field: "to" | "cc" | "bcc" | "reply_to") =>
    (input[field] ?? []).map((text, at) => book.mailbox(text, field, at)).filter((found) => found !== undefined);
  const from = book.mailbox(input.from, "from");
  const sender = input.return_path === undefined ? from : book.reversePath(input.return_path, "return_path");
  const [to, cc, bcc, replyTo] = [list("to"), list("cc"), list("bcc"), list("reply_to")];
  for (const name of Object.keys(input.headers ?? {})) {
    if (!HEADER_NAME.test(name))
      book.problems.push({ field: pointer("headers", name), message: "Write a name of letters, digits and hyphens." });
    else if (TAKEN.test(name))
      book.problems.push({
        field: pointer("headers", name),
        message: "Leave it out: it has its own field or is written by the server.",
      });
  }
  if (book.problems.length > 0 || !from || !sender) throw invalidInput(book.problems);
  const composer = new MailComposer({
    from: named(from),
    to: to.map(named),
    cc: cc.map(named),
    replyTo: replyTo.map(named),
    subject: input.subject ?? "",
    text: input.text ?? (input.html === undefined ? "" : undefined),
    html: input.html,
    headers: input.headers,
    attachments: (input.attachments ?? []).map((attachment) => ({
      filename: attachment.filename,
      content: Buffer.from(attachment.content, "base64"),
      contentType: attachment.content_type,
      cid: attachment.content_id,
    })),
    messageId: `<${context.messageId}@${context.hostname}>`,
    date: new Date(context.nowMs),
    newline: "windows",
    // Content comes with the request alone: nothing is read from this machine or fetched from others.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    envelope: toEnvelope(sender, [...to, ...cc, ...bcc]),
    // The composer leaves a bare CR in texts as it is; some servers see a line end in it, and a dot between two as the end of a message
    // (RFC 5321 section 2.3.8, CVE-2023-51764). Each becomes what it looks like.
    content: withCrLf(await composer.compile().build()),
  };
}

function named({ name, address }: NamedMailbox): { name: string; address: string } {
  return { name, address };
}
