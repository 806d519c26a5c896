import { isAscii } from "node:buffer";
import type { ContentFacts } from "@postlane/intake";
import { createHeaderScan, type Reply } from "@postlane/mail";
import { ContentStream } from "./content-stream.ts";
import type { LineFault } from "./dot-decoder.ts";
import { contentRefusals } from "../smtp/replies.ts";

/** Content was refused while it flowed: thrown on by whoever reads the stream, so that nothing is kept. */
export class ContentRefused extends Error {
  override readonly name = "ContentRefused";
}

const MAX_PIECES = 64;
/** As over HTTP. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

export interface ContentLimits {
  /** Of the content as the client sends it. */
  readonly maxMessageBytes: number;
  readonly maxReceivedHops: number;
  /** Up to this size, prefix included, content is handed over in one piece, above it as a stream. */
  readonly inlineMaxBytes: number;
}

/**
 * The content of one message on its way from the parser to intake: counted, looked at and limited while it flows (each byte once).
 * `hand` is called once: with a stream as soon as the content outgrows one piece, else with a buffer at the end.
 * When content is refused, what follows is dropped, and a stream that is under way is destroyed.
 */
export class MessageContent {
  readonly #limits: ContentLimits;
  readonly #hand: (content: Buffer | ContentStream) => void;
  readonly #header = createHeaderScan();
  #pieces: Buffer[];
  #pieceBytes: number;
  #stream: ContentStream | undefined;
  #eightBit = false;
  #headerChecked = false;
  /** Bytes of the client's, after dot-unstuffing. */
  bytes = 0;
  refusal: Reply | undefined;

  /** @param prefix what we put in front */
  constructor(prefix: Buffer, limits: ContentLimits, hand: (content: Buffer | ContentStream) => void) {
    this.#pieces = [prefix];
    this.#pieceBytes = prefix.length;
    this.#limits = limits;
    this.#hand = hand;
  }

  write(content: Buffer): void {
    this.bytes += content.length;
    if (this.refusal) return;
    if (this.bytes > this.#limits.maxMessageBytes) return this.refuse(contentRefusals.tooBig);
    this.#header.feed(content);
    if (!this.#eightBit) this.#eightBit = !isAscii(content);
    if (this.#header.ended && !this.#headerChecked) this.#checkHeader();
    if (this.refusal) return;
    if (this.#stream) {
      this.#stream.push(content);
      return;
    }
    // A client that sends single bytes must not cost a buffer for each.
    if (this.#pieces.length >= MAX_PIECES) this.#pieces = [Buffer.concat(this.#pieces)];
    this.#pieces.push(content);
    this.#pieceBytes += content.length;
    if (this.#pieceBytes > this.#limits.inlineMaxBytes) this.#startStream();
  }

  /** Calls back when more content is wanted: at once, or when the reader has caught up. */
  whenWanted(wake: () => void): void {
    const stream = this.#stream;
    if (stream && !stream.destroyed && stream.readableLength >= stream.readableHighWaterMark) stream.whenWanted(wake);
    else wake();
  }

  /** The final dot has come. Without a refusal the content is handed over whole. */
  end(fault: LineFault | undefined): void {
    if (fault && !this.refusal) this.refuse(contentRefusals[fault]);
    if (!this.#headerChecked && !this.refusal) this.#checkHeader();
    if (this.refusal) return;
    if (this.#stream) this.#stream.push(null);
    else this.#hand(Buffer.concat(this.#pieces));
  }

  /** The first refusal counts; nothing of the content is kept. */
  refuse(reply: Reply): void {
    this.refusal ??= reply;
    this.#pieces = [];
    this.#stream?.destroy(new ContentRefused(this.refusal.text));
  }

  facts(): ContentFacts {
    const { messageIdHeader, subject, utf8Headers } = this.#header.facts();
    return { messageIdHeader, subject, utf8Headers, eightBit: this.#eightBit };
  }

  /** What the client calls this submission, so that it can be repeated. */
  get idempotencyKey(): string | undefined {
    return this.#header.facts().idempotencyKey;
  }

  #checkHeader(): void {
    this.#headerChecked = true;
    const { receivedCount, idempotencyKey } = this.#header.facts();
    if (receivedCount > this.#limits.maxReceivedHops) this.refuse(contentRefusals.tooManyHops);
    else if (idempotencyKey !== undefined && !IDEMPOTENCY_KEY.test(idempotencyKey)) this.refuse(contentRefusals.badKey);
  }

  #startStream(): void {
    this.#stream = new ContentStream();
    for (const piece of this.#pieces) this.#stream.push(piece);
    this.#pieces = [];
    this.#hand(this.#stream);
  }
}
