import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A TCP proxy on loopback that holds bytes back. */
export interface SlowProxy {
  readonly port: number;
  /** From now on what clients send arrives so much later; answers are not held back. */
  setDelay(ms: number): void;
  stop(): Promise<void>;
}

/** Forwards to a port of this machine. */
export async function startSlowProxy(targetPort: number): Promise<SlowProxy> {
  let delayMs = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const target = connect(targetPort, "127.0.0.1");
    const close = (): void => {
      client.destroy();
      target.destroy();
    };
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", close);
      socket.on("close", () => {
        sockets.delete(socket);
        close();
      });
    }
    // One after another, whatever the delay becomes meanwhile: bytes must not overtake each other.
    let sent: Promise<unknown> = Promise.resolve();
    client.on("data", (chunk: Buffer) => {
      const arrived = delayMs > 0 ? sleep(delayMs) : undefined;
      sent = sent.then(() => arrived).then(() => target.write(chunk));
    });
    target.on("data", (chunk: Buffer) => void client.write(chunk));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    setDelay(ms) {
      delayMs = ms;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
