import { contentBlocks } from "./content-blocks.ts";
import { DotStuffer } from "./dot-stuffer.ts";
import type { TransactionRequest } from "./types.ts";
import type { Wire } from "./wire.ts";

/** Who sends the final dot, or does not. */
export interface ContentOwner {
  /** False once the transaction has ended; nothing more is to be sent then. */
  readonly inContent: boolean;
  /** beforeDot agreed and all but the rest is on its way: the rest and the final dot can go out. */
  onContentReady(rest: Buffer, finalDot: string): void;
  /** beforeDot said no, or failed. */
  onDotForbidden(error?: unknown): void;
  onContentUnreadable(error: unknown): void;
}

/**
 * Takes the content up to its final dot. Up to 256 KiB it is kept for one write together with the dot; what is longer streams while
 * beforeDot runs, in blocks so that progress can be seen, with the last block kept for the dot.
 */
export function transferContent(request: TransactionRequest, wire: Wire, owner: ContentOwner): void {
  const mayGoOn = askBeforeDot(request, owner);
  const { content } = request;
  if (Buffer.isBuffer(content) && content.length <= SINGLE_WRITE_BYTES) void sendWhole(content, mayGoOn, owner);
  else void stream(content, mayGoOn, wire, owner);
}

/** Content up to here goes out in one write with its dot. */
const SINGLE_WRITE_BYTES = 262_144;
const BLOCK_BYTES = 65_536;
const EMPTY = Buffer.alloc(0);

/** Never rejects; tells the owner at once when the answer is no. */
async function askBeforeDot(request: TransactionRequest, owner: ContentOwner): Promise<boolean> {
  try {
    if (await request.beforeDot()) return true;
    owner.onDotForbidden();
  } catch (error) {
    owner.onDotForbidden(error);
  }
  return false;
}

async function sendWhole(content: Buffer, mayGoOn: Promise<boolean>, owner: ContentOwner): Promise<void> {
  const stuffer = new DotStuffer();
  const stuffed = stuffer.push(content);
  if (await mayGoOn) owner.onContentReady(stuffed, stuffer.end());
}

async function stream(
  content: TransactionRequest["content"],
  mayGoOn: Promise<boolean>,
  wire: Wire,
  owner: ContentOwner,
): Promise<void> {
  const stuffer = new DotStuffer();
  let held: Buffer = EMPTY;
  try {
    for await (const block of contentBlocks(content, SINGLE_WRITE_BYTES, BLOCK_BYTES)) {
      if (held.length > 0) await wire.writeBlock(stuffer.push(held));
      if (!owner.inContent) return;
      held = block;
    }
  } catch (error) {
    return owner.onContentUnreadable(error);
  }
  const rest = stuffer.push(held);
  if (await mayGoOn) owner.onContentReady(rest, stuffer.end());
}
