import { startRedis, startRedisCluster } from "@postlane/testkit";
import { expect, it } from "vitest";
import { openRedis, readMemoryPercent, type RedisClient, waitUntilReady } from "../src/index.ts";

async function usedBytes(client: RedisClient): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await client.info("memory"))![1]);
}

it("is told of maxmemory, and without one of the host's memory", async () => {
  const server = await startRedis();
  const client = openRedis(server.url, "fail-fast", () => {});
  try {
    await waitUntilReady(client, 5_000);
    const ofHost = (await readMemoryPercent(client))!;
    expect(ofHost).toBeGreaterThan(0);
    expect(ofHost).toBeLessThan(50);
    await client.config("SET", "maxmemory", (await usedBytes(client)) * 2);
    expect(await readMemoryPercent(client)).toBeGreaterThan(45);
    expect(await readMemoryPercent(client)).toBeLessThan(60);
  } finally {
    client.disconnect();
    await server.stop();
  }
});

it("is that of the fullest node of a cluster", async () => {
  const cluster = await startRedisCluster();
  const client = openRedis(cluster.url, "fail-fast", () => {});
  const node = openRedis(cluster.nodes[1]!.url, "fail-fast", () => {});
  try {
    await Promise.all([waitUntilReady(client, 10_000), waitUntilReady(node, 10_000)]);
    expect(await readMemoryPercent(client)).toBeLessThan(50);
    await node.config("SET", "maxmemory", Math.round((await usedBytes(node)) * 1.25));
    expect(await readMemoryPercent(client)).toBeGreaterThan(70);
  } finally {
    node.disconnect();
    client.disconnect();
    await cluster.stop();
  }
});
