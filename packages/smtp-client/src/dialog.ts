import {
  classifyLoss,
  classifyReply,
  type Failure,
  type Loss,
  type Reply,
  type Step,
  type TranscriptEntry,
} from "@postlane/mail";
import type { Target } from "./types.ts";
import { type Expected, Wire, type WireOwner } from "./wire.ts";

export interface Answer {
  readonly reply: Reply;
  /** As the server sent them, without codes. */
  readonly lines: readonly string[];
}

/** A step of the opening that failed. */
export class StepFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.detail);
    this.failure = failure;
  }
}

/** The opening of a connection: one step after another, each ending in the transcript. */
export class Dialog implements WireOwner {
  readonly target: Target;
  readonly transcript: TranscriptEntry[];
  readonly wire: Wire;
  #reject: ((error: StepFailed) => void) | undefined;
  #current: Pick<Expected, "step" | "command" | "startedAt">;

  constructor(target: Target, earlier: readonly TranscriptEntry[]) {
    this.target = target;
    this.transcript = [...earlier];
    this.#current = { step: "connect", command: "", startedAt: performance.now() };
    this.wire = new Wire(target.address, target.port, this);
  }

  /** Sends a command (nothing for the greeting) and waits for its reply. @throws StepFailed */
  ask(step: Step, shown: string, timeoutMs: number, line = shown): Promise<Answer> {
    return this.#step(step, shown, (resolve) => {
      const receiver = {
        onReply: (expected: Expected, reply: Reply, lines: readonly string[]) => {
          this.transcript.push(this.wire.entry(expected, reply));
          resolve({ reply, lines });
        },
      };
      this.wire.expect(step, shown, timeoutMs, receiver);
      if (line !== "") this.wire.write(`${line}\r\n`);
    });
  }

  /** Waits for something else than a reply; `begin` gets the function that ends it with a detail for the transcript. @throws StepFailed */
  async wait(
    step: Step,
    shown: string,
    timeoutMs: number,
    begin: (done: (detail?: string) => void) => void,
  ): Promise<void> {
    await this.#step<void>(step, shown, (resolve) => {
      const started = this.#current;
      this.wire.beginWait(timeoutMs);
      begin((detail) => {
        if (this.wire.lost) return;
        this.wire.endWait();
        this.transcript.push(this.wire.entry(started, undefined, detail));
        resolve();
      });
    });
  }

  /** The failure a reply means here, for `throw`. */
  refused(step: Step, reply: Reply): StepFailed {
    return new StepFailed(classifyReply(reply, step, hostLabel(this.target)));
  }

  /** A failure without a reply, for `throw`. */
  failed(step: Step, enhancedCode: string, detail: string): StepFailed {
    return new StepFailed({ scope: "site", step, enhancedCode, detail: `${hostLabel(this.target)}: ${detail}` });
  }

  onUnexpectedReply(reply: Reply): void {
    this.wire.lose({ kind: "protocol", detail: `a reply without a command: ${reply.code} ${reply.text}` });
  }

  onLost(loss: Loss): void {
    const { step } = this.#current;
    if (this.#reject) this.transcript.push(this.wire.entry(this.#current, undefined, loss.detail));
    this.#reject?.(new StepFailed(classifyLoss(loss, step, hostLabel(this.target))));
  }

  #step<T>(step: Step, command: string, begin: (resolve: (value: T) => void) => void): Promise<T> {
    this.#current = { step, command, startedAt: performance.now() };
    const { lost } = this.wire;
    if (lost) return Promise.reject(new StepFailed(classifyLoss(lost, step, hostLabel(this.target))));
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      begin((value) => {
        this.#reject = undefined;
        resolve(value);
      });
    });
  }
}

/** `mx.b.test[192.0.2.1]:25`, as logs and failures call a server. */
export function hostLabel(target: Pick<Target, "host" | "address" | "port">): string {
  const name = target.host === target.address ? `[${target.address}]` : `${target.host}[${target.address}]`;
  return `${name}:${target.port}`;
}
