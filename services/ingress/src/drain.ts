import { setTimeout as sleep } from "node:timers/promises";
import type { IngressLimits } from "./limits.ts";
import type { IngressConnection } from "./smtp/ingress-connection.ts";
import type { IngressServer } from "./smtp/ingress-server.ts";

const LOOK_EVERY_MS = 10;
/** How long clients have to take their last reply and close. */
const LINGER_MS = 500;

/**
 * Leaves without a false word (hazard S19): no new connections; 421 at once to every session that is not handing over a message;
 * content that is flowing may come to its end for a moment; a message that is being committed gets its true reply. All of it bounded.
 */
export async function drainSessions(
  servers: readonly IngressServer[],
  connections: () => readonly IngressConnection[],
  limits: IngressLimits,
): Promise<void> {
  for (const { server } of servers) server.close();
  await endHandshakes(servers);
  // Sockets are kept apart: a session is taken off the list as soon as it has said its last word.
  const sockets = new Set(connections().map((connection) => connection._socket));
  const stay = (still: (connection: IngressConnection) => boolean): void => {
    for (const connection of connections()) if (!still(connection)) connection.endForShutdown();
  };
  stay((connection) => connection.incoming !== undefined);
  await until(() => connections().every((connection) => connection.committing), limits.drainContentMs);
  stay((connection) => connection.committing);
  await until(() => connections().length === 0, limits.drainCommitMs);
  await until(() => [...sockets].every((socket) => socket.destroyed), LINGER_MS);
  for (const socket of sockets) socket.destroy();
}

/** Connections to a port with implicit TLS that are no sessions yet. Node crashes when such a socket is destroyed before its TLS socket is there. */
async function endHandshakes(servers: readonly IngressServer[]): Promise<void> {
  // The library begins a handshake one turn after it has accepted the connection.
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
  for (const { _pendingSockets: pending } of servers) {
    for (const top of pending.values()) top.destroy();
  }
}

async function until(done: () => boolean, timeoutMs: number): Promise<void> {
  for (let waitedMs = 0; !done() && waitedMs < timeoutMs; waitedMs += LOOK_EVERY_MS) await sleep(LOOK_EVERY_MS);
}
