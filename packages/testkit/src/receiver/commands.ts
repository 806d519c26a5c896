import { createAuthentication } from "./authentication.ts";
import type { Effect, SessionContext } from "./serve-session.ts";
import type { ConnectionEntry, ReceiverStep, TransactionEntry } from "./types.ts";

/** What the commands need of their session. */
export interface SessionPort {
  respond(step: ReceiverStep, command: string, normal: string, effect?: Effect, recipient?: string): void;
  beginContent(transaction: TransactionEntry): void;
  startTls(): void;
  hangUp(): void;
}

export interface Commands {
  greet(): void;
  /** @param more something already waits behind this line */
  take(line: string, more: boolean): void;
  contentEnded(): void;
  transaction(): TransactionEntry | undefined;
  /** The connection is gone. */
  abandon(): void;
}

const PATH = /^(?:MAIL FROM|RCPT TO):\s*<((?:[^>"]|"(?:[^"\\]|\\.)*")*)>(?: (.*))?$/i;

/** What each command means (RFC 5321 section 4): the normal answer, and what it changes. */
export function createCommands(context: SessionContext, connection: ConnectionEntry, session: SessionPort): Commands {
  const { keeper } = context;
  const authentication = createAuthentication(context.users ?? {}, connection, session);
  const pipelining = context.capabilities.includes("PIPELINING");
  let current: TransactionEntry | undefined;

  function end(reply: string | undefined, accepted: boolean): void {
    if (current) keeper.transactionEnded(current, reply, accepted);
    current = undefined;
  }

  function ehlo(line: string): void {
    end(undefined, false);
    connection.ehlo = line.slice(5);
    const keywords = [context.name, ...context.capabilities];
    if (context.startTls && !connection.tls) keywords.push("STARTTLS");
    if (context.users) keywords.push("AUTH PLAIN LOGIN");
    session.respond(
      "ehlo",
      line,
      line[0] === "H" || line[0] === "h" ? `250 ${context.name}` : `250 ${keywords.join("\n")}`,
    );
  }

  function mail(line: string): void {
    const [, path = "", parameters = ""] = PATH.exec(line) ?? [];
    if (current) return session.respond("mail", line, "503 5.5.1 One transaction at a time");
    const refused = !PATH.test(line)
      ? "501 5.1.7 Syntax: MAIL FROM:<address>"
      : context.users && !connection.username
        ? "530 5.7.0 Authentication required"
        : undefined;
    current = keeper.transactionBegan(connection, path, parameters);
    session.respond("mail", line, refused ?? "250 2.1.0 OK", ({ positive, text }) => {
      if (!positive) end(text, false);
    });
  }

  function rcpt(line: string): void {
    const [, path = "", parameters = ""] = PATH.exec(line) ?? [];
    if (!current) return session.respond("rcpt", line, "503 5.5.1 MAIL first", undefined, path);
    const recipient = { address: path, parameters, accepted: false };
    current.recipients.push(recipient);
    const normal = path === "" ? "501 5.1.3 Syntax: RCPT TO:<address>" : "250 2.1.5 OK";
    session.respond(
      "rcpt",
      line,
      normal,
      ({ positive }) => {
        recipient.accepted = positive;
      },
      path,
    );
  }

  function data(line: string): void {
    if (!current) return session.respond("data", line, "503 5.5.1 MAIL first");
    // RFC 2920 section 3.1: with no recipient left, DATA gets an error instead of 354.
    const normal = current.recipients.some((r) => r.accepted) ? "354 Go on" : "554 5.5.1 No valid recipients";
    const transaction = current;
    session.respond("data", line, normal, ({ positive, text }) => {
      if (positive) session.beginContent(transaction);
      else end(text, false);
    });
  }

  function startTls(line: string): void {
    if (!context.startTls || connection.tls) return session.respond("starttls", line, "502 5.5.1 Not offered");
    session.respond("starttls", line, "220 2.0.0 Go on", ({ positive }) => {
      if (positive) session.startTls();
    });
  }

  const handlers: Readonly<Record<string, (line: string) => void>> = {
    EHLO: ehlo,
    HELO: ehlo,
    MAIL: mail,
    RCPT: rcpt,
    DATA: data,
    STARTTLS: startTls,
    AUTH: (line) => authentication.begin(line),
    RSET: (line) => session.respond("rset", line, "250 2.0.0 OK", () => end(undefined, false)),
    NOOP: (line) => session.respond("noop", line, "250 2.0.0 OK"),
    QUIT: (line) => session.respond("quit", line, "221 2.0.0 Bye", session.hangUp),
  };

  return {
    greet: () =>
      session.respond("greeting", "", `220 ${context.name} ESMTP receiver`, ({ positive }) => {
        if (!positive) session.hangUp();
      }),
    take(line, more) {
      if (authentication.active()) return authentication.take(line);
      const space = line.indexOf(" ");
      const verb = (space < 0 ? line : line.slice(0, space)).toUpperCase();
      if (more && !pipelining) keeper.violation(connection, `commands in a group without PIPELINING, after ${verb}`);
      const handler = handlers[verb];
      if (handler) handler(line);
      else session.respond("unknown", line, "500 5.5.2 What?");
    },
    contentEnded: () =>
      session.respond("data-end", ".", "250 2.0.0 Taken", ({ positive, text }) => end(text, positive)),
    transaction: () => current,
    abandon: () => end(undefined, false),
  };
}
