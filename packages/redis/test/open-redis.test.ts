import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openRedis, type Patience, type RedisClient, waitUntilReady } from "../src/index.ts";

const clients: RedisClient[] = [];
const errors: Error[] = [];
function open(url: string, patience: Patience): RedisClient {
  const client = openRedis(url, patience, (error) => errors.push(error));
  clients.push(client);
  return client;
}

async function millisecondsUntilFailure(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await expect(work).rejects.toThrow();
  return performance.now() - startedAt;
}

/** At once: of some tries the quickest counts, for one may find the machine busy. What waits for a command's time-out takes a second. */
async function atOnce(ask: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let n = 0; n < 5; n++) times.push(await millisecondsUntilFailure(ask()));
  expect(Math.min(...times)).toBeLessThan(500);
}

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
  errors.length = 0;
});
afterAll(() => server.stop());

describe("a fail-fast client", () => {
  it("fails at once when there has never been a Redis, and goes on trying without a word for each try", async () => {
    const port = await freePort();
    const client = open(`redis://127.0.0.1:${port}`, "fail-fast");
    let tries = 0;
    client.on("reconnecting", () => tries++);
    await atOnce(() => client.get("a"));
    await expect.poll(() => tries).toBeGreaterThan(2);
    // Told once, not at every try.
    expect(errors).toHaveLength(1);
    expect(await millisecondsUntilFailure(waitUntilReady(client, 300))).toBeLessThan(5_000);
  });

  it("fails at once when something listens that never answers", async () => {
    const silent: Server = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as { port: number };
    const client = open(`redis://127.0.0.1:${port}`, "fail-fast");
    await sleep(50);
    // Nothing is queued: it would be sent later, when it has been told to have failed.
    await atOnce(() => client.get("a"));
    await expect(waitUntilReady(client, 300)).rejects.toThrow("did not become ready within 300 ms");
    client.disconnect();
    silent.close();
  });

  it("fails within about a second when Redis hangs, and works on when it wakes", async () => {
    const client = open(server.url, "fail-fast");
    await waitUntilReady(client, 15_000);
    process.kill(server.pid, "SIGSTOP");
    const tookMs = await millisecondsUntilFailure(client.set("a", "1")).finally(() =>
      process.kill(server.pid, "SIGCONT"),
    );
    expect(tookMs).toBeGreaterThan(900);
    expect(tookMs).toBeLessThan(4_000);
    await expect.poll(() => client.get("b")).toBeNull();
  });

  it("fails within about a second when Redis dies under a command, and is back with Redis", async () => {
    const own = await startRedis();
    const client = open(own.url, "fail-fast");
    await waitUntilReady(client, 15_000);
    const answer = client.blpop("nothing", 30);
    await sleep(50);
    await own.kill();
    expect(await millisecondsUntilFailure(answer)).toBeLessThan(4_000);
    await atOnce(() => client.get("a"));
    await own.start();
    await waitUntilReady(client, 15_000);
    await own.stop();
  });

  it("does not keep for later what failed while there was no Redis", async () => {
    const own = await startRedis();
    await own.kill();
    const client = open(own.url, "fail-fast");
    await atOnce(() => client.incr("told to have failed"));
    await own.start();
    await waitUntilReady(client, 15_000);
    expect(await client.get("told to have failed")).toBeNull();
    await own.stop();
  });

  it("fails at once on a cluster that was never there", async () => {
    const client = open(`redis+cluster://127.0.0.1:${await freePort()}`, "fail-fast");
    await atOnce(() => client.get("a"));
  });

  it("does not send again after a crash what it has reported as failed", async () => {
    const own = await startRedis();
    const client = open(own.url, "fail-fast");
    await waitUntilReady(client, 15_000);
    process.kill(own.pid, "SIGSTOP");
    await millisecondsUntilFailure(client.incr("told to have failed"));
    await own.kill();
    await own.start();
    await waitUntilReady(client, 15_000);
    expect(await client.get("told to have failed")).toBeNull();
    await own.stop();
  });
});

describe("a patient client", () => {
  it("keeps its commands in order until Redis is there", async () => {
    const own = await startRedis();
    await own.kill();
    const client = open(own.url, "patient");
    const answers = Promise.all([client.rpush("list", "a"), client.rpush("list", "b"), client.lrange("list", 0, -1)]);
    await sleep(300);
    await own.start();
    expect(await answers).toEqual([1, 2, ["a", "b"]]);
    await own.stop();
  });

  it("repeats a command whose connection was cut, and its listeners survive", async () => {
    const client = open(server.url, "patient");
    const other = open(server.url, "patient");
    await Promise.all([waitUntilReady(client, 15_000), waitUntilReady(other, 15_000)]);
    const answer = client.blpop("later", 30);
    await expect.poll(() => idOf(other, "blpop")).toMatch(/^\d+$/);
    await other.client("KILL", "ID", await idOf(other, "blpop"));
    await sleep(100);
    await other.rpush("later", "x");
    expect(await answer).toEqual(["later", "x"]);
  });
});

it.each<[string, (client: RedisClient) => Promise<unknown>]>([
  ["waits for an answer", (client) => client.get("a")],
  ["only listens", async (client) => void (await client.subscribe("news"))],
])(
  "a client that %s gives up a connection on which nothing comes, and looks for its Redis anew",
  async (_what, use) => {
    const client = open(server.url, "patient");
    await waitUntilReady(client, 15_000);
    await use(client);
    let closed = false;
    client.on("close", () => (closed = true));
    process.kill(server.pid, "SIGSTOP");
    try {
      await expect.poll(() => closed, { timeout: 25_000, interval: 100 }).toBe(true);
    } finally {
      process.kill(server.pid, "SIGCONT");
    }
    await waitUntilReady(client, 10_000);
  },
  45_000,
);

/** The connection on which a command is under way; "" = none. */
async function idOf(client: RedisClient, command: string): Promise<string> {
  const list = (await (client as unknown as { client(what: string): Promise<string> }).client("LIST")).split("\n");
  return /id=(\d+)/.exec(list.find((line) => line.includes(`cmd=${command}`)) ?? "")?.[1] ?? "";
}
