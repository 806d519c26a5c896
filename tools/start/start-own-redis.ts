import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import type { DataDirectory } from "./open-data-directory.ts";
import type { CommonOptions } from "./part-groups.ts";
import { type Child, type ChildOptions, startChild } from "./start-child.ts";

/** sun_path holds 108 bytes on Linux, 104 on macOS. */
const LONGEST_SOCKET_PATH = 100;

/**
 * Starts a Redis server of this Postlane's own. It listens on a socket in the data directory only, so it cannot meet another Redis
 * and no other user can reach it; every write is on disk before it is answered.
 */
export async function startOwnRedis(
  data: DataDirectory,
  common: CommonOptions,
  env: ChildOptions["env"],
): Promise<{ readonly url: string; readonly child: Child }> {
  const dir = join(data.path, "redis");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const socket = socketPath(data.path);
  // A server that was killed leaves its socket behind.
  rmSync(socket, { force: true });
  const child = await startChild({
    ...common,
    name: "redis",
    command: "redis-server",
    args: `--port 0 --unixsocketperm 700 --appendonly yes --appendfsync always --maxmemory-policy noeviction --daemonize no`
      .split(" ")
      .concat("--save", "", "--dir", dir, "--unixsocket", socket),
    env,
    isReady: (line) => (/ready to accept connections/i.test(line) ? { socket } : undefined),
    ipc: false,
  });
  return { url: `unix://${socket}`, child };
}

function socketPath(dataDir: string): string {
  const path = join(dataDir, "redis.sock");
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return path;
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  const dir = join(tmpdir(), `postlane-${process.getuid?.() ?? "user"}-${name}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return join(dir, "redis.sock");
}
