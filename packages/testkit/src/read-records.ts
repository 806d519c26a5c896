import type { LogRecord } from "@postlane/mail";
import { Cluster, Redis } from "ioredis";

type Entry = [entryId: string, fields: string[]];

/** Every log record that waits in the stream, oldest first. @param redisUrl `redis://…` or `redis+cluster://…` */
export async function readRecords(redisUrl: string): Promise<LogRecord[]> {
  const client = connectRecords(redisUrl);
  try {
    return decodeEntries(await client.xrange("pl:{records}:stream", "-", "+"));
  } finally {
    client.disconnect();
  }
}

/** A connection of the test's own. */
export function connectRecords(redisUrl: string): Redis | Cluster {
  const [scheme, hosts = ""] = redisUrl.split("://");
  const client =
    scheme === "redis+cluster"
      ? new Cluster(hosts.split(",").map((host) => ({ host: host.split(":")[0]!, port: Number(host.split(":")[1]) })))
      : new Redis(redisUrl, { maxRetriesPerRequest: 20 });
  client.on("error", () => {});
  return client;
}

export function decodeEntries(entries: readonly Entry[]): LogRecord[] {
  return entries.map(([, fields]) => JSON.parse(fields[1]!) as LogRecord);
}
