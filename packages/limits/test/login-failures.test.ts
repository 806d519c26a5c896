import { openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { addressGroup, createLoginFailures, type LoginFailures } from "../src/index.ts";

let server: RedisServer;
let redis: RedisClient;
let here: LoginFailures;
/** As another process sees it. */
let there: LoginFailures;
const errors: Error[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  const onError = (error: Error): void => void errors.push(error);
  here = createLoginFailures({ redis, kind: "console", onError });
  there = createLoginFailures({ redis, kind: "console", onError });
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => void (await redis.flushall()));

it.each([
  ["console", 2, 0],
  ["console", 3, 250],
  ["console", 4, 500],
  ["console", 9, 10_000],
  ["console", 99, 10_000],
  ["console", 100, 900_000],
  ["bearer", 19, 0],
  ["bearer", 20, 250],
] as const)("at the %s after %i failures of an address waits %i ms", async (kind, failures, waitMs) => {
  await redis.set(`pl:{auth}:${kind}:address:192.0.2.1`, failures, "EX", 900);
  const { look } = createLoginFailures({ redis, kind, onError: () => {} });
  const { retryAfterMs } = await look("192.0.2.1", "ann");
  expect(retryAfterMs).toBeLessThanOrEqual(waitMs);
  expect(retryAfterMs).toBeGreaterThanOrEqual(waitMs * 0.8);
});

it("lets no more through for coming all at once", async () => {
  const hurdles = await Promise.all(Array.from({ length: 50 }, (_, at) => here.fail("192.0.2.1", `user-${at}`)));
  expect(hurdles.filter(({ retryAfterMs }) => retryAfterMs === 0)).toHaveLength(3);
  expect(await redis.get("pl:{auth}:console:address:192.0.2.1")).toBe("3");
});

it.each([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
])("%s counts as %s", (address, group) => {
  expect(addressGroup(address)).toBe(group);
});

/** As when each had waited for its time. */
async function failed(kind: string, what: "address" | "account", times: number): Promise<void> {
  const [key] = await redis.keys(`pl:{auth}:${kind}:${what}:*`);
  await redis.set(key!, times, "EX", 900);
}

it("lets people mistype, then makes them wait, in every process", async () => {
  for (let failure = 0; failure < 3; failure++) {
    expect(await there.look("192.0.2.1", "ann")).toEqual({ retryAfterMs: 0 });
    expect(await here.fail("192.0.2.1", "ann")).toEqual({ retryAfterMs: 0 });
  }
  const { retryAfterMs } = await there.look("192.0.2.1", "ann");
  expect(retryAfterMs).toBeGreaterThan(0);
  expect(retryAfterMs).toBeLessThanOrEqual(250);
  await new Promise((resolve) => setTimeout(resolve, 260));
  expect(await there.look("192.0.2.1", "ann")).toEqual({ retryAfterMs: 0 });
});

it("makes an account's owner wait two seconds at most for what others do in his name", async () => {
  await here.fail("192.0.2.1", "ann");
  await failed("console", "account", 50);
  const { retryAfterMs } = await there.look("198.51.100.1", "ann");
  expect(retryAfterMs).toBeGreaterThan(1_000);
  expect(retryAfterMs).toBeLessThanOrEqual(2_000);
  await there.forget("ann");
  expect(await here.look("198.51.100.1", "ann")).toEqual({ retryAfterMs: 0 });
});

it("counts each kind apart", async () => {
  await here.fail("192.0.2.1", "ann");
  await failed("console", "address", 100);
  const bearer = createLoginFailures({ redis, kind: "bearer", onError: () => {} });
  expect(await bearer.look("192.0.2.1", "ann")).toEqual({ retryAfterMs: 0 });
});

it("keeps nobody out while Redis is away, and says so", async () => {
  await server.kill();
  expect(await here.look("192.0.2.1", "ann")).toEqual({ retryAfterMs: 0 });
  await here.fail("192.0.2.1", "ann");
  expect(errors.length).toBeGreaterThan(0);
});
