import type { FastifyReply } from "fastify";

/**
 * Calls back once, when the answer is out or its connection has ended. Node says `close` only once: who asks after that waits for ever.
 * @returns false when it has gone already; then nothing is called
 */
export function whenGone({ raw }: FastifyReply, listener: () => void): boolean {
  if (raw.destroyed) return false;
  raw.once("close", listener);
  return true;
}
