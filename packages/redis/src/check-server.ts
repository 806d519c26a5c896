import { Cluster, type Redis } from "ioredis";
import type { RedisClient } from "./connect.ts";

/**
 * What Redis must keep to be trusted with mail. BullMQ only warns of an evicting server; keys of waiting mail would vanish.
 * A server that hides its configuration (managed services) is taken at its word, with a warning.
 * @returns warnings for the log
 * @throws Error when Redis would evict keys: the service must not start.
 */
export async function checkServer(client: RedisClient): Promise<readonly string[]> {
  const nodes = client instanceof Cluster ? client.nodes("master") : [client];
  const warnings: string[] = [];
  for (const node of nodes) warnings.push(...(await checkNode(node)));
  return warnings;
}

async function checkNode(node: Redis): Promise<string[]> {
  const where = `Redis at ${node.options.path ?? `${node.options.host}:${node.options.port}`}`;
  const policy = await configOf(node, "maxmemory-policy");
  if (policy === undefined)
    return [`${where} does not show its configuration: make sure of noeviction, appendonly yes and appendfsync always`];
  if (policy !== "noeviction")
    throw new Error(`${where} has maxmemory-policy ${policy} and would throw away waiting mail: set it to noeviction`);
  const warnings: string[] = [];
  if ((await configOf(node, "appendonly")) !== "yes")
    warnings.push(`${where} has appendonly off: accepted mail is lost when it restarts. Set appendonly yes`);
  else if ((await configOf(node, "appendfsync")) !== "always")
    warnings.push(
      `${where} does not have appendfsync always: a crash of its host loses the last second of accepted mail`,
    );
  if ((await configOf(node, "min-replicas-to-write")) === "0" && (await replicasOf(node)) > 0)
    warnings.push(
      `${where} has replicas but min-replicas-to-write 0: it goes on taking mail when none of them hears it, and a failover loses that mail. Set min-replicas-to-write 1`,
    );
  return warnings;
}

async function replicasOf(node: Redis): Promise<number> {
  try {
    return Number(/^connected_slaves:(\d+)/m.exec(await node.info("replication"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function configOf(node: Redis, name: string): Promise<string | undefined> {
  try {
    const answer = (await node.config("GET", name)) as string[];
    return answer[1];
  } catch {
    return undefined;
  }
}
