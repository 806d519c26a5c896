import { createServer, type Socket } from "node:net";
import { createSecureContext, createServer as createTlsServer, type SecureContext } from "node:tls";
import { testCertificate } from "../test-certificate.ts";
import { createJournal } from "./journal.ts";
import { serveSession, type SessionContext } from "./serve-session.ts";
import type { Receiver, ReceiverOptions } from "./types.ts";

const CAPABILITIES = ["PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES", "SIZE 104857600"];

/** An SMTP server for tests: takes everything unless its script says otherwise, and keeps a journal of all that happened. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const keeper = createJournal(options.journalLimit ?? 1_000_000);
  const { journal } = keeper;
  const sockets = new Set<Socket>();
  const certificate = options.tls ? await testCertificate() : undefined;
  const startTls: SecureContext | undefined =
    options.tls === "starttls" ? createSecureContext({ ...certificate }) : undefined;
  let script = options.script;
  const context: SessionContext = {
    keeper,
    name: options.name ?? "receiver.test",
    capabilities: options.capabilities ?? CAPABILITIES,
    keep: options.keep ?? "hash",
    script: () => script,
    ...(options.users ? { users: options.users } : {}),
    ...(startTls ? { startTls } : {}),
  };

  const server = options.tls === "implicit" ? createTlsServer({ ...certificate }) : createServer();
  server.on(options.tls === "implicit" ? "secureConnection" : "connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.setNoDelay(true);
    serveSession(socket, context, options.tls === "implicit");
  });
  server.on("tlsClientError", () => {});

  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ port, host: options.host, backlog: 4_096 }, () => {
        server.off("error", reject);
        resolve();
      });
    });
  // close() stops listening at once but reports only when the last connection is gone: not waited for.
  const stopListening = (): void => void (server.listening && server.close());

  await listen(options.port ?? 0);
  const { port } = server.address() as { port: number };
  const accepted = () => journal.transactions.filter((entry) => entry.accepted);

  return {
    host: options.host,
    port,
    journal,
    accepted,
    setScript: (next) => {
      script = next;
    },
    clear: () => keeper.clear(),
    async waitForAccepted(count, timeoutMs = 45_000) {
      const until = Date.now() + timeoutMs;
      while (journal.totals.accepted < count) {
        if (Date.now() > until)
          throw new Error(
            `${options.host} accepted ${journal.totals.accepted} of ${count} messages in ${timeoutMs} ms`,
          );
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return accepted();
    },
    async pause() {
      stopListening();
    },
    resume: () => listen(port),
    dropConnections: () => {
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      stopListening();
      for (const socket of sockets) socket.destroy();
    },
  };
}
