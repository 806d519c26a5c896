import {
  answerAt,
  mailTo,
  type Receiver,
  type RedisServer,
  type SlowProxy,
  startRedis,
  startSlowProxy,
} from "@postlane/testkit";
import { afterAll, expect, test } from "vitest";
import { arrivals, quickRule, tellRedis, usePostlane, waitUntil, withstand } from "../src/index.ts";

// Own Redis behind a proxy that can hold commands back.
let redis: RedisServer;
let proxy: SlowProxy;
let receiver: Receiver;
const endRedis = async (): Promise<void> => {
  await proxy?.stop();
  await redis?.stop();
};
const options = async () => {
  await endRedis();
  redis = await startRedis();
  proxy = await startSlowProxy(redis.port);
  return {
    rules: [quickRule({ maxConnections: 4 })],
    api: true,
    env: { POSTLANE_REDIS_URL: `redis://127.0.0.1:${proxy.port}` },
  };
};
const postlane = usePostlane(options, async (fresh) => {
  receiver = await fresh.domain("b.test", "127.0.1.1", { script: answerAt("data-end", { delayMs: 20 }) });
});
afterAll(endRedis);

const make = () => mailTo("a@b.test");
const tell = (command: string) => tellRedis(redis.port, command);

/** What is still waiting when the fault comes, so that the workers have something to ask for. */
async function backlog(): Promise<readonly string[]> {
  const mails = Array.from({ length: 200 }, () => mailTo("a@b.test"));
  expect((await postlane().sendAll(mails)).every(({ ok }) => ok)).toBe(true);
  return mails.map(({ id }) => id);
}

test("Redis full under load: 452 until it has room", async () => {
  const waiting = await backlog();
  await withstand(postlane(), {
    receiver,
    make,
    begin: async () => void (await tell("CONFIG SET maxmemory 1000000")),
    end: async () => void (await tell("CONFIG SET maxmemory 0")),
    smtp: [452],
    http: [503],
    ready: [],
  });
  await waitUntil("the backlog has arrived", () => waiting.every((id) => arrivals(receiver).has(id)));
});

test("Redis a replica for a while, so that every write is refused", async () => {
  await backlog();
  await withstand(postlane(), {
    receiver,
    make,
    begin: async () => void (await tell("REPLICAOF 127.0.0.1 1")),
    end: async () => void (await tell("REPLICAOF NO ONE")),
    smtp: [451],
    http: [503],
    ready: [],
  });
});

// A command is given up after a second: what takes just that long is sometimes taken.
test("Redis slow, well over a second for each command", async () => {
  await withstand(postlane(), {
    receiver,
    make,
    begin: async () => proxy.setDelay(1_400),
    end: async () => proxy.setDelay(0),
    // Over HTTP three questions may follow one another, and each is given up after a second.
    answerWithinMs: 4_500,
    lastsMs: 10_000,
    smtp: [451],
    http: [503],
    ready: [],
  });
});

test("Redis away", async () => {
  await withstand(postlane(), {
    receiver,
    make,
    begin: () => redis.kill(),
    end: () => redis.start(),
    smtp: [451],
    http: [503],
    ready: [],
  });
});

test("Redis stopped: its connections stay open and nothing is answered", async () => {
  await withstand(postlane(), {
    receiver,
    make,
    begin: async () => void process.kill(redis.pid, "SIGSTOP"),
    end: async () => void process.kill(redis.pid, "SIGCONT"),
    smtp: [451],
    http: [503],
    ready: [],
  });
});
