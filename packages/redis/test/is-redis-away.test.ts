import { startRedis, type RedisServer } from "@postlane/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isRedisAway, openRedis, type RedisClient, waitUntilReady } from "../src/index.ts";

let server: RedisServer;
let client: RedisClient;
let control: RedisClient;
beforeAll(async () => {
  server = await startRedis();
  client = openRedis(server.url, "fail-fast", () => {});
  control = openRedis(server.url, "patient", () => {});
  await Promise.all([waitUntilReady(client, 5_000), waitUntilReady(control, 5_000)]);
});
afterAll(async () => {
  client.disconnect();
  control.disconnect();
  await server.stop();
});

const failureOf = (command: Promise<unknown>): Promise<Error> =>
  command.then(
    () => new Error("it did not fail"),
    (error: Error) => error,
  );
const write = () => failureOf(client.set("a", "1"));
const script = () => failureOf(client.eval("redis.call('set', KEYS[1], '1')", 1, "a"));

it.each<[string, string[], string[]]>([
  ["full", ["CONFIG", "SET", "maxmemory", "1000"], ["CONFIG", "SET", "maxmemory", "0"]],
  ["read-only", ["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]],
  [
    "without replicas",
    ["CONFIG", "SET", "min-replicas-to-write", "1"],
    ["CONFIG", "SET", "min-replicas-to-write", "0"],
  ],
])("%s is away for now, for commands and for scripts", async (_what, [begin, ...how], [end, ...back]) => {
  await control.call(begin!, ...how);
  const errors = [await write(), await script()];
  await control.call(end!, ...back);
  expect(errors.map((error) => [error.message, isRedisAway(error)])).toEqual(
    errors.map(({ message }) => [message, true]),
  );
});

it("that answers too late, or not at all, is away", async () => {
  await control.call("CLIENT", "PAUSE", "1500");
  expect(isRedisAway(await write())).toBe(true);
  await server.kill();
  const error = await write();
  await server.start();
  await waitUntilReady(client, 15_000);
  expect(isRedisAway(error)).toBe(true);
});

it("that finds fault with a command is not", async () => {
  const wrong = await failureOf(client.call("SET", "a"));
  expect([wrong.message, isRedisAway(wrong)]).toEqual([expect.stringContaining("wrong number"), false]);
  expect(isRedisAway(new Error("it did not fail"))).toBe(false);
  expect(isRedisAway("READONLY")).toBe(false);
});
