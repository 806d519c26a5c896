import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { ConnectionGate } from "@postlane/limits";
import type { Reply } from "@postlane/mail";
import { SMTPConnection, type SMTPConnectionOptions } from "smtp-server/lib/smtp-connection.js";
import type { IngressContext } from "../session/context.ts";
import type { IngressServer } from "./ingress-server.ts";
import { ownTrouble, replies } from "./replies.ts";

/**
 * smtp-server's connection with the weaknesses closed that have nothing to do with mail: greeting, replies, errors without end,
 * time, handshakes, the end. What commands do stands in IngressConnection.
 */
export abstract class GuardedConnection extends SMTPConnection {
  readonly context: IngressContext;
  /** The final dot has come and its reply has not been said. */
  committing = false;
  /** The command in hand, for the log. */
  verb = "";
  /** When the last reply was said: since then the client owes us a command. */
  repliedAtMs: number;
  /** When a message was accepted last, or the session began. */
  productiveAtMs: number;
  readonly #gate: ConnectionGate;
  #errors = 0;
  #temporaryErrors = 0;
  #commands = 0;
  #corked = false;
  #left = false;

  constructor(server: IngressServer, socket: Socket | TLSSocket, options: SMTPConnectionOptions | null | undefined) {
    super(server, socket, options);
    this.context = server.context;
    this.#gate = server.gate;
    this.repliedAtMs = this.productiveAtMs = this.context.now();
  }

  /** What the log should say of the session beside its id and address. */
  protected abstract logFields(): object;

  /** Called when the session is over, perhaps more than once. */
  protected abstract sessionOver(): void;

  /** No 100 ms wait for early talkers (hazard S22): the greeting goes out with the first write. */
  override init(): void {
    this.context.metrics.sessions.inc();
    this._setListeners(() => this.connectionReady());
  }

  /** The only reason for it is an access rule that denies. */
  override _refuse(): void {
    this.answer(replies.accessDenied);
    this.close();
  }

  answer(reply: Reply): void {
    this.send(reply.code, reply.text, reply.enhancedCode ?? false);
  }

  /**
   * The library's own says nothing to a client that has closed its side, though the reply would still reach it.
   * Control characters never pass: a line end in a text would be a second reply.
   */
  override send(code: number, text?: string | string[] | null, context?: string | false): void {
    const socket = this._socket;
    if (this._closing || this._closed) return;
    this.repliedAtMs = this.context.now();
    // During a handshake nothing can be said; and nothing must be left in the socket's buffer when one begins behind 220.
    if (!this._upgrading && socket.writable) {
      if (code === 220) socket.uncork();
      else this.#cork();
      socket.write(this.#format(code, text ?? "", context));
    }
    if (code >= 400) this.#noteRefusal(code, text, context);
    if (code === 421) this.close();
  }

  #format(code: number, text: string | string[], context: string | false | undefined): string {
    const enhanced = this._getEnhancedStatusCode(code, context);
    const lines = Array.isArray(text) ? text : [text];
    return lines
      .map((line, i) => {
        const clean = line.replaceAll(/\p{Cc}/gu, " ");
        return `${code}${i < lines.length - 1 ? "-" : " "}${enhanced ? `${enhanced} ` : ""}${clean}\r\n`;
      })
      .join("");
  }

  /** Replies to commands of one packet leave in one packet (RFC 2920 section 3.2). */
  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    const socket = this._socket;
    socket.cork();
    process.nextTick(() => {
      this.#corked = false;
      socket.uncork();
    });
  }

  #noteRefusal(code: number, text: string | string[] | null | undefined, context: string | false | undefined): void {
    const enhanced_code = this._getEnhancedStatusCode(code, context);
    this.context.metrics.refused.inc({ code: String(code), enhanced_code });
    const fields = {
      session_id: this.id,
      client_address: this.remoteAddress,
      command: this.verb,
      ...this.logFields(),
      reply: `${code} ${enhanced_code} ${String(text)}`,
    };
    const { logger, sparing } = this.context;
    if (!ownTrouble.has(String(text))) logger.info(fields, "refused");
    else sparing.note(`refused ${fields.reply}`, (times) => logger.info({ ...fields, times }, "refused"));
    if (code === 421) return;
    const { limits } = this.context;
    if (code >= 500 ? ++this.#errors >= limits.maxErrors : ++this.#temporaryErrors >= limits.maxTemporaryErrors) {
      this.answer(replies.tooManyErrors);
    }
  }

  /** A message was accepted: the errors before it are forgiven. */
  noteProductive(): void {
    this.#errors = 0;
    this.#temporaryErrors = 0;
    this.#commands = 0;
    this._unrecognizedCommands = 0;
    this.productiveAtMs = this.context.now();
  }

  /** Counts a command: NOOP, RSET or one recipient named over and over cost us as much as mail does, and are no error. */
  protected isOneTooMany(): boolean {
    const { limits, policy } = this.context;
    return ++this.#commands > limits.maxUnproductiveCommands + 2 * policy.general.maxRecipients;
  }

  /** A context that is an enhanced code stands for itself; every refusal of the library has one of its table. */
  override _getEnhancedStatusCode(code: number, context?: string | false): string {
    if (context && /^[245]\.\d{1,3}\.\d{1,3}$/.test(context)) return context;
    if (code === 421) return "4.7.0";
    return super._getEnhancedStatusCode(code, code >= 400 ? undefined : context);
  }

  /** The library's clock stands still while the client waits for us; so it does while a message is being committed. */
  override _onTimeout(): void {
    if (this.committing || this._handlerPending) this._armTimeout();
    else if (this._closing) this._socket.destroy();
    else this.answer(replies.timedOut);
  }

  /** A TLS handshake is under way. */
  get upgrading(): boolean {
    return this._upgrading;
  }

  /** A command of the client's has not been answered yet. */
  get waitsForUs(): boolean {
    return this._handlerPending;
  }

  /** Ends the session for a reason of time. During a handshake nothing is said. */
  giveUp(): void {
    this.verb = "";
    this.answer(replies.timedOut);
  }

  endForShutdown(): void {
    this.verb = "";
    this.answer(replies.shuttingDown);
  }

  /** STARTTLS takes all listeners off the socket, that of the gate among them. */
  override upgrade(callback: () => void, secureCallback?: () => void): void {
    const socket = this._socket;
    socket.allowHalfOpen = false;
    super.upgrade(callback, secureCallback);
    this.#gate.watch(socket);
  }

  override close(): void {
    super.close();
    this.#leave();
  }

  override _onClose(): void {
    super._onClose();
    this.#leave();
  }

  #leave(): void {
    this.sessionOver();
    if (!this.#left) this.context.metrics.sessions.dec();
    this.#left = true;
  }
}
