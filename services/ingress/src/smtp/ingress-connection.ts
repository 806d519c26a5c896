import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { QuotaLimits } from "@postlane/limits";
import type { Reply } from "@postlane/mail";
import type { SMTPConnection, SMTPConnectionOptions } from "smtp-server/lib/smtp-connection.js";
import type { SMTPStream } from "smtp-server/lib/smtp-stream.js";
import { isLoopback } from "../access/access-rules.ts";
import type { LineFault } from "../content/dot-decoder.ts";
import { type AuthStep, mayAuthenticate, onAuth } from "../session/on-auth.ts";
import { type DataSession, type Incoming, onData } from "../session/on-data.ts";
import { type GiveBack, mayNotSendAs, quotaOf, takeQuota } from "../session/login-limits.ts";
import { onMail } from "../session/on-mail.ts";
import { onRcpt } from "../session/on-rcpt.ts";
import { mayNotSend } from "../session/may-not-send.ts";
import type { Login, Session, Transaction } from "../session/session.ts";
import { type CommandFault, CommandStream, type ContentSink, MAX_COMMAND_LINE_BYTES } from "./command-stream.ts";
import { GuardedConnection } from "./guarded-connection.ts";
import type { IngressServer } from "./ingress-server.ts";
import { contentRefusals, replies } from "./replies.ts";

type Callback = () => void;

