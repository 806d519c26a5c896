import { answerAt, mailTo, type Receiver, startRedis, startSlowProxy } from "@postlane/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arrivals, quickRule, tellRedis, usePostlane, waitUntil, withstand } from "../src/index.ts";

// Own Redis behind a proxy that can hold commands back.
const redis = await startRedis();
const proxy = await startSlowProxy(redis.port);
const postlane = usePostlane({
  rules: [quickRule({ maxConnections: 4 })],
  env: { POSTLANE_REDIS_URL: `redis://127.0.0.1:${proxy.port}` },
});
let receiver: Receiver;
beforeAll(async () => {
  receiver = await postlane().domain("b.test", "127.0.1.1", { script: answerAt("data-end", { delayMs: 20 }) });
});
afterAll(async () => {
  await proxy.stop();
  await redis.stop();
});

const make = () => mailTo("a@b.test");
const tell = (command: string) => tellRedis(redis.port, command);
const codes = (answers: readonly { readonly code: number }[]) => [...new Set(answers.map(({ code }) => code))];

/** What is still waiting when the fault comes, so that the workers have something to ask for. */
async function backlog(): Promise<readonly string[]> {
  const mails = Array.from({ length: 200 }, () => mailTo("a@b.test"));
  expect((await postlane().sendAll(mails)).every(({ ok }) => ok)).toBe(true);
  return mails.map(({ id }) => id);
}

test("Redis full under load: 451 and 452 until it has room", async () => {
  const waiting = await backlog();
  const { during } = await withstand(postlane(), {
    receiver,
    make,
    begin: async () => void (await tell("CONFIG SET maxmemory 1000000")),
    end: async () => void (await tell("CONFIG SET maxmemory 0")),
  });
  expect(codes(during)).toEqual([452]);
  await waitUntil("the backlog has arrived", () => waiting.every((id) => arrivals(receiver).has(id)), 30_000);
});

test("Redis a replica for a while, so that every write is refused", async () => {
  await backlog();
  const { during } = await withstand(postlane(), {
    receiver,
    make,
    begin: async () => void (await tell("REPLICAOF 127.0.0.1 1")),
    end: async () => void (await tell("REPLICAOF NO ONE")),
  });
  expect(codes(during)).toEqual([451]);
});

test("Redis slow, a second for each command", async () => {
  const { during } = await withstand(postlane(), {
    receiver,
    make,
    begin: async () => proxy.setDelay(1_000),
    end: async () => proxy.setDelay(0),
  });
  // The last ones are answered when it is over.
  expect(during.slice(0, -8).every(({ code }) => code === 451)).toBe(true);
});

test("Redis away", async () => {
  const { during } = await withstand(postlane(), {
    receiver,
    make,
    begin: () => redis.kill(),
    end: () => redis.start(),
  });
  expect(codes(during)).toEqual([451]);
});
