import type { LogRecord } from "@postlane/mail";
import { Cluster, Redis } from "ioredis";

/** Every log record that waits in the stream, oldest first. @param redisUrl `redis://…` or `redis+cluster://…` */
export async function readRecords(redisUrl: string): Promise<LogRecord[]> {
  const [scheme, hosts = ""] = redisUrl.split("://");
  const client =
    scheme === "redis+cluster"
      ? new Cluster(hosts.split(",").map((host) => ({ host: host.split(":")[0]!, port: Number(host.split(":")[1]) })))
      : new Redis(redisUrl, { maxRetriesPerRequest: 20 });
  client.on("error", () => {});
  try {
    const entries = await client.xrange("pl:{records}:stream", "-", "+");
    return entries.map(([, fields]) => JSON.parse(fields[1]!) as LogRecord);
  } finally {
    client.disconnect();
  }
}