/** What this server does; every other method of the library that looks like a command stays out of reach (hazard S17). */
const COMMANDS = new Set(["EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "VRFY", "QUIT"]);
/** Known to SMTP, not done here: 502 instead of 500 (RFC 5321 section 4.2.4). */
const NOT_IMPLEMENTED = new Set(["HELP", "EXPN", "SEND", "SOML", "SAML", "TURN", "ETRN", "ATRN", "BDAT", "BURL"]);

const COMMAND_FAULTS: Readonly<Record<CommandFault, Reply>> = {
  "bare-lf": replies.bareLf,
  "bare-cr": replies.bareCr,
  "line-too-long": replies.lineTooLong,
};

/** One client's connection: smtp-server keeps the socket, TLS and the order of commands; what commands do is ours. */
export class IngressConnection extends GuardedConnection implements DataSession {
  readonly loopback: boolean;
  transaction: Transaction | undefined;
  login: Login | undefined;
  loginFailures = 0;
  access: Session["access"];
  esmtp = false;
  incoming: Incoming | undefined;
  /** The message in hand counts against its login's quota until it is refused. */
  #giveBack: GiveBack | undefined;

  constructor(server: IngressServer, socket: Socket | TLSSocket, options: SMTPConnectionOptions | null | undefined) {
    super(server, socket, options);
    this.loopback = isLoopback(this.remoteAddress);
    this.access = { verdict: "deny", version: -1 };
  }

  get clientAddress(): string {
    return this.remoteAddress;
  }

  get helo(): string {
    return this.hostNameAppearsAs || "";
  }

  get tls(): DataSession["tls"] {
    if (!this.tlsOptions) return undefined;
    // The cipher's own version is the oldest that has it; the session's is what counts.
    const version = (this._socket as TLSSocket).getProtocol() ?? this.tlsOptions.version;
    return { version, cipher: this.tlsOptions.standardName };
  }

  override _createParser(): SMTPStream {
    const parser = new CommandStream();
    parser.oncommand = (line, done) => this._onCommand(line, done);
    parser.onfault = (fault, done) => {
      const inAuth = this._nextHandler !== false;
      this.verb = inAuth ? "AUTH" : "?";
      // The exchange is over, or the next command would be read as a password.
      this._nextHandler = false;
      this.answer(inAuth && fault === "line-too-long" ? replies.authLineTooLong : COMMAND_FAULTS[fault]);
      if (fault === "bare-lf") this.close();
      this._whenWritable(done);
    };
    parser.on("error", () => this.close());
    // A client that has closed its side gets the replies to what it sent, and then the end.
    parser.on("finish", () => this.close());
    return parser;
  }

  override _onCommand(line: Buffer, callback?: Callback): void {
    const done = callback ?? (() => {});
    // Bytes that came in clear text before the handshake: dropped without a word, as in the base class.
    if (this._upgrading) return done();
    const space = line.indexOf(0x20);
    const verb = line
      .toString("latin1", 0, space === -1 ? Math.min(line.length, 12) : Math.min(space, 12))
      .toUpperCase();
    const inAuth = this._nextHandler !== false;
    // What is no command may be a password: clients go on with a login that was refused, and people type it too early. No log has it.
    const isCommand = COMMANDS.has(verb) || NOT_IMPLEMENTED.has(verb);
    this.verb = inAuth ? "AUTH" : isCommand ? verb : "?";
    if (this.context.draining) return this.answer(replies.shuttingDown);
    if (this.isOneTooMany()) return this.answer(replies.tooManyCommands);
    const refusal = inAuth ? undefined : this.#refuseLine(verb, line);
    if (!refusal) return super._onCommand(line, done);
    this.answer(refusal);
    this._whenWritable(done);
  }

  #refuseLine(verb: string, line: Buffer): Reply | undefined {
    if (verb !== "AUTH" && line.length > MAX_COMMAND_LINE_BYTES) return replies.lineTooLong;
    if (line.includes(0)) return replies.badCharacters;
    return NOT_IMPLEMENTED.has(verb) ? replies.notImplemented : undefined;
  }

  override _getHandler(command: string): ReturnType<SMTPConnection["_getHandler"]> {
    return COMMANDS.has(command) ? super._getHandler(command) : undefined;
  }

  /** AUTH is not even announced where it would be refused (hazard S16); the command itself passes, to be told why. */
  override _isSupported(command: string): boolean {
    if (command === "AUTH" && this.verb !== "AUTH" && !mayAuthenticate(this)) return false;
    return super._isSupported(command);
  }

  override handler_EHLO(line: Buffer, callback: Callback): void {
    this.#greet(line, true, callback);
  }

  override handler_HELO(line: Buffer, callback: Callback): void {
    this.#greet(line, false, callback);
  }

  #greet(line: Buffer, esmtp: boolean, callback: Callback): void {
    const parts = line.toString("latin1").trimEnd().split(/ +/);
    if (parts.length !== 2 || !/^[\x21-\x7e]{1,255}$/.test(parts[1]!)) {
      this.answer(replies.badHelo);
      return callback();
    }
    this.esmtp = esmtp;
    this.transaction = undefined;
    if (esmtp) super.handler_EHLO(line, callback);
    else super.handler_HELO(line, callback);
  }

  override handler_MAIL(line: Buffer, callback: Callback): void {
    this.#run(() => onMail(this, line), callback);
  }

  override handler_RCPT(line: Buffer, callback: Callback): void {
    this.#run(() => onRcpt(this, line), callback);
  }

  override handler_RSET(line: Buffer, callback: Callback): void {
    this.#run(() => {
      if (line.length > 4 && line.toString("latin1", 4).trim() !== "") return replies.noParameters;
      this.transaction = undefined;
      return replies.ok;
    }, callback);
  }

  override handler_NOOP(_line: Buffer, callback: Callback): void {
    this.#run(() => replies.ok, callback);
  }

  override handler_VRFY(line: Buffer, callback: Callback): void {
    this.#run(() => (line.toString("latin1", 4).trim() === "" ? replies.vrfySyntax : replies.cannotVerify), callback);
  }

  override handler_QUIT(_line: Buffer, callback: Callback): void {
    this.send(221, "Bye", "2.0.0");
    this.close();
    callback();
  }

  override handler_STARTTLS(line: Buffer, callback: Callback): void {
    if (line.length > 8) this.answer(replies.noParameters);
    else if (this.secure) this.answer(replies.tlsTwice);
    else return super.handler_STARTTLS(line, callback);
    callback();
  }

  /** Who logged in in clear text is forgotten, as is all that was said (RFC 3207 section 4.2); the rest EHLO forgets, which must come next. */
  override upgrade(callback: Callback, secureCallback?: Callback): void {
    this.login = undefined;
    super.upgrade(callback, secureCallback);
  }

  override handler_AUTH(line: Buffer, callback: Callback): void {
    this.#auth(() => onAuth(this, line), callback);
  }

  #auth(step: () => AuthStep, callback: Callback): void {
    this.#run(() => {
      const result = step();
      if (!("question" in result)) return this.#loggedIn(result);
      this._nextHandler = (line, next) => this.#auth(() => result.answer(line), next);
      return { code: 334, text: result.question };
    }, callback);
  }

  /** The library announces AUTH no more to who has logged in. */
  async #loggedIn(result: Reply | Promise<Reply>): Promise<Reply> {
    const reply = await result;
    this.session.user = this.login?.username;
    return reply;
  }

  override handler_DATA(line: Buffer, callback: Callback): void {
    this.#run(() => {
      if (line.length > 4 && line.toString("latin1", 4).trim() !== "") return replies.noParameters;
      const { transaction } = this;
      if (!transaction) return replies.needMail;
      if (transaction.recipients.size === 0) return replies.needRecipient;
      // Rules and credentials may have changed since MAIL.
      const refusal = mayNotSend(this) ?? mayNotSendAs(this, transaction.sender.reversePath);
      if (refusal) return refusal;
      const quota = quotaOf(this);
      return quota ? this.#countedData(transaction, quota) : this.#startData(transaction);
    }, callback);
  }

  async #countedData(transaction: Transaction, limits: QuotaLimits): Promise<Reply> {
    const taken = await takeQuota(this, limits);
    if (typeof taken === "object") return taken;
    this.#giveBack = taken;
    // The client, or its permission, may have gone meanwhile.
    const refusal = this._closing || this._closed ? replies.timedOut : mayNotSend(this);
    if (!refusal) return this.#startData(transaction);
    this.#returnQuota();
    return refusal;
  }

  #startData(transaction: Transaction): Reply {
    this.incoming = onData(this, transaction);
    (this._parser as CommandStream).startContent(this.#sink(this.incoming), this.context.limits.maxLineBytes);
    return replies.startData;
  }

  #returnQuota(): void {
    this.#giveBack?.();
    this.#giveBack = undefined;
  }

  #sink(incoming: Incoming): ContentSink {
    const { content } = incoming;
    const { limits, policy } = this.context;
    const cutOffAt = policy.general.maxMessageBytes + limits.oversizeSlackBytes;
    return {
      write: (piece) => {
        content.write(piece);
        // Nothing would stop it else (hazard S2).
        if (content.bytes > cutOffAt) this.#cutOff(contentRefusals.tooBig);
      },
      whenWanted: (wake) => content.whenWanted(wake),
      end: (fault, resume) => void this.#finish(incoming, fault, resume),
      forgedEnd: (fault) => this.#cutOff(contentRefusals[fault]),
    };
  }

  async #finish(incoming: Incoming, fault: LineFault | undefined, resume: Callback): Promise<void> {
    this.committing = true;
    this.verb = "DATA";
    const reply = await incoming.finish(fault);
    this.committing = false;
    this.incoming = undefined;
    this.transaction = undefined;
    if (reply.code === 250) this.noteProductive();
    else this.#returnQuota();
    this.#giveBack = undefined;
    this.answer(reply);
    if (this.context.draining) this.answer(replies.shuttingDown);
    this._whenWritable(resume);
  }

  #cutOff(reply: Reply): void {
    this.verb = "DATA";
    this.answer(reply);
    this.incoming?.abandon();
    this.close();
  }

  /** Runs a handler. Whatever it throws, the client learns nothing of it and nothing is refused for good (hazards S1, S21). */
  #run(work: () => Reply | Promise<Reply>, callback: Callback): void {
    const settle = (reply: Reply): void => {
      this.answer(reply);
      callback();
    };
    const fail = (err: unknown): void => {
      const fields = { err, session_id: this.id, command: this.verb };
      this.context.sparing.note(`${fields.command} ${String(err)}`, (times) =>
        this.context.logger.error({ ...fields, times }, "command failed"),
      );
      settle(replies.internal);
    };
    let result: Reply | Promise<Reply>;
    try {
      result = work();
    } catch (error) {
      return fail(error);
    }
    if (result instanceof Promise) result.then(settle, fail);
    else settle(result);
  }

  protected override logFields(): object {
    return { username: this.login?.username, reverse_path: this.transaction?.sender.reversePath };
  }

  /** Content that did not come in whole is dropped (hazard S20); a commit under way goes on. */
  protected override sessionOver(): void {
    const { incoming } = this;
    if (!incoming || this.committing) return;
    this.#returnQuota();
    if (!incoming.content.refusal) {
      this.context.logger.info(
        { session_id: this.id, client_address: this.remoteAddress, ...this.logFields(), bytes: incoming.content.bytes },
        "session ended in the middle of a message",
      );
    }
    incoming.abandon();
  }
}
