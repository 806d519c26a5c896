import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { ConnectionGate } from "@postlane/limits";
import { HttpProblem } from "./http-problem.ts";

/** How long a client that is turned away has to read why, and how many may be doing so at a time. */
const LINGER_MS = 1_000;
const LINGERING = 100;

export interface ConnectionLimits {
  readonly gate: ConnectionGate;
  readonly maxConnections: number;
  readonly onTurnedAway: (address: string) => void;
}

/**
 * Asks the gate before HTTP is spoken on a connection: one that was opened and says nothing costs as much as any other. Of `localhost` with
 * two addresses, Fastify listens on the second by itself and without the gate; what comes there comes from this machine.
 */
export function limitConnections(server: Server, { gate, maxConnections, onTurnedAway }: ConnectionLimits): void {
  const speakHttp = server.listeners("connection");
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    if (gate.enter(socket)) for (const listener of speakHttp) listener.call(server, socket);
    else {
      onTurnedAway(socket.remoteAddress ?? "");
      turnAway(socket);
    }
  });
  // Beyond those that are told why, the rest is closed without a word.
  server.maxConnections = maxConnections + LINGERING;
}

function turnAway(socket: Socket): void {
  socket.on("error", () => {});
  socket.end(REFUSAL);
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

const REFUSAL = ((): string => {
  const problem = new HttpProblem("too_many_connections", "There are too many connections; try again in 5 s.");
  const body = JSON.stringify(problem.details());
  return [
    `HTTP/1.1 ${problem.statusCode} Service Unavailable`,
    "content-type: application/problem+json",
    `content-length: ${body.length}`,
    "retry-after: 5",
    "connection: close",
    "",
    body,
  ].join("\r\n");
})();
