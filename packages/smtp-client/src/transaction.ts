import { classifyLoss, classifyReply, type Failure, type Loss, type Reply } from "@postlane/mail";
import { type Step, type TranscriptEntry, withClass } from "@postlane/mail";
import type { TransactionPlan } from "./plan-transaction.ts";
import { RecipientVerdicts } from "./recipient-verdicts.ts";
import { type ContentOwner, transferContent } from "./transfer-content.ts";
import type { StepTimeouts, TransactionRequest, TransactionResult } from "./types.ts";
import type { Expected, ReplyReceiver, Wire } from "./wire.ts";

/** How a transaction leaves the session: ready for MAIL, in need of RSET, or at its end. */
export type SessionState = "clean" | "refused" | "broken";

/** What a transaction needs of its connection. */
export interface TransactionHost {
  readonly wire: Wire;
  readonly label: string;
  readonly timeouts: StepTimeouts;
  readonly pipelining: boolean;
  onTransactionEnd(state: SessionState): void;
  /** The final dot is about to be written: commands of the next transaction to go out with it. */
  commandsBehindDot(): PipelinedGroup | undefined;
}

export interface PipelinedGroup {
  readonly text: string;
  readonly encoding: "latin1" | "utf8";
}

type Phase = "waiting" | "commands" | "content" | "dot" | "ended";

/** MAIL … end of content for one message, as a state machine driven by the replies. It never sends a dot that was not allowed. */
export class Transaction implements ReplyReceiver, ContentOwner {
  readonly result: Promise<TransactionResult>;
  readonly #host: TransactionHost;
  readonly #request: TransactionRequest;
  readonly #plan: TransactionPlan;
  readonly #recipients: RecipientVerdicts;
  readonly #transcript: TranscriptEntry[] = [];
  #resolve!: (result: TransactionResult) => void;
  #phase: Phase = "waiting";
  /** The next recipient to be sent (step by step) and to be answered. */
  #nextRcpt = 0;
  #answeredRcpt = 0;
  #failure: Failure | undefined;
  #begun = false;
  #dotSent = false;
  /** A dot alone, to end content that has no recipient. */
  #loneDot = false;

