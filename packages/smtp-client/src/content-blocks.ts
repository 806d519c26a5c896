import type { TransactionRequest } from "./types.ts";

/**
 * Content as blocks: one block if it is no longer than `wholeBytes`, else blocks of at most `blockBytes`. Holds no more than `wholeBytes`
 * and one chunk of the source at a time. Rejects with what the source rejects with.
 */
export async function* contentBlocks(
  content: TransactionRequest["content"],
  wholeBytes: number,
  blockBytes: number,
): AsyncGenerator<Buffer> {
  if (Buffer.isBuffer(content)) {
    if (content.length <= wholeBytes) yield content;
    else yield* split(content, blockBytes);
    return;
  }
  let gathered: Buffer[] | undefined = [];
  let gatheredBytes = 0;
  for await (const chunk of await content()) {
    if (!gathered) {
      yield* split(chunk, blockBytes);
      continue;
    }
    gathered.push(chunk);
    gatheredBytes += chunk.length;
    if (gatheredBytes <= wholeBytes) continue;
    const blocks = gathered;
    gathered = undefined;
    for (const block of blocks) yield* split(block, blockBytes);
  }
  if (gathered) yield Buffer.concat(gathered);
}

function* split(chunk: Buffer, blockBytes: number): Generator<Buffer> {
  for (let from = 0; from < chunk.length; from += blockBytes) yield chunk.subarray(from, from + blockBytes);
}
