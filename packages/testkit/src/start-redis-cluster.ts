import { Redis } from "ioredis";
import { freePort } from "./free-port.ts";
import { type RedisServer, startRedis } from "./start-redis.ts";

export interface RedisCluster {
  /** `redis+cluster://…` with all nodes. */
  readonly url: string;
  readonly nodes: readonly RedisServer[];
  stop(): Promise<void>;
}

const SLOTS = 16_384;

/**
 * A Redis Cluster of three masters without replicas.
 * @throws Error when the cluster does not come together within 20 s.
 */
export async function startRedisCluster(): Promise<RedisCluster> {
  const busPorts = [await freePort(), await freePort(), await freePort()];
  // The default bus port, port + 10,000, may be past 65,535.
  const options = ["--cluster-enabled", "yes", "--cluster-node-timeout", "10000", "--cluster-announce-ip", "127.0.0.1"];
  const nodes = await Promise.all(busPorts.map((port) => startRedis([...options, "--cluster-port", String(port)])));
  const stop = async (): Promise<void> => void (await Promise.all(nodes.map((node) => node.stop())));
  const clients = nodes.map((node) => new Redis(node.url));
  try {
    for (const [i, client] of clients.entries()) {
      const first = Math.floor((i * SLOTS) / nodes.length);
      const last = Math.floor(((i + 1) * SLOTS) / nodes.length) - 1;
      await client.cluster("ADDSLOTSRANGE", first, last);
      if (i > 0) await client.cluster("MEET", "127.0.0.1", nodes[0]!.port, busPorts[0]!);
    }
    const until = Date.now() + 20_000;
    for (const client of clients) {
      while (!(await client.cluster("INFO")).includes("cluster_state:ok") || !(await knowsAll(client))) {
        if (Date.now() > until) throw new Error("the Redis cluster did not come together within 20 s");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  } catch (error) {
    await stop();
    throw error;
  } finally {
    for (const client of clients) client.disconnect();
  }
  return { url: `redis+cluster://${nodes.map((node) => `127.0.0.1:${node.port}`).join(",")}`, nodes, stop };

  async function knowsAll(client: Redis): Promise<boolean> {
    return (await client.cluster("INFO")).includes(`cluster_known_nodes:${nodes.length}`);
  }
}
