import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startRedis } from "@postlane/testkit";
import { expect, it } from "vitest";
import { checkServer, openRedis, waitUntilReady } from "../src/index.ts";

it("finds the master through a sentinel", async () => {
  const master = await startRedis();
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), "postlane-sentinel-"));
  const file = join(dir, "sentinel.conf");
  await writeFile(file, `port ${port}\nbind 127.0.0.1\ndir ${dir}\nsentinel monitor mail 127.0.0.1 ${master.port} 1\n`);
  const sentinel: ChildProcess = spawn("redis-server", [file, "--sentinel"], { stdio: "ignore" });
  const client = openRedis(`redis+sentinel://127.0.0.1:${port}/mail`, "fail-fast", () => {});
  try {
    await waitUntilReady(client, 10_000);
    expect(await client.info("server")).toContain(`tcp_port:${master.port}`);
    expect(await checkServer(client)).toEqual([]);
  } finally {
    client.disconnect();
    sentinel.kill("SIGKILL");
    await master.stop();
    await rm(dir, { recursive: true, force: true });
  }
});
