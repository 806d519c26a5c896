import type { Socket } from "node:net";
import type { FastifyReply } from "fastify";

const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once, when the answer is out or its connection has ended. Node says `close` of an answer only while it is the connection's
 * turn: not of those queued behind it (pipelining, RFC 9112 section 9.3.2), and not again to who asks late.
 * @returns false when it has gone already; then nothing is called
 */
export function whenGone({ raw, request }: FastifyReply, listener: () => void): boolean {
  const { socket } = request.raw;
  if (raw.destroyed || socket.destroyed) return false;
  const all = waiting.get(socket) ?? waitFor(socket);
  const gone = (): void => {
    all.delete(gone);
    raw.off("close", gone);
    listener();
  };
  all.add(gone);
  raw.once("close", gone);
  return true;
}

/** One listener, however many answers are queued. */
function waitFor(socket: Socket): Set<() => void> {
  const all = new Set<() => void>();
  waiting.set(socket, all);
  socket.once("close", () => {
    for (const gone of all) gone();
  });
  return all;
}
