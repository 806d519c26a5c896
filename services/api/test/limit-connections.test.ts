import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createConnectionGate } from "@postlane/limits";
import { startRedis } from "@postlane/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { limitConnections } from "../src/http/limit-connections.ts";
import { startTestApi } from "./start-test-api.ts";

let server: Server | undefined;
let sockets: Socket[] = [];
let turnedAway: string[] = [];

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  turnedAway = [];
  server?.closeAllConnections();
  server?.close();
});

async function start(maxConnections: number, maxConnectionsPerAddress: number): Promise<void> {
  const made = createServer((_request, response) => void response.end("served"));
  const isShared = (address: string): boolean => address === "127.0.0.9";
  const gate = createConnectionGate({ maxConnections, maxConnectionsPerAddress, isShared });
  limitConnections(made, { gate, maxConnections, onTurnedAway: (address) => turnedAway.push(address) });
  made.listen(0, "127.0.0.1");
  await once(made, "listening");
  server = made;
}

/** A connection that says nothing, from an address of its own. */
async function open(localAddress: string): Promise<Socket> {
  const { port } = server!.address() as AddressInfo;
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  socket.on("error", () => {});
  sockets.push(socket);
  await once(socket, "connect");
  return socket;
}

/** What comes to a request on it. */
async function ask(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (data) => (text += String(data)));
  socket.write("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  await once(socket, "close");
  return text;
}

describe("connections", () => {
  it("above the limit are told why, and taken again when others have gone (CWE-770)", async () => {
    await start(2, 10);
    const first = await open("127.0.0.1");
    await open("127.0.0.2");
    const answer = await ask(await open("127.0.0.3"));
    expect(answer).toMatch(/^HTTP\/1\.1 503 .*\r\nretry-after: 5\r\n/s);
    expect(JSON.parse(answer.split("\r\n\r\n")[1]!)).toMatchObject({ status: 503, code: "too_many_connections" });
    expect(turnedAway).toEqual(["127.0.0.3"]);
    first.destroy();
    await sleep(50);
    expect(await ask(await open("127.0.0.3"))).toContain("served");
  });

  it("of one address have a limit of their own; others are served beside it", async () => {
    await start(100, 2);
    await open("127.0.0.1");
    await open("127.0.0.1");
    expect(await ask(await open("127.0.0.1"))).toContain("too_many_connections");
    expect(await ask(await open("127.0.0.2"))).toContain("served");
    for (let n = 0; n < 3; n++) await open("127.0.0.9");
    expect(await ask(await open("127.0.0.9"))).toContain("served");
  });

  it("to the api are limited like that, and its metrics count them", async () => {
    const redis = await startRedis();
    const api = await startTestApi(redis.url, null, () => [], { app: { load: { maxConnections: 3 } } });
    server = api.app.server;
    const metrics = await fetch(`${api.url}/metrics`, { headers: { connection: "close" } });
    expect(await metrics.text()).toMatch(/^postlane_api_connections\{.*\} 1$/m);
    const open3 = [await open("127.0.0.1"), await open("127.0.0.2"), await open("127.0.0.3")];
    expect(await ask(await open("127.0.0.4"))).toContain("too_many_connections");
    for (const socket of open3) socket.destroy();
    await sleep(50);
    const after = await fetch(`${api.url}/metrics`, { headers: { connection: "close" } });
    expect(await after.text()).toMatch(/^postlane_api_refused_total\{.*what="connection".*\} 1$/m);
    expect(api.logLines.filter((line) => line.includes("too many connections"))).toHaveLength(1);
    server = undefined;
    await api.close();
    await redis.stop();
  });

  it("far above the limit are closed without a word: who is told why costs something, too", async () => {
    await start(1, 1_000);
    for (let n = 0; n < 101; n++) await open("127.0.0.1");
    const beyond = await open("127.0.0.1");
    expect(await ask(beyond)).toBe("");
    expect(turnedAway.length).toBeGreaterThan(90);
  });
});
