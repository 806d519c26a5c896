import { Redis } from "ioredis";

/** Every key of a Redis server and what it holds, as text: for a test that looks for what must not be there. */
export async function dumpRedis(redisUrl: string): Promise<string> {
  const redis = new Redis(redisUrl);
  redis.on("error", () => {});
  try {
    const found: string[] = [];
    for (let cursor: string | undefined; cursor !== "0";) {
      const [next, names] = await redis.scan(cursor ?? "0", "COUNT", 1_000);
      for (const key of names) found.push(key, await valueOf(redis, key));
      cursor = next;
    }
    return found.join("\n");
  } finally {
    redis.disconnect();
  }
}

async function valueOf(redis: Redis, key: string): Promise<string> {
  switch (await redis.type(key)) {
    case "string":
      return (await redis.getBuffer(key))?.toString("latin1") ?? "";
    case "hash":
      return Object.entries(await redis.hgetall(key))
        .flat()
        .join("\n");
    case "list":
      return (await redis.lrange(key, 0, -1)).join("\n");
    case "set":
      return (await redis.smembers(key)).join("\n");
    case "zset":
      return (await redis.zrange(key, "0", "-1")).join("\n");
    case "stream":
      return (await redis.xrange(key, "-", "+")).flat(3).join("\n");
    default:
      return "";
  }
}
