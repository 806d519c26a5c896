import {
  classifyLoss,
  classifyReply,
  type Failure,
  isPermanent,
  type Loss,
  type Reply,
  type Step,
  type TranscriptEntry,
  withClass,
} from "@postlane/mail";
import { DotStuffer } from "./dot-stuffer.ts";
import { contentBlocks } from "./content-blocks.ts";
import type { TransactionPlan } from "./plan-transaction.ts";
import type { StepTimeouts, TransactionRequest, TransactionResult } from "./types.ts";
import type { Expected, ReplyReceiver, Wire } from "./wire.ts";

/** What a transaction needs of its connection. */
export interface TransactionHost {
  readonly wire: Wire;
  readonly label: string;
  readonly timeouts: StepTimeouts;
  readonly pipelining: boolean;
  /** The transaction is over. clean: the server is ready for MAIL · refused: it wants RSET first · broken: the connection ends. */
  onTransactionEnd(state: "clean" | "refused" | "broken"): void;
}

type Phase = "waiting" | "commands" | "content" | "dot" | "ended";

/** MAIL … end of content for one message, as a state machine driven by the replies. It never sends a dot that was not allowed. */
export class Transaction implements ReplyReceiver {
  readonly result: Promise<TransactionResult>;
  readonly #host: TransactionHost;
  readonly #request: TransactionRequest;
  readonly #plan: TransactionPlan;
  readonly #transcript: TranscriptEntry[] = [];
  readonly #recipientFailures: (Failure | undefined)[];
  #resolve!: (result: TransactionResult) => void;
  #phase: Phase = "waiting";
  /** The next recipient to be sent (step by step) and to be answered. */
  #nextRcpt = 0;
  #answeredRcpt = 0;
  #accepted = 0;
  #failure: Failure | undefined;
  /** A recipient was refused for a reason that concerns the site. */
  #siteRefusal: Failure | undefined;
  #dotSent = false;
  /** A dot alone, to end content that has no recipient (RFC 2920 section 3.1). */
  #loneDot = false;

