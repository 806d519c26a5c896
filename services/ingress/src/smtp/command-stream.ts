import { SMTPStream } from "smtp-server/lib/smtp-stream.js";
import { createDotDecoder, type DotDecoder, type LineFault } from "../content/dot-decoder.ts";

/** Takes a message's content between DATA and the final dot. */
export interface ContentSink {
  write(content: Buffer): void;
  /** Calls back when more is wanted. */
  whenWanted(wake: () => void): void;
  /** The final dot has come; commands behind it are read after `resume`. */
  end(fault: LineFault | undefined, resume: () => void): void;
  /** A dot between wrong line ends: the session cannot go on. */
  forgedEnd(fault: LineFault): void;
}

/** What is wrong with a command line as bytes. */
export type CommandFault =
  /** What follows a bare LF may be the rest of somebody's address: it must not be read as a command. */
  "bare-lf" | "bare-cr" | "line-too-long";

/** RFC 4954 section 4.5 wants 12,288 octets for AUTH; RFC 5321 section 4.5.3.1.4 512 for the rest, and extensions add to that. */
export const MAX_AUTH_LINE_BYTES = 12_288;
export const MAX_COMMAND_LINE_BYTES = 2_048;
/** A client that pipelines must not keep others waiting. */
const COMMANDS_IN_A_ROW = 100;

const LF = 0x0a;
const CR = 0x0d;

type Next = (error?: Error | null) => void;

/**
 * smtp-server's parser with its reading replaced (hazards S8, S9, S24): commands end with CR LF only, an endless line costs no memory,
 * a line cut off by the end of the connection is no command, and content goes through our own dot decoder straight to its sink.
 */
export class CommandStream extends SMTPStream {
  #partial: Buffer | undefined;
  /** The rest of an overlong line is being dropped. */
  #dropping = false;
  /** What was dropped last ended in CR. */
  #droppedCr = false;
  #sink: ContentSink | undefined;
  #decoder: DotDecoder | undefined;
  /** Told of a command line that is none; like a command, it goes on after `next`. */
  onfault: (fault: CommandFault, next: () => void) => void = (_fault, next) => next();

  /** The bytes that follow are content, until its final dot. */
  startContent(sink: ContentSink, maxLineBytes: number): void {
    this.#sink = sink;
    this.#decoder = createDotDecoder(maxLineBytes);
  }

  override _write(chunk: Buffer, _encoding: string, next: Next): void {
    if (this.isClosed) return next();
    if (this.#sink) return this.#readContent(chunk, next);
    const data = this.#partial ? Buffer.concat([this.#partial, chunk]) : chunk;
    this.#partial = undefined;
    this.#readCommands(data, 0, next);
  }

  #readCommands(data: Buffer, from: number, next: Next): void {
    let position = from;
    for (let count = 0; ; count++) {
      if (this.isClosed) return next();
      if (this.#sink) return this.#readContent(data.subarray(position), next);
      if (count === COMMANDS_IN_A_ROW) {
        setImmediate(() => this.#readCommands(data, position, next));
        return;
      }
      const lf = data.indexOf(LF, position);
      if (lf === -1) return this.#keepPartial(data.subarray(position), next);
      const line = data.subarray(position, lf);
      position = lf + 1;
      let returned = false;
      let finished = false;
      this.#readLine(line, () => {
        if (finished) return;
        finished = true;
        if (returned) this.#readCommands(data, position, next);
      });
      returned = true;
      if (!finished) return;
    }
  }

  #readLine(line: Buffer, done: () => void): void {
    const end = line.length - 1;
    const endsInCr = line.length > 0 ? line[end] === CR : this.#droppedCr;
    if (!endsInCr) return this.onfault("bare-lf", done);
    if (this.#dropping || end > MAX_AUTH_LINE_BYTES) {
      this.#dropping = this.#droppedCr = false;
      return this.onfault("line-too-long", done);
    }
    if (line.indexOf(CR) !== end) return this.onfault("bare-cr", done);
    this.oncommand(line.subarray(0, end), done);
  }

  #keepPartial(rest: Buffer, next: Next): void {
    if (this.#dropping || rest.length > MAX_AUTH_LINE_BYTES + 1) {
      this.#dropping = true;
      if (rest.length > 0) this.#droppedCr = rest.at(-1) === CR;
    }
    // Copied, so that a few bytes do not keep a whole read alive.
    else if (rest.length > 0) this.#partial = Buffer.from(rest);
    next();
  }

  #readContent(chunk: Buffer, next: Next): void {
    const sink = this.#sink!;
    const decoder = this.#decoder!;
    if (chunk.length === 0) return next();
    const result = decoder.feed(chunk);
    if (result.content.length > 0) sink.write(result.content);
    if (this.isClosed) return next();
    if (result.state === "more") return sink.whenWanted(next);
    this.#sink = undefined;
    this.#decoder = undefined;
    if (result.state === "end") {
      return sink.end(decoder.fault, () => this.#readCommands(result.rest, 0, next));
    }
    sink.forgedEnd(decoder.fault ?? "bare-lf");
    next();
  }
}
