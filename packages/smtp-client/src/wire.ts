import { connect, type Socket } from "node:net";
import { type Loss, type Reply, replyFromLines, type Step, type TranscriptEntry } from "@postlane/mail";
import { Deadline } from "./deadline.ts";
import { maskSecrets } from "./mask-secrets.ts";
import { MalformedReply, type ParsedReply, ReplyParser } from "./reply-parser.ts";

/** A command whose reply is waited for. */
export interface Expected {
  readonly step: Step;
  /** As the transcript shows it. */
  readonly command: string;
  readonly timeoutMs: number;
  readonly receiver: ReplyReceiver;
  /** performance.now() when it became the oldest unanswered command: from here on the server could answer it. */
  startedAt: number;
}

export interface ReplyReceiver {
  onReply(expected: Expected, reply: Reply, lines: readonly string[]): void;
}

/** Whoever is responsible for the connection at the moment. */
export interface WireOwner {
  /** A reply that no command asked for. */
  onUnexpectedReply(reply: Reply): void;
  /** Once, when the connection is gone. `expected` is the oldest unanswered command. */
  onLost(loss: Loss, expected: Expected | undefined): void;
}

/**
 * One TCP or TLS connection as commands going out and replies coming back, in order, each reply under the deadline of its step.
 * Whatever goes wrong ends in one call of onLost; no error event is ever left without a listener.
 */
