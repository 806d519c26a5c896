import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { followRecords, freePort, startReceiver, startRedis } from "../src/index.ts";

test("a free port is given to nobody else: neither by the system, by chance, nor to another test", async () => {
  const port = await freePort();
  const firstByChance = Number(readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").split(/\s+/)[0]);
  expect(port).toBeLessThan(firstByChance);
  const receiver = await startReceiver({ host: "127.0.0.1", port });
  await receiver.stop();
  const other = createSocket("udp4");
  const error = await new Promise((resolve) =>
    other.once("error", resolve).bind({ port, address: "127.0.0.1", exclusive: true }, () => resolve(undefined)),
  );
  expect(error).toMatchObject({ code: "EADDRINUSE" });
  other.close();
});

test("who follows the records keeps those that an archive takes out of the stream, each once", async () => {
  const redis = await startRedis();
  const client = new Redis(redis.url);
  const followed = followRecords(redis.url);
  const add = (id: string) => client.xadd("pl:{records}:stream", "*", "r", JSON.stringify({ id }));
  const ids = async () => (await followed.all()).map(({ id }) => id);
  try {
    await add("a");
    await expect.poll(ids).toEqual(["a"]);
    await client.xtrim("pl:{records}:stream", "MAXLEN", 0);
    await add("b");
    await add("a");
    expect(await ids()).toEqual(["a", "b"]);
  } finally {
    followed.stop();
    client.disconnect();
    await redis.stop();
  }
});
