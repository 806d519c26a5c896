import { createServer } from "node:net";

/** Below what Linux and others give to outgoing connections and to port 0 (from 32,768 on), above what services are known by. */
const FIRST = 10_240;
const LAST = 32_767;
const given = new Set<number>();

/**
 * A TCP port on 127.0.0.1 that was free a moment ago. No program that takes any port is given this one meanwhile: not even while the
 * server that is meant to have it is away.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
