import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Cluster, Redis } from "ioredis";
import { expect, test } from "vitest";
import { readRecords, smtpSend, mailTo, startRedis, startRedisCluster, startSandbox } from "../src/index.ts";

test("Redis keeps what it acknowledged through a crash", async () => {
  const redis = await startRedis();
  const client = new Redis(redis.url);
  client.on("error", () => {});
  try {
    await client.set("kept", "yes");
    await client.xadd("pl:{records}:stream", "*", "record", JSON.stringify({ id: "a" }));
    await redis.kill();
    await redis.start();
    expect(await client.get("kept")).toBe("yes");
    expect(await readRecords(redis.url)).toEqual([{ id: "a" }]);
    expect(await client.config("GET", "appendfsync")).toEqual(["appendfsync", "always"]);
  } finally {
    client.disconnect();
    await redis.stop();
  }
});

test("a Redis Cluster of three masters", async () => {
  const cluster = await startRedisCluster();
  const nodes = cluster.nodes.map((node) => ({ host: "127.0.0.1", port: node.port }));
  const client = new Cluster(nodes);
  try {
    const names = Array.from({ length: 50 }, (_, i) => `key${i}`);
    await Promise.all(names.map((name) => client.set(name, name)));
    expect(await Promise.all(names.map((name) => client.get(name)))).toEqual(names);
    const sizes = await Promise.all(client.nodes("master").map((node) => node.dbsize()));
    expect(sizes.filter((size) => size > 0)).toHaveLength(3);
  } finally {
    client.disconnect();
    await cluster.stop();
  }
});

test("the sandbox answers for every domain and knows its special recipients", async () => {
  const sandbox = await startSandbox();
  const to = async (address: string) => (await smtpSend(sandbox.receiver, mailTo(address))).reply.code;
  try {
    expect(await to("anybody@example.com")).toBe(250);
    expect(await to("reject@example.com")).toBe(550);
    expect(await to("defer@example.com")).toBe(451);
    expect(await to("greylist@example.com")).toBe(450);
    expect(sandbox.receiver.journal.violations).toEqual([]);
  } finally {
    await sandbox.stop();
  }
});

test("no process outlives a test process that is killed", async () => {
  const program = fileURLToPath(new URL("./fixtures/start-redis-and-wait.ts", import.meta.url));
  const parent = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
  const pid = await new Promise<number>((resolve) => parent.stdout.once("data", (text) => resolve(Number(text))));
  expect(alive(pid)).toBe(true);
  parent.kill("SIGKILL");
  const until = Date.now() + 20_000;
  while (alive(pid) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(alive(pid)).toBe(false);
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