export class Wire {
  /** Set once the connection is gone. */
  lost: Loss | undefined;
  /** The server said 421: it will close (RFC 5321 section 3.8). */
  told421 = false;
  owner: WireOwner;
  #socket: Socket;
  /** The TCP socket beneath TLS; the same as #socket without TLS. */
  #tcp: Socket;
  #parser = new ReplyParser();
  readonly #expected: Expected[] = [];
  readonly #deadline = new Deadline(() => this.#expired());
  /** Unix time of performance.now() = 0. */
  #epoch = Date.now() - performance.now();
  /** Of several steps together. */
  readonly #limit = new Deadline(() =>
    this.lose({ kind: "timeout", detail: `not done within ${seconds(this.#limitMs)}` }),
  );
  #limitMs = 0;
  #stallMs = 0;
  #mask: ((line: string) => string) | undefined;

  /** Begins to connect; the socket emits `connect`. */
  constructor(address: string, port: number, owner: WireOwner) {
    this.owner = owner;
    const buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
    const onread = {
      buffer,
      callback: (bytes: number) => {
        this.#received(buffer.toString("latin1", 0, bytes));
        return true;
      },
    };
    this.#tcp = connect({ host: address, port, noDelay: true, onread });
    this.#socket = this.#tcp;
    this.#listen(this.#tcp);
  }

  get socket(): Socket {
    return this.#socket;
  }

  /** No command waits for its reply and no part of a reply has come. */
  get idle(): boolean {
    return this.#expected.length === 0 && this.#parser.empty;
  }

  /** From now on no reply of the server brings these back: replies stand in logs, records and reports. */
  hide(login: { readonly username: string; readonly password: string }): void {
    this.#mask = maskSecrets(login);
  }

  /** Goes on over TLS on the same connection. */
  upgrade(secure: Socket): void {
    this.#socket = secure;
    this.#parser = new ReplyParser();
    secure.on("data", (chunk: Buffer) => this.#received(chunk.toString("latin1")));
    this.#listen(secure);
  }

  /** Waits for the reply to a command that is being written. */
  expect(step: Step, command: string, timeoutMs: number, receiver: ReplyReceiver): void {
    const startedAt = performance.now();
    this.#expected.push({ step, command, timeoutMs, receiver, startedAt });
    if (this.#expected.length === 1) {
      this.#stallMs = 0;
      this.#deadline.set(timeoutMs, startedAt);
    }
  }

  /** A deadline for something else than a reply: connecting, a TLS handshake. Ends with endWait or the next expect. */
  beginWait(milliseconds: number): void {
    this.#deadline.set(milliseconds, performance.now());
  }

  endWait(): void {
    this.#deadline.clear();
  }

  /** All that follows, whatever its steps, has to be done in this time, until the next limit or its end. */
  beginLimit(milliseconds: number): void {
    if (this.lost) return;
    this.#limitMs = milliseconds;
    this.#limit.set(milliseconds, performance.now());
  }

  endLimit(): void {
    this.#limit.clear();
  }

  /** From now on the content has to make progress at least this often, until the next expect. */
  beginContent(stallMs: number): void {
    this.#stallMs = stallMs;
    this.#deadline.set(stallMs, performance.now());
  }

  write(data: string | Buffer, encoding: BufferEncoding = "latin1"): void {
    if (this.lost) return;
    if (typeof data === "string") this.#socket.write(data, encoding);
    else this.#socket.write(data);
  }

  /** Content and what follows it, in one write. */
  writeTogether(content: Buffer, tail: string, encoding: BufferEncoding): void {
    if (this.lost) return;
    if (content.length > COPY_LIMIT_BYTES || encoding !== "latin1") {
      this.#socket.cork();
      this.#socket.write(content);
      this.#socket.write(tail, encoding);
      this.#socket.uncork();
      return;
    }
    const whole = Buffer.allocUnsafe(content.length + tail.length);
    content.copy(whole);
    whole.write(tail, content.length, "latin1");
    this.#socket.write(whole);
  }

  /** Writes a block of content and waits until the kernel has taken it (or the connection is lost); each block renews the stall deadline. */
  writeBlock(block: Buffer): Promise<void> {
    if (this.lost) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.write(block, () => {
        if (this.#stallMs > 0 && !this.lost) this.#deadline.set(this.#stallMs, performance.now());
        resolve();
      });
    });
  }

  /** How a step went, as the transcript keeps it. */
  entry(
    expected: Omit<Expected, "timeoutMs" | "receiver">,
    reply: Reply | undefined,
    detail?: string,
  ): TranscriptEntry {
    const { step, command, startedAt } = expected;
    const startedAtMs = Math.round(this.#epoch + startedAt);
    const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
    if (detail === undefined) return { step, command, reply, startedAtMs, durationMs };
    return { step, command, reply, detail, startedAtMs, durationMs };
  }

  /** The wall clock may have been set since the connection was opened. */
  syncClock(): void {
    this.#epoch = Date.now() - performance.now();
  }

  /** Ends the connection and tells the owner, once. */
  lose(loss: Loss): void {
    if (this.lost) return;
    this.lost = loss;
    this.#deadline.close();
    this.#limit.close();
    // In the middle of a content by RST: the server must not take it for a whole one.
    if (this.#stallMs > 0 && !this.#tcp.destroyed) this.#tcp.resetAndDestroy();
    this.#socket.destroy();
    this.#tcp.destroy();
    this.owner.onLost(loss, this.#expected[0]);
  }

  #listen(socket: Socket): void {
    socket.on("error", (error: NodeJS.ErrnoException) =>
      this.lose({ kind: "error", detail: error.code ?? error.message }),
    );
    socket.on("end", () => this.lose({ kind: "closed", detail: "the server closed the connection" }));
    socket.on("close", () => this.lose({ kind: "closed", detail: "the connection was closed" }));
  }

  #received(bytes: string): void {
    try {
      this.#parser.feed(bytes);
      for (let parsed = this.#parser.next(); parsed && !this.lost; parsed = this.#parser.next()) this.#dispatch(parsed);
    } catch (error) {
      if (!(error instanceof MalformedReply)) throw error;
      this.lose({ kind: "protocol", detail: this.#mask?.(error.message) ?? error.message });
    }
  }

  #dispatch(parsed: ParsedReply): void {
    const lines = this.#mask ? parsed.lines.map(this.#mask) : parsed.lines;
    const reply = replyFromLines(parsed.code, lines);
    if (reply.code === 421) this.told421 = true;
    const expected = this.#expected.shift();
    if (!expected) return this.owner.onUnexpectedReply(reply);
    const next = this.#expected[0];
    if (next) {
      next.startedAt = performance.now();
      this.#deadline.set(next.timeoutMs, next.startedAt);
    } else this.#deadline.clear();
    expected.receiver.onReply(expected, reply, lines);
  }

  #expired(): void {
    const expected = this.#expected[0];
    const detail = expected ? `no answer within ${seconds(expected.timeoutMs)}` : this.#stallDetail();
    this.lose({ kind: "timeout", detail });
  }

  #stallDetail(): string {
    return this.#stallMs > 0 ? `the content made no progress for ${seconds(this.#stallMs)}` : "no answer in time";
  }
}

/** Replies are short; a longer one comes in several reads. */
const READ_BUFFER_BYTES = 8192;
/** Up to here one copy is cheaper than a vectored write. */
const COPY_LIMIT_BYTES = 16_384;

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}
