import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { reapWithParent } from "./reap-orphans.ts";

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly running: boolean;
  /** SIGKILL, as a crash would. */
  kill(): Promise<void>;
  /** Starts the server again on the same port and data; nothing happens when it runs. */
  start(): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** A Redis server of the test's own: free port, own directory, append-only with fsync always, noeviction. */
export async function startRedis(extraArgs: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), "postlane-redis-"));
  let child: ChildProcess | undefined;
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", dir, "--save", ""];
  args.push("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction", ...extraArgs);

  async function start(): Promise<void> {
    // A limit on its files then fails its writes, as a full disk does, instead of ending it.
    const command = ["-c", `trap "" XFSZ; exec redis-server "$@"`, "redis-server", ...args];
    child = spawn("sh", command, { stdio: ["ignore", "pipe", "inherit"] });
    reapWithParent(child);
    await new Promise<void>((resolve, reject) => {
      let output = "";
      child!.once("error", reject);
      child!.once("exit", (code) => reject(new Error(`redis-server ended with ${code}: ${output.slice(-500)}`)));
      child!.stdout!.on("data", (chunk: Buffer) => {
        output += chunk;
        if (output.includes("Ready to accept connections")) resolve();
      });
    });
  }
  const running = (): boolean => child !== undefined && child.exitCode === null && child.signalCode === null;
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!child || !running()) return;
    const exited = new Promise((resolve) => child!.once("exit", resolve));
    child.kill(signal);
    await exited;
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child!.pid!;
    },
    get running() {
      return running();
    },
    start: async () => void (running() || (await start())),
    kill: () => end("SIGKILL"),
    stop: async () => {
      // Its data goes with it, and one that is frozen or cannot write would not end for less.
      await end("SIGKILL");
      await rm(dir, { recursive: true, force: true });
    },
  };
}
