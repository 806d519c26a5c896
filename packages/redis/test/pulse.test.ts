import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { openRedis, type RedisClient, type RedisPulse, takePulse, waitUntilReady } from "../src/index.ts";

/** Longer than a busy machine keeps a process waiting. */
const SILENCE_MS = 2_000;
const SETTLE_MS = 2_000;

let server: RedisServer;
let client: RedisClient;
let pulse: RedisPulse;
let others = false;
/** When Redis' return was told, milliseconds. */
const returns: number[] = [];

beforeAll(async () => {
  server = await startRedis();
  client = openRedis(server.url, "patient", () => {});
  await waitUntilReady(client, 5_000);
});
afterEach(() => {
  pulse.close();
  returns.length = 0;
});
afterAll(async () => {
  client.disconnect();
  await server.stop();
});

async function listen(): Promise<void> {
  pulse = await takePulse({
    client,
    everyMs: 50,
    silenceMs: SILENCE_MS,
    settleMs: SETTLE_MS,
    hasOthers: async () => others,
    onError: () => {},
  });
  pulse.onReturn(() => returns.push(performance.now()));
}

async function clock(): Promise<number> {
  const [seconds, micros] = await client.time();
  return Number(seconds) * 1_000 + Number(micros) / 1_000;
}

it("trusts what it hears without a break", async () => {
  await listen();
  for (let n = 0; n < 10; n++) {
    await sleep(100);
    expect(pulse.isTrusted(await clock())).toBe(true);
  }
  expect(returns).toEqual([]);
});

it.each<[string, () => Promise<void>]>([
  [
    "stood still",
    async () => {
      process.kill(server.pid, "SIGSTOP");
      await sleep(SILENCE_MS * 1.5);
      process.kill(server.pid, "SIGCONT");
    },
  ],
  [
    "was restarted, however fast",
    async () => {
      await server.kill();
      await server.start();
    },
  ],
])("trusts a Redis that %s only when all have had time to renew, and tells of its return", async (_what, fault) => {
  await listen();
  await sleep(100);
  await fault();
  expect(pulse.isTrusted(await clock())).toBe(false);
  while (returns.length === 0) await sleep(10);
  expect(pulse.isTrusted(await clock())).toBe(false);
  while (!pulse.isTrusted(await clock())) await sleep(10);
  expect(performance.now() - returns[0]!).toBeGreaterThan(SETTLE_MS - 200);
  expect(returns).toHaveLength(1);
});

it("does not mind a pause shorter than the silence it may keep, or a connection that was cut", async () => {
  await listen();
  process.kill(server.pid, "SIGSTOP");
  await sleep(SILENCE_MS / 3);
  process.kill(server.pid, "SIGCONT");
  expect(pulse.isTrusted(await clock())).toBe(true);
  await client.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no").catch(() => {});
  await waitUntilReady(client, 5_000);
  await sleep(100);
  expect(pulse.isTrusted(await clock())).toBe(true);
  expect(returns).toEqual([]);
});

it.each([
  ["waits when others may hold something", true],
  ["does not wait when nobody was there", false],
])("at a Redis that has just been started: %s", async (_what, there) => {
  await server.kill();
  await server.start();
  await waitUntilReady(client, 5_000);
  others = there;
  await listen();
  expect(pulse.isTrusted(await clock())).toBe(!there);
});