  constructor(host: TransactionHost, request: TransactionRequest, plan: TransactionPlan) {
    this.#host = host;
    this.#request = request;
    this.#plan = plan;
    this.#recipients = new RecipientVerdicts(request.recipients, plan.recipientFailures);
    this.result = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Nothing was sent yet. */
  get waiting(): boolean {
    return this.#phase === "waiting";
  }

  get dotSent(): boolean {
    return this.#dotSent;
  }

  get inContent(): boolean {
    return this.#phase === "content";
  }

  /** The server has nothing else to do than this one now: from here on its time counts. */
  limitTime(): void {
    const { transactionMs, contentBytesPerSecond } = this.#host.timeouts;
    this.#host.wire.beginLimit(transactionMs + (this.#request.sizeBytes / contentBytesPerSecond) * 1_000);
  }

  /** @param reset the server is told to forget the transaction before (RSET) */
  begin(reset: boolean): void {
    if (!this.#plan.rcpts.some(Boolean)) return this.#refused(reset ? "refused" : "clean");
    if (this.#host.pipelining) {
      const { text, encoding } = this.commands(reset)!;
      return this.#host.wire.write(text, encoding);
    }
    this.#phase = "commands";
    this.#begun = true;
    if (reset) this.#send("mail", RSET, this.#host.timeouts.commandMs);
    else this.#sendMail();
  }

  /**
   * Begins the transaction: its commands as one group (RFC 2920 section 3.1: RSET, MAIL, RCPT may stand anywhere, DATA last), to be written at once.
   * @returns undefined when there is no recipient to send to
   */
  commands(reset: boolean): PipelinedGroup | undefined {
    const { timeouts, wire } = this.#host;
    const { mail, rcpts, encoding } = this.#plan;
    if (!rcpts.some(Boolean)) return undefined;
    this.#phase = "commands";
    this.#begun = true;
    let text = `${mail}\r\n`;
    if (reset) {
      text = `${RSET}\r\n${text}`;
      wire.expect("mail", RSET, timeouts.commandMs, this);
    }
    wire.expect("mail", mail, timeouts.mailMs, this);
    for (const rcpt of rcpts) {
      if (rcpt === undefined) continue;
      text += `${rcpt}\r\n`;
      wire.expect("rcpt", rcpt, timeouts.rcptMs, this);
    }
    wire.expect("data", "DATA", timeouts.dataMs, this);
    return { text: `${text}DATA\r\n`, encoding };
  }

  /** Ends a transaction that has not sent its content; the connection is the caller's business. */
  drop(): void {
    if (this.#phase === "waiting" || this.#phase === "commands") this.#settle("aborted");
  }

  /** Ends the transaction, and the connection with it, unless the final dot was sent. True when it did. */
  abort(): boolean {
    if (this.#phase === "ended" || this.#dotSent) return false;
    this.#finish("aborted", "broken");
    this.#host.wire.lose({ kind: "aborted", detail: "aborted before the final dot" });
    return true;
  }

  onReply(expected: Expected, reply: Reply): void {
    if (this.#phase === "ended") return;
    this.#transcript.push(this.#host.wire.entry(expected, reply));
    // RFC 5321 section 3.8: the server is about to close, whatever it was asked.
    if (reply.code === 421) return this.#leave(classifyReply(reply, expected.step, this.#host.label));
    if (expected.command === RSET) this.#onReset(reply);
    else if (expected.step === "mail") this.#onMail(reply);
    else if (expected.step === "rcpt") this.#onRcpt(reply);
    else if (expected.step === "data") this.#onData(reply);
    else this.#onDataEnd(reply);
  }

  /** A reply while the content is under way: the server gave up early. Nothing was delivered. */
  onEarlyReply(reply: Reply): void {
    this.#note(`the server did not wait for the end of the content: ${reply.code} ${reply.text}`);
    this.#leave(classifyReply(reply, "data-end", this.#host.label));
  }

  onLost(loss: Loss, expected: Expected | undefined): void {
    if (this.#phase === "ended") return;
    if (expected) this.#transcript.push(this.#host.wire.entry(expected, undefined, loss.detail));
    else this.#note(loss.detail);
    const step = this.#loneDot ? "data" : (expected?.step ?? "data-end");
    this.#failure ??= this.#recipients.everyoneRefused() ?? classifyLoss(loss, step, this.#host.label);
    this.#finish(loss.kind === "aborted" && !this.#dotSent ? "aborted" : "failed", "broken");
  }

  onContentReady(rest: Buffer, finalDot: string): void {
    if (this.#phase !== "content") return;
    const { wire, timeouts } = this.#host;
    if (!this.#maySendDot()) return void this.abort();
    this.#dotSent = true;
    this.#phase = "dot";
    wire.endLimit();
    wire.expect("data-end", ".", timeouts.dataEndMs, this);
    const next = this.#host.commandsBehindDot();
    wire.writeTogether(rest, next ? finalDot + next.text : finalDot, next?.encoding ?? "latin1");
  }

  onDotForbidden(error?: unknown): void {
    if (this.#phase !== "content") return;
    if (error !== undefined) this.#note(`before the final dot: ${String(error)}`);
    this.abort();
  }

  onContentUnreadable(error: unknown): void {
    const detail = `the content of the message could not be read: ${String(error)}`;
    if (this.#phase === "content") this.#leave({ scope: "message", step: "data-end", enhancedCode: "4.3.0", detail });
  }

  #onReset(reply: Reply): void {
    if (!isPositive(reply)) {
      const failure = classifyReply(reply, "mail", this.#host.label);
      return this.#leave({ ...failure, scope: "site", enhancedCode: withClass(failure.enhancedCode, 4) });
    }
    if (!this.#host.pipelining) this.#sendMail();
  }

  #onMail(reply: Reply): void {
    if (!isPositive(reply)) this.#failure = classifyReply(reply, "mail", this.#host.label);
    if (reply.code < 400 && this.#failure) return this.#leave(this.#failure);
    if (this.#host.pipelining) return;
    if (this.#failure) this.#refused("refused");
    else this.#sendNextRcpt();
  }

  #onRcpt(reply: Reply): void {
    while (this.#plan.rcpts[this.#answeredRcpt] === undefined) this.#answeredRcpt += 1;
    const index = this.#answeredRcpt++;
    if (isPositive(reply)) this.#recipients.accepted += 1;
    else if (reply.code < 400) return this.#leave(classifyReply(reply, "rcpt", this.#host.label));
    // After a refused MAIL the replies to RCPT only say that there is no transaction.
    else if (!this.#failure) this.#recipients.refuse(index, reply, this.#host.label);
    if (!this.#host.pipelining) this.#sendNextRcpt();
  }

  #sendMail(): void {
    this.#send("mail", this.#plan.mail, this.#host.timeouts.mailMs);
  }

  #sendNextRcpt(): void {
    const { rcpts } = this.#plan;
    while (this.#nextRcpt < rcpts.length && rcpts[this.#nextRcpt] === undefined) this.#nextRcpt += 1;
    const rcpt = rcpts[this.#nextRcpt++];
    if (rcpt !== undefined) this.#send("rcpt", rcpt, this.#host.timeouts.rcptMs);
    else if (this.#recipients.accepted === 0) this.#refused("refused");
    else this.#send("data", "DATA", this.#host.timeouts.dataMs);
  }

  #send(step: Step, line: string, timeoutMs: number): void {
    this.#host.wire.expect(step, line, timeoutMs, this);
    this.#host.wire.write(`${line}\r\n`, this.#plan.encoding);
  }

  #onData(reply: Reply): void {
    const { accepted } = this.#recipients;
    // Only 354 begins the content (RFC 5321 section 4.3.2); after anything else it would be read as commands.
    if (reply.code === 354) {
      if (accepted === 0) return this.#sendLoneDot();
      // The server wants content for recipients it accepted although we must not give it: leave, so that it gets none.
      if (this.#failure) return this.#leave(this.#failure);
      this.#phase = "content";
      this.#host.wire.beginContent(this.#host.timeouts.dataBlockMs);
      return transferContent(this.#request, this.#host.wire, this);
    }
    const failure = classifyReply(reply, "data", this.#host.label);
    if (reply.code < 400) return this.#leave(failure);
    // Without a recipient a refusal is what had to come.
    if (accepted > 0) this.#failure ??= failure;
    this.#refused("refused");
  }

  /** RFC 2920 section 3.1: DATA was accepted although every recipient was refused; a dot alone ends it. */
  #sendLoneDot(): void {
    this.#loneDot = true;
    this.#host.wire.expect("data-end", ". (no recipient)", this.#host.timeouts.dataEndMs, this);
    this.#host.wire.write(".\r\n");
  }

  #onDataEnd(reply: Reply): void {
    if (this.#loneDot) return this.#refused("refused");
    if (isPositive(reply)) return this.#finish("delivered", "clean", reply);
    this.#failure = classifyReply(reply, "data-end", this.#host.label);
    if (reply.code < 400) return this.#leave(this.#failure);
    this.#refused("refused");
  }

  #maySendDot(): boolean {
    try {
      return this.#request.maySendDot();
    } catch (error) {
      this.#note(`before the final dot: ${String(error)}`);
      return false;
    }
  }

  #note(detail: string): void {
    const now = { step: "data-end" as const, command: "(content)", startedAt: performance.now() };
    this.#transcript.push(this.#host.wire.entry(now, undefined, detail));
  }

  /** Fails, and ends the connection: what it would hear or say next could be taken for something else. */
  #leave(failure: Failure): void {
    this.#failure ??= failure;
    this.#finish("failed", "broken");
    this.#host.wire.lose({ kind: "protocol", detail: failure.detail });
  }

  /** Fails with every command answered; the connection goes on. */
  #refused(state: SessionState): void {
    this.#failure ??= this.#recipients.everyoneRefused();
    this.#finish("failed", state);
  }

  #finish(status: TransactionResult["status"], state: SessionState, reply?: Reply): void {
    this.#settle(status, reply);
    this.#host.wire.endLimit();
    this.#host.onTransactionEnd(state);
  }

  #settle(status: TransactionResult["status"], reply?: Reply): void {
    this.#phase = "ended";
    const failure = status === "failed" ? this.#failure : undefined;
    const answered = (failure?.reply?.code ?? 0) >= 400;
    this.#resolve({
      status,
      reply,
      failure,
      recipients: this.#recipients.results(),
      begun: this.#begun,
      dotSent: this.#dotSent,
      uncertain: status === "failed" && this.#dotSent && !answered,
      transcript: this.#transcript,
    });
  }
}

const RSET = "RSET";

/** RFC 5321 section 4.3.2: any well-formed 2yz at RSET, MAIL, RCPT and the end of the content is success. */
function isPositive(reply: Reply): boolean {
  return reply.code >= 200 && reply.code < 300;
}
