import {
  classifyLoss,
  type Failure,
  formatReply,
  type Loss,
  type Reply,
  type Transcript,
  type TranscriptEntry,
} from "@postlane/mail";
import { type Dialog, hostLabel } from "./dialog.ts";
import { planTransaction } from "./plan-transaction.ts";
import { type PipelinedGroup, type SessionState, Transaction, type TransactionHost } from "./transaction.ts";
import type { Capabilities, Connection, Target, TlsInfo, TransactionRequest, TransactionResult } from "./types.ts";
import type { Expected, Wire, WireOwner } from "./wire.ts";

export interface OpenedConnection {
  /** With its opening done. */
  readonly dialog: Dialog;
  readonly capabilities: Capabilities;
  readonly tls: TlsInfo | undefined;
}

/** Takes an opened connection over from its opening dialog. */
export function createConnection(opened: OpenedConnection): Connection {
  return new SmtpConnection(opened);
}

class SmtpConnection implements Connection, TransactionHost, WireOwner {
  readonly target: Target;
  readonly capabilities: Capabilities;
  readonly tls: TlsInfo | undefined;
  readonly opening: Transcript;
  readonly label: string;
  readonly wire: Wire;
  transactions = 0;
  /** The first one is under way, the others wait for it. */
  #queue: Transaction[] = [];
  /** The server may hold the state of a refused transaction (RFC 5321 section 4.1.1.5). */
  #needsReset = false;
  #quitting = false;
  /** A transaction that was sent ahead is given up: the connection has to go before the server asks for its content. */
  #endsWithCurrent = false;
  #onQuitEnd: ((detail: string) => void) | undefined;

  constructor({ dialog, capabilities, tls }: OpenedConnection) {
    this.target = dialog.target;
    this.capabilities = capabilities;
    this.tls = tls;
    this.opening = dialog.transcript;
    this.label = hostLabel(dialog.target);
    this.wire = dialog.wire;
    this.wire.owner = this;
  }

  get timeouts(): Target["timeouts"] {
    return this.target.timeouts;
  }

  get pipelining(): boolean {
    return this.capabilities.pipelining;
  }

  get usable(): boolean {
    return this.wire.lost === undefined && !this.wire.told421 && !this.#quitting && !this.#endsWithCurrent;
  }

  transact(request: TransactionRequest): Promise<TransactionResult> {
    if (!this.usable) {
      const loss = this.wire.lost ?? { kind: "closed", detail: "the connection is being closed" };
      return Promise.resolve(notBegun(request, classifyLoss(loss, "mail", this.label)));
    }
    const plan = planTransaction(request, this.capabilities, this.label);
    if ("scope" in plan) return Promise.resolve(notBegun(request, plan));
    const transaction = new Transaction(this, request, plan);
    this.#queue.push(transaction);
    if (this.#queue.length === 1) this.#beginNext();
    else if (this.#queue.length === 2 && this.#queue[0]!.dotSent) this.#sendAhead();
    return transaction.result;
  }

  abortBeforeDot(): boolean {
    const [first, ...others] = this.#queue;
    if (!first) return false;
    if (first.abort()) return true;
    // The server may be about to ask for the content of one that is given up here: it must not get an empty message.
    if (others.some((transaction) => !transaction.waiting)) this.#endsWithCurrent = true;
    this.#queue = [first];
    for (const transaction of others) transaction.drop();
    return others.length > 0;
  }

  async quit(): Promise<TranscriptEntry | undefined> {
    this.#quitting = true;
    await Promise.all(this.#queue.map((transaction) => transaction.result));
    if (this.wire.lost || this.wire.told421) {
      this.destroy();
      return undefined;
    }
    const entry = await this.#sayQuit();
    this.destroy();
    return entry;
  }

  destroy(): void {
    this.wire.lose({ kind: "aborted", detail: "the connection was ended here" });
  }

  onTransactionEnd(state: SessionState): void {
    this.#queue.shift();
    if (state === "broken") return this.#dropAll();
    this.transactions += 1;
    if (this.#endsWithCurrent) return this.wire.lose({ kind: "aborted", detail: "the next transaction was given up" });
    const next = this.#queue[0];
    // One that was sent ahead needs no RSET: the final dot ended the transaction before it (RFC 5321 section 4.1.1.4).
    this.#needsReset = state === "refused" && (next === undefined || next.waiting);
    if (next?.waiting) this.#beginNext();
    else next?.limitTime();
  }

  commandsBehindDot(): PipelinedGroup | undefined {
    const next = this.#queue[1];
    return next?.waiting && this.pipelining ? next.commands(false) : undefined;
  }

  onUnexpectedReply(reply: Reply): void {
    const first = this.#queue[0];
    if (first) return first.onEarlyReply(reply);
    // Idle for too long, or shutting down: servers announce it with 421.
    const kind = this.wire.told421 ? "closed" : "protocol";
    this.wire.lose({ kind, detail: `the server said, without being asked: ${formatReply(reply)}` });
  }

  onLost(loss: Loss, expected: Expected | undefined): void {
    this.#queue[0]?.onLost(loss, expected);
    this.#onQuitEnd?.(loss.detail);
  }

  /** The loss of the connection belongs to the first one; the others have sent no content. */
  #dropAll(): void {
    const others = this.#queue;
    this.#queue = [];
    for (const transaction of others) transaction.drop();
  }

  #beginNext(): void {
    const reset = this.#needsReset;
    this.#needsReset = false;
    this.wire.syncClock();
    this.#queue[0]!.limitTime();
    this.#queue[0]!.begin(reset);
  }

  /** The final dot of the first one is out already: the commands of the second follow it. */
  #sendAhead(): void {
    const group = this.commandsBehindDot();
    if (group) this.wire.write(group.text, group.encoding);
  }

  #sayQuit(): Promise<TranscriptEntry> {
    const { wire } = this;
    const sent = { step: "quit" as const, command: "QUIT", startedAt: performance.now() };
    return new Promise((resolve) => {
      const receiver = { onReply: (expected: Expected, reply: Reply) => resolve(wire.entry(expected, reply)) };
      this.#onQuitEnd = (detail) => resolve(wire.entry(sent, undefined, detail));
      wire.expect("quit", "QUIT", this.timeouts.quitMs, receiver);
      wire.write("QUIT\r\n");
    });
  }
}

/** The result of a transaction of which nothing was sent. */
function notBegun(request: TransactionRequest, failure: Failure): TransactionResult {
  const recipients = request.recipients.map(({ address }) => ({ address }));
  return { status: "failed", failure, recipients, begun: false, dotSent: false, uncertain: false, transcript: [] };
}
