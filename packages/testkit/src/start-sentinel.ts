import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { reapWithParent } from "./reap-orphans.ts";

export interface Sentinel {
  readonly port: number;
  /** `redis+sentinel://…` for the master it watches. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A Redis Sentinel that by itself decides, after a second without an answer, that a master is gone. */
export async function startSentinel(masterPort: number): Promise<Sentinel> {
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), "postlane-sentinel-"));
  const file = join(directory, "sentinel.conf");
  const settings = [
    `port ${port}`,
    "bind 127.0.0.1",
    `dir ${directory}`,
    `sentinel monitor mail 127.0.0.1 ${masterPort} 1`,
    "sentinel down-after-milliseconds mail 1000",
    "sentinel failover-timeout mail 5000",
  ];
  await writeFile(file, `${settings.join("\n")}\n`);
  const child = spawn("redis-server", [file, "--sentinel"], { stdio: "ignore" });
  reapWithParent(child);
  return {
    port,
    url: `redis+sentinel://127.0.0.1:${port}/mail`,
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