  constructor(host: TransactionHost, request: TransactionRequest, plan: TransactionPlan) {
    this.#host = host;
    this.#request = request;
    this.#plan = plan;
    this.#recipientFailures = [...plan.recipientFailures];
    this.result = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** The final dot has not been sent, and the transaction is not over. */
  get abortable(): boolean {
    return this.#phase !== "ended" && !this.#dotSent;
  }

  /** @param reset the server is told to forget the transaction before (RSET) */
  begin(reset: boolean): void {
    this.#phase = "commands";
    if (!this.#plan.rcpts.some(Boolean)) return this.#end(reset ? "refused" : "clean");
    // RFC 2920 section 3.1: RSET, MAIL, RCPT and DATA in one group, DATA last.
    if (this.#host.pipelining) return this.#sendGroup(reset);
    if (reset) this.#send("mail", RSET, this.#host.timeouts.commandMs);
    else this.#sendMail();
  }

  /** Ends a transaction that was never begun. */
  drop(): void {
    if (this.#phase === "waiting") this.#settle("aborted");
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
    // The loss belongs to the transaction before this one.
    if (this.#phase === "waiting") return this.drop();
    const { label } = this.#host;
    const step = expected?.step ?? "data-end";
    if (expected) this.#transcript.push(this.#host.wire.entry(expected, undefined, loss.detail));
    else this.#note(loss.detail);
    this.#failure ??= this.#everyoneRefused() ?? classifyLoss(loss, this.#loneDot ? "data" : step, label);
    this.#finish(loss.kind === "aborted" && !this.#dotSent ? "aborted" : "failed", "broken");
  }

  #onMail(reply: Reply): void {
    if (!isPositive(reply)) this.#failure = classifyReply(reply, "mail", this.#host.label);
    if (reply.code < 400 && this.#failure) return this.#leave(this.#failure);
    if (this.#host.pipelining) return;
    if (this.#failure) this.#end("refused");
    else this.#sendNextRcpt();
  }

  #onRcpt(reply: Reply): void {
    while (this.#plan.rcpts[this.#answeredRcpt] === undefined) this.#answeredRcpt += 1;
    const index = this.#answeredRcpt++;
    if (isPositive(reply)) this.#accepted += 1;
    // After a refused MAIL the replies to RCPT only say that there is no transaction.
    else if (!this.#failure) {
      const failure = classifyReply(reply, "rcpt", this.#host.label);
      if (reply.code < 400) return this.#leave(failure);
      // The recipients a server does accept get their mail, even if it refuses the others because of our host.
      this.#recipientFailures[index] = { ...failure, scope: "recipient" };
      if (failure.scope === "site") this.#siteRefusal ??= failure;
    }
    if (!this.#host.pipelining) this.#sendNextRcpt();
  }

  #onReset(reply: Reply): void {
    if (!isPositive(reply)) {
      const failure = classifyReply(reply, "mail", this.#host.label);
      return this.#leave({ ...failure, scope: "site", enhancedCode: withClass(failure.enhancedCode, 4) });
    }
    if (!this.#host.pipelining) this.#sendMail();
  }

  #sendGroup(reset: boolean): void {
    const { timeouts, wire } = this.#host;
    const { mail, rcpts, encoding } = this.#plan;
    let group = `${mail}\r\n`;
    if (reset) {
      group = `${RSET}\r\n${group}`;
      wire.expect("mail", RSET, timeouts.commandMs, this);
    }
    wire.expect("mail", mail, timeouts.mailMs, this);
    for (const rcpt of rcpts) {
      if (rcpt === undefined) continue;
      group += `${rcpt}\r\n`;
      wire.expect("rcpt", rcpt, timeouts.rcptMs, this);
    }
    wire.expect("data", "DATA", timeouts.dataMs, this);
    wire.write(`${group}DATA\r\n`, encoding);
  }

  #sendMail(): void {
    this.#send("mail", this.#plan.mail, this.#host.timeouts.mailMs);
  }

  #sendNextRcpt(): void {
    const { rcpts } = this.#plan;
    while (this.#nextRcpt < rcpts.length && rcpts[this.#nextRcpt] === undefined) this.#nextRcpt += 1;
    const rcpt = rcpts[this.#nextRcpt++];
    if (rcpt !== undefined) this.#send("rcpt", rcpt, this.#host.timeouts.rcptMs);
    else if (this.#accepted === 0) this.#end("refused");
    else this.#send("data", "DATA", this.#host.timeouts.dataMs);
  }

  #send(step: Step, line: string, timeoutMs: number): void {
    this.#host.wire.expect(step, line, timeoutMs, this);
    this.#host.wire.write(`${line}\r\n`, this.#plan.encoding);
  }

  #onData(reply: Reply): void {
    // Only 354 begins the content (RFC 5321 section 4.3.2); after anything else it would be read as commands.
    if (reply.code === 354) {
      if (!this.#failure && this.#accepted > 0) return this.#beginContent();
      if (this.#accepted === 0) return this.#sendLoneDot();
      // The server wants content for recipients it accepted although we must not give it: leave, so that it gets none.
      return this.#leave(this.#failure!);
    }
    if (this.#accepted > 0) this.#failure ??= classifyReply(reply, "data", this.#host.label);
    if (reply.code < 400) return this.#leave(this.#failure ?? classifyReply(reply, "data", this.#host.label));
    this.#end("refused");
  }

  #onDataEnd(reply: Reply): void {
    if (this.#loneDot) return this.#end("refused");
    if (isPositive(reply)) return this.#finish("delivered", "clean", reply);
    this.#failure = classifyReply(reply, "data-end", this.#host.label);
    if (reply.code < 400) return this.#leave(this.#failure);
    this.#end("refused");
  }

  /** RFC 2920 section 3.1: DATA was accepted although every recipient was refused; a dot alone ends it. */
  #sendLoneDot(): void {
    this.#loneDot = true;
    this.#host.wire.expect("data-end", ". (no recipient)", this.#host.timeouts.dataEndMs, this);
    this.#host.wire.write(".\r\n");
  }

  #beginContent(): void {
    this.#phase = "content";
    this.#host.wire.beginContent(this.#host.timeouts.dataBlockMs);
    const mayGoOn = this.#askBeforeDot();
    const { content } = this.#request;
    if (Buffer.isBuffer(content) && content.length <= SINGLE_WRITE_BYTES) {
      void mayGoOn.then((yes) => this.#sendLast(yes, content, new DotStuffer()));
    } else void this.#streamContent(mayGoOn);
  }

  async #askBeforeDot(): Promise<boolean> {
    try {
      return await this.#request.beforeDot();
    } catch (error) {
      this.#note(`before the final dot: ${String(error)}`);
      return false;
    }
  }

  /** Blocks go out while beforeDot runs; the last one waits for it and goes together with the dot. */
  async #streamContent(mayGoOn: Promise<boolean>): Promise<void> {
    const { wire } = this.#host;
    const stuffer = new DotStuffer();
    void mayGoOn.then((yes) => yes || this.abort());
    let held: Buffer = EMPTY;
    try {
      for await (const block of contentBlocks(this.#request.content, SINGLE_WRITE_BYTES, BLOCK_BYTES)) {
        if (this.#phase !== "content") return;
        if (held.length > 0) await wire.writeBlock(stuffer.push(held));
        held = block;
      }
    } catch (error) {
      return this.#contentUnreadable(error);
    }
    this.#sendLast(await mayGoOn, held, stuffer);
  }

  /** The rest of the content and the final dot in one write. */
  #sendLast(mayGoOn: boolean, rest: Buffer, stuffer: DotStuffer): void {
    if (this.#phase !== "content") return;
    const { wire, timeouts } = this.#host;
    const stuffed = stuffer.push(rest);
    const dot = stuffer.end();
    if (!mayGoOn || !this.#maySendDot()) return void this.abort();
    this.#dotSent = true;
    this.#phase = "dot";
    wire.expect("data-end", ".", timeouts.dataEndMs, this);
    wire.writeTogether(stuffed, dot, "latin1");
  }

  #maySendDot(): boolean {
    try {
      return this.#request.maySendDot();
    } catch (error) {
      this.#note(`before the final dot: ${String(error)}`);
      return false;
    }
  }

  /** Ends the transaction and the connection unless the final dot was sent. */
  abort(): boolean {
    if (!this.abortable) return false;
    const inContent = this.#phase === "content";
    this.#finish("aborted", "broken");
    this.#host.wire.lose({ kind: "aborted", detail: "aborted before the final dot" }, inContent);
    return true;
  }

  #contentUnreadable(error: unknown): void {
    if (this.#phase !== "content") return;
    const detail = `the content of the message could not be read: ${String(error)}`;
    this.#note(detail);
    this.#failure = { scope: "message", step: "data-end", enhancedCode: "4.3.0", detail };
    this.#finish("failed", "broken");
    this.#host.wire.lose({ kind: "aborted", detail }, true);
  }

  #note(detail: string): void {
    const expected = { step: "data-end" as const, command: "(content)", startedAt: performance.now() };
    this.#transcript.push(this.#host.wire.entry(expected, undefined, detail));
  }

  /** Ends the transaction and the connection with it. */
  #leave(failure: Failure): void {
    if (this.#phase === "ended") return;
    this.#failure ??= failure;
    const inContent = this.#phase === "content";
    this.#finish("failed", "broken");
    this.#host.wire.lose({ kind: "protocol", detail: failure.detail }, inContent);
  }

  /** Every command is answered; the connection goes on. */
  #end(state: "clean" | "refused"): void {
    this.#failure ??= this.#everyoneRefused();
    this.#finish("failed", state);
  }

  /** Sums up the refusals when no recipient was accepted: about the site if one of them is, else temporary if one of them is. */
  #everyoneRefused(): Failure | undefined {
    if (this.#recipientFailures.includes(undefined)) return undefined;
    if (this.#siteRefusal) return this.#siteRefusal;
    const failures = this.#recipientFailures as Failure[];
    return { ...(failures.find((failure) => !isPermanent(failure)) ?? failures[0]!), scope: "message" };
  }

  #finish(status: TransactionResult["status"], state: "clean" | "refused" | "broken", reply?: Reply): void {
    if (this.#phase === "ended") return;
    this.#settle(status, reply);
    this.#host.onTransactionEnd(state);
  }

  #settle(status: TransactionResult["status"], reply?: Reply): void {
    this.#phase = "ended";
    const failures = this.#recipientFailures;
    const recipients = this.#request.recipients.map(({ address }, index) =>
      failures[index] ? { address, failure: failures[index] } : { address },
    );
    const failure = status === "failed" ? this.#failure : undefined;
    const refused = (failure?.reply?.code ?? 0) >= 400;
    this.#resolve({
      status,
      reply,
      failure,
      recipients,
      dotSent: this.#dotSent,
      uncertain: status === "failed" && this.#dotSent && !refused,
      transcript: this.#transcript,
    });
  }
}

const RSET = "RSET";
/** Content up to here goes out in one write with its dot. */
const SINGLE_WRITE_BYTES = 262_144;
/** Larger content goes out in blocks, so that progress can be seen. */
const BLOCK_BYTES = 65_536;
const EMPTY = Buffer.alloc(0);

/** RFC 5321 section 4.3.2: any well-formed 2yz at MAIL, RCPT and the end of the content is success. */
function isPositive(reply: Reply): boolean {
  return reply.code >= 200 && reply.code < 300;
}
