import { Cluster, type Redis } from "ioredis";
import type { RedisClient } from "./connect.ts";

/**
 * How much of its memory Redis uses: of `maxmemory`, or of its host's where none is set. In a cluster that of the fullest node.
 * @returns percent, or undefined when the server does not tell
 * @throws when Redis does not answer
 */
export async function readMemoryPercent(client: RedisClient): Promise<number | undefined> {
  const nodes: Redis[] = client instanceof Cluster ? client.nodes("master") : [client];
  const percents = (await Promise.all(nodes.map((node) => node.info("memory")))).map(memoryPercent);
  const known = percents.filter((percent) => percent !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function memoryPercent(info: string): number | undefined {
  const field = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? 0);
  const most = field("maxmemory") || field("total_system_memory");
  return most === 0 ? undefined : (field("used_memory") / most) * 100;
}
