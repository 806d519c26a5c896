import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startRedis } from "@postlane/testkit";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openRedis, waitUntilReady } from "../src/index.ts";

let server: RedisServer;
let client: Redis;
beforeAll(async () => {
  server = await startRedis();
  client = openRedis(server.url, "patient", () => {}) as Redis;
  await waitUntilReady(client, 5_000);
});
afterAll(async () => {
  client.disconnect();
  await server.stop();
});

/** Writes that reach the operating system: single ones and gathered ones. */
function countWrites(): { readonly count: number } {
  const socket = client.stream as unknown as Record<"_write" | "_writev", (...args: unknown[]) => void>;
  const spies = [vi.spyOn(socket, "_write"), vi.spyOn(socket, "_writev")];
  return {
    get count() {
      return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    },
  };
}

describe("the commands of one turn", () => {
  it("leave in one write, in their order", async () => {
    const writes = countWrites();
    const answers = Array.from({ length: 200 }, (_, i) => client.rpush("list", i));
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    expect(writes.count).toBe(1);
    expect(await client.lrange("list", 0, -1)).toEqual(Array.from({ length: 200 }, (_, i) => String(i)));
  });

  it("do not wait for those of a later turn", async () => {
    let answered = false;
    const first = client.get("a").then(() => (answered = true));
    for (let turn = 0; turn < 1_000 && !answered; turn++) {
      await sleep(5);
      void client.get("b");
    }
    expect(answered).toBe(true);
    await first;
  });

  it("are gathered again on the connection after a lost one", async () => {
    client.stream.destroy();
    await expect.poll(() => client.status).not.toBe("ready");
    await expect.poll(() => client.status).toBe("ready");
    await client.get("a");
    const writes = countWrites();
    await Promise.all(Array.from({ length: 50 }, () => client.get("a")));
    expect(writes.count).toBe(1);
  });
});
