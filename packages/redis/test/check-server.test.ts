import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkServer, openRedis, type RedisClient, waitUntilReady } from "../src/index.ts";

let server: RedisServer;
let client: RedisClient;
beforeAll(async () => {
  server = await startRedis();
  client = openRedis(server.url, "patient", () => {});
  await waitUntilReady(client, 5_000);
});
afterAll(async () => {
  client.disconnect();
  await server.stop();
});

async function configure(policy: string, appendonly: string, appendfsync: string): Promise<void> {
  await client.config("SET", "maxmemory-policy", policy);
  await client.config("SET", "appendonly", appendonly);
  await client.config("SET", "appendfsync", appendfsync);
}

describe("checkServer", () => {
  it("is content with noeviction and fsync always", async () => {
    await configure("noeviction", "yes", "always");
    expect(await checkServer(client)).toEqual([]);
  });

  it.each(["allkeys-lru", "volatile-ttl"])("refuses a server with %s and says what to set", async (policy) => {
    await configure(policy, "yes", "always");
    await expect(checkServer(client)).rejects.toThrow(
      new RegExp(`127.0.0.1:${server.port}.*${policy}.*set it to noeviction`),
    );
  });

  it.each([
    ["yes", "everysec", /does not have appendfsync always/],
    ["yes", "no", /does not have appendfsync always/],
    ["no", "always", /appendonly off.*Set appendonly yes/],
  ])("warns of appendonly %s, appendfsync %s", async (appendonly, appendfsync, warning) => {
    await configure("noeviction", appendonly, appendfsync);
    expect(await checkServer(client)).toEqual([expect.stringMatching(warning)]);
  });

  it("warns of replicas that no write waits for, and of no replicas that are not there", async () => {
    await configure("noeviction", "yes", "always");
    const replica = await startRedis(["--replicaof", "127.0.0.1", String(server.port)]);
    await expect.poll(() => client.info("replication"), { timeout: 10_000 }).toMatch(/^connected_slaves:1/m);
    expect(await checkServer(client)).toEqual([
      expect.stringMatching(/has replicas but min-replicas-to-write 0.*Set min-replicas-to-write 1/),
    ]);
    await client.config("SET", "min-replicas-to-write", "1");
    expect(await checkServer(client)).toEqual([]);
    await client.config("SET", "min-replicas-to-write", "0");
    await replica.stop();
    await expect.poll(() => checkServer(client), { timeout: 10_000 }).toEqual([]);
  });

  it("warns when the server hides its configuration", async () => {
    const hiding = await startRedis(["--rename-command", "CONFIG", ""]);
    const other = openRedis(hiding.url, "patient", () => {});
    await waitUntilReady(other, 5_000);
    expect(await checkServer(other)).toEqual([expect.stringMatching(/does not show its configuration.*noeviction/)]);
    other.disconnect();
    await hiding.stop();
  });
});
