import { openSmtp, type SmtpClient, type SmtpReply, type SmtpTarget } from "./smtp-client.ts";

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** Content with CRLF line ends; stuffed here. Without a final CRLF one is added, as SMTP demands. */
  readonly content: Buffer | string | AsyncIterable<Buffer>;
  /** ESMTP parameters of MAIL: `BODY=8BITMIME SIZE=100`. */
  readonly parameters?: string;
  /** ESMTP parameters by recipient. */
  readonly rcptParameters?: Readonly<Record<string, string>>;
}

export interface Sent {
  readonly ok: boolean;
  /** From `250 2.0.0 queued as <id>`. */
  readonly messageId?: string;
  /** The reply that decided. */
  readonly reply: SmtpReply;
  readonly refused: readonly { readonly address: string; readonly reply: SmtpReply }[];
}

export interface SendOptions {
  readonly ehlo?: string;
  readonly localAddress?: string;
  readonly tls?: "starttls" | "implicit";
  readonly auth?: { readonly username: string; readonly password: string };
}

/** Hands in one mail on a connection of its own. @throws Error when the connection is lost. */
export async function smtpSend(target: SmtpTarget, mail: Mail, options: SendOptions = {}): Promise<Sent> {
  const client = await login(target, options);
  try {
    const sent = await sendOn(client, mail);
    await client.quit();
    return sent;
  } finally {
    client.destroy();
  }
}

/** Hands in many mails over some kept-open connections; results in the order of the mails. */
export async function smtpSendAll(
  target: SmtpTarget,
  mails: readonly Mail[],
  options: SendOptions & { readonly connections?: number } = {},
): Promise<Sent[]> {
  const results: Sent[] = [];
  let next = 0;
  const run = async (): Promise<void> => {
    const client = await login(target, options);
    try {
      for (let at = next++; at < mails.length; at = next++) results[at] = await sendOn(client, mails[at]!);
      await client.quit();
    } finally {
      client.destroy();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.connections ?? 5, mails.length) }, run));
  return results;
}

/** One transaction, MAIL, RCPT and DATA in one group. */
export async function sendOn(client: SmtpClient, mail: Mail): Promise<Sent> {
  const rcpts = mail.to.map((address) => {
    const parameters = mail.rcptParameters?.[address];
    return `RCPT TO:<${address}>${parameters ? ` ${parameters}` : ""}\r\n`;
  });
  const from = `MAIL FROM:<${mail.from}>${mail.parameters ? ` ${mail.parameters}` : ""}\r\n`;
  await client.write(`${from}${rcpts.join("")}DATA\r\n`);
  const mailReply = await client.reply();
  const refused: { address: string; reply: SmtpReply }[] = [];
  for (const address of mail.to) {
    const reply = await client.reply();
    if (reply.code >= 300) refused.push({ address, reply });
  }
  const go = await client.reply();
  if (go.code !== 354) {
    await client.command("RSET");
    return { ok: false, reply: mailReply.code >= 300 ? mailReply : (refused[0]?.reply ?? go), refused };
  }
  await writeContent(client, mail.content);
  const reply = await client.reply();
  const id = /queued as (\S+)/.exec(reply.text)?.[1];
  return { ok: reply.code === 250, reply, refused, ...(id ? { messageId: id } : {}) };
}

async function login(target: SmtpTarget, options: SendOptions): Promise<SmtpClient> {
  const { localAddress, auth } = options;
  const client = await openSmtp(target, { ...(localAddress ? { localAddress } : {}), tls: options.tls === "implicit" });
  const hello = `EHLO ${options.ehlo ?? "client.test"}`;
  await client.command(hello);
  if (options.tls === "starttls") {
    await client.startTls();
    await client.command(hello);
  }
  if (auth) {
    const token = Buffer.from(`\0${auth.username}\0${auth.password}`).toString("base64");
    const reply = await client.command(`AUTH PLAIN ${token}`);
    if (reply.code !== 235) throw new Error(`AUTH: ${reply.code} ${reply.text}`);
  }
  return client;
}

async function writeContent(client: SmtpClient, content: Mail["content"]): Promise<void> {
  if (typeof content === "string" || Buffer.isBuffer(content)) {
    const { bytes, atLineStart } = stuff(Buffer.from(content), true);
    return client.write(Buffer.concat([bytes, Buffer.from(atLineStart ? ".\r\n" : "\r\n.\r\n")]));
  }
  let atLineStart = true;
  for await (const piece of content) {
    const stuffed = stuff(piece, atLineStart);
    atLineStart = stuffed.atLineStart;
    await client.write(stuffed.bytes);
  }
  await client.write(atLineStart ? ".\r\n" : "\r\n.\r\n");
}

/** Dot-stuffing (RFC 5321 section 4.5.2). Pieces of a stream must end at line ends or inside a line, never between CR and LF. */
function stuff(content: Buffer, lineStart: boolean): { bytes: Buffer; atLineStart: boolean } {
  const pieces: Buffer[] = [];
  if (lineStart && content[0] === 46) pieces.push(Buffer.from("."));
  let start = 0;
  for (let at = content.indexOf("\r\n."); at >= 0; at = content.indexOf("\r\n.", at + 2)) {
    pieces.push(content.subarray(start, at + 2), Buffer.from("."));
    start = at + 2;
  }
  pieces.push(content.subarray(start));
  const atLineStart = content.length === 0 ? lineStart : content.subarray(-2).toString("latin1") === "\r\n";
  return { bytes: Buffer.concat(pieces), atLineStart };
}
