import { answerAt, mailTo, type Receiver, startRedis, startSlowProxy } from "@postlane/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { quickRule, tellRedis, usePostlane, withstand } from "../src/index.ts";

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

test("Redis full under load: 451 and 452 until it has room", async () => {
  const backlog = Array.from({ length: 200 }, () => mailTo("a@b.test"));
  expect((await postlane().sendAll(backlog)).every(({ ok }) => ok)).toBe(true);
  const { during, acknowledged, cpu } = await withstand(postlane(), {
    receiver,
    make,
    begin: async () => void (await tell("CONFIG SET maxmemory 1000000")),
    end: async () => void (await tell("CONFIG SET maxmemory 0")),
  });
  console.log("full", cpu, codes(during), Math.max(...during.map((a) => a.tookMs)));
  expect(codes(during)).toEqual([452]);
  await receiver.waitForAccepted(200 + acknowledged.length, 30_000);
  const took = new Set(receiver.accepted().map(({ testId }) => testId));
  expect(backlog.filter(({ id }) => !took.has(id))).toEqual([]);
});

test("Redis a replica for a while, so that every write is refused", async () => {
  const { during, cpu } = await withstand(postlane(), {
    receiver,
    make,
    begin: async () => void (await tell("REPLICAOF 127.0.0.1 1")),
    end: async () => void (await tell("REPLICAOF NO ONE")),
  });
  console.log("read-only", cpu, codes(during), Math.max(...during.map((a) => a.tookMs)));
  expect(codes(during)).toEqual([451]);
});

test("Redis slow, a second for each command", async () => {
  const { during, cpu } = await withstand(postlane(), {
    receiver,
    make,
    begin: async () => proxy.setDelay(1_000),
    end: async () => proxy.setDelay(0),
  });
  console.log("slow", cpu, codes(during), Math.max(...during.map((a) => a.tookMs)));
  // The last ones are answered when it is over.
  expect(during.slice(0, -8).every(({ code }) => code === 451)).toBe(true);
});

test("Redis away", async () => {
  const { during, cpu, acknowledged } = await withstand(postlane(), {
    receiver,
    make,
    begin: () => redis.kill(),
    end: () => redis.start(),
  });
  console.log("away", cpu, codes(during), Math.max(...during.map((a) => a.tookMs)), acknowledged.length);
  expect(codes(during)).toEqual([451]);
});
