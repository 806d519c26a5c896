import type { Socket } from "node:net";
import { type SecureContext, TLSSocket } from "node:tls";
import { formatAnswer, giveAnswer, isPositive, type Spoken } from "./answer.ts";
import { collectContent, type ContentCollector } from "./collect-content.ts";
import { createCommands } from "./commands.ts";
import { type ContentScanner, createContentScanner } from "./content-scanner.ts";
import type { JournalKeeper } from "./journal.ts";
import type { ReceiverStep, Script, TransactionEntry } from "./types.ts";

export interface SessionContext {
  readonly keeper: JournalKeeper;
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly users?: Readonly<Record<string, string>>;
  readonly keep: "nothing" | "hash" | "content";
  /** Set when STARTTLS is offered. */
  readonly startTls?: SecureContext;
  script(): Script | undefined;
}

/** What the answer of a step leads to, once it was given. */
export type Effect = (spoken: Spoken) => void;

/** The content of the message being received. */
interface Receiving {
  readonly transaction: TransactionEntry;
  readonly scanner: ContentScanner;
  readonly collector: ContentCollector;
  readonly dropAfterBytes: number;
  readonly stallAfterBytes: number;
  readonly stallUntil?: Promise<unknown> | undefined;
}

const MAX_COMMAND_BYTES = 65_536;
const MAX_WAITING_BYTES = 1_048_576;

/** Speaks SMTP on one connection: reads commands and content, asks the script, answers in order. */
export function serveSession(accepted: Socket, context: SessionContext, encrypted: boolean): void {
  const { keeper } = context;
  const connection = keeper.connectionOpened(`${accepted.remoteAddress}:${accepted.remotePort}`);
  if (encrypted) connection.tls = true;
  let socket = accepted;
  let waiting: Buffer | undefined;
  let receiving: Receiving | undefined;
  /** An answer is being given: what comes in meanwhile has to wait its turn. */
  let busy = false;
  let out = "";

  const commands = createCommands(context, connection, { respond, beginContent, startTls, hangUp });

  function attach(next: Socket): void {
    socket = next;
    socket.on("data", onData);
    socket.on("error", () => {});
    socket.once("close", onClose);
  }

  function onClose(): void {
    commands.abandon();
    keeper.connectionClosed(connection);
  }

  function onData(chunk: Buffer): void {
    waiting = waiting ? Buffer.concat([waiting, chunk]) : chunk;
    if (!busy) pump();
    else if (waiting.length > MAX_WAITING_BYTES) socket.pause();
  }

  /** Works through what has come in until it is used up or an answer takes time. */
  function pump(): void {
    while (waiting && !busy && !socket.destroyed) if (!(receiving ? takeContent(receiving) : takeCommand())) break;
    flush();
    if (!busy && socket.isPaused()) socket.resume();
  }

  function takeCommand(): boolean {
    const end = waiting!.indexOf(10);
    if (end < 0) {
      if (waiting!.length > MAX_COMMAND_BYTES) socket.destroy();
      return false;
    }
    if (end === 0 || waiting![end - 1] !== 13) keeper.violation(connection, "a command ended with a bare LF");
    const line = waiting!.toString("utf8", 0, end > 0 && waiting![end - 1] === 13 ? end - 1 : end);
    waiting = end + 1 < waiting!.length ? waiting!.subarray(end + 1) : undefined;
    commands.take(line, waiting !== undefined);
    return true;
  }

  function takeContent(current: Receiving): boolean {
    const rest = current.scanner.push(waiting!);
    waiting = rest && rest.length > 0 ? rest : undefined;
    const bytes = current.transaction.sizeBytes;
    if (bytes >= current.dropAfterBytes) socket.destroy();
    else if (rest) {
      receiving = undefined;
      current.collector.finish();
      current.transaction.complete = true;
      commands.contentEnded();
    } else if (bytes >= current.stallAfterBytes) stall(current);
    return true;
  }

  function stall(current: Receiving): void {
    busy = true;
    socket.pause();
    void current.stallUntil?.then(() => {
      receiving = { ...current, stallAfterBytes: Infinity };
      busy = false;
      pump();
    });
  }

  /** Asks the script and answers; `effect` runs when the answer is out, before the next command is looked at. */
  function respond(step: ReceiverStep, command: string, normal: string, effect?: Effect, recipient?: string): void {
    const transaction = commands.transaction();
    const answer = context.script()?.({
      step,
      connection,
      command,
      ...(transaction ? { transaction } : {}),
      ...(recipient === undefined ? {} : { recipient }),
    });
    if (answer === undefined || typeof answer === "string") {
      const reply = answer ?? normal;
      out += formatAnswer(reply);
      effect?.({ text: reply, positive: isPositive(reply) });
      return;
    }
    busy = true;
    flush();
    const detail = Buffer.isBuffer(answer) ? { reply: answer } : answer;
    void giveAnswer(socket, detail, normal).then((spoken) => {
      if (!spoken) return;
      busy = false;
      effect?.(spoken);
      if (receiving && step === "data") {
        const { dropAfterBytes = Infinity, stallAfterBytes = Infinity, stallUntil } = detail;
        receiving = { ...receiving, dropAfterBytes, stallAfterBytes, stallUntil };
      }
      if (!socket.destroyed) pump();
    });
  }

  function flush(): void {
    if (out === "" || socket.destroyed) return;
    socket.write(out);
    out = "";
  }

  function beginContent(transaction: TransactionEntry): void {
    if (waiting) keeper.violation(connection, "content was sent before the 354");
    const collector = collectContent(transaction, context.keep);
    const scanner = createContentScanner(collector.add);
    receiving = { transaction, collector, scanner, dropAfterBytes: Infinity, stallAfterBytes: Infinity };
  }

  function startTls(): void {
    flush();
    // RFC 3207 section 4: what stands behind STARTTLS in clear must not be taken as said under TLS.
    if (waiting) keeper.violation(connection, "commands were sent behind STARTTLS");
    waiting = undefined;
    const plain = socket;
    plain.off("data", onData);
    plain.off("close", onClose);
    attach(new TLSSocket(plain, { isServer: true, secureContext: context.startTls! }));
    connection.tls = true;
  }

  function hangUp(): void {
    flush();
    keeper.connectionQuit(connection);
    socket.end();
  }

  attach(accepted);
  commands.greet();
  flush();
}
