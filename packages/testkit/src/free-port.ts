import { randomInt } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { createServer } from "node:net";

/** Below those that systems give out by themselves (Linux from 32,768 on, others from 16,000 or 49,152 on): none is given away by chance. */
const FIRST = 10_000;
const END = 16_000;
const TRIES = 500;

/** What says to the tests of other processes that a port is somebody's; it goes with this process, however that ends. */
const reserved: Socket[] = [];

/** A TCP port that is free on every address, and that no other test gets while this process lives: also not while its server is away. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(FIRST, END);
    if ((await isFree(port)) && (await reserve(port))) return port;
  }
  throw new Error(`no port from ${FIRST} to ${END - 1} is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "0.0.0.0", () => server.close(() => resolve(true)));
  });
}

/** By the UDP port of the same number, which nothing here uses. */
function reserve(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.once("error", () => resolve(false));
    socket.bind({ port, address: "127.0.0.1", exclusive: true }, () => {
      socket.unref();
      reserved.push(socket);
      resolve(true);
    });
  });
}
