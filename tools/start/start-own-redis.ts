import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { unusableDirectory } from "@postlane/runtime";
import type { DataDirectory } from "./open-data-directory.ts";
import type { CommonOptions } from "./part-groups.ts";
import { type Child, type ChildOptions, startChild } from "./start-child.ts";

/** sun_path holds 108 bytes on Linux, 104 on macOS. */
const LONGEST_SOCKET_PATH = 100;
/** More than the files of an empty Redis take. */
const PROBE_BYTES = 65_536;

/**
 * Starts a Redis server of this Postlane's own. It listens on a socket in the data directory only, so it cannot meet another Redis
 * and no other user can reach it; every write is on disk before it is answered.
 * @throws UnusablePath when its directory cannot be written; StartError when it does not come up
 */
export async function startOwnRedis(
  data: DataDirectory,
  common: CommonOptions,
  env: ChildOptions["env"],
): Promise<{ readonly url: string; readonly child: Child }> {
  const dir = join(data.path, "redis");
  prepare(dir);
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

/** Written to once: what Redis says of a full or forbidden directory is for those who know Redis. */
function prepare(directory: string): void {
  const probe = join(directory, "probe");
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(probe, Buffer.alloc(PROBE_BYTES), { flush: true });
    rmSync(probe);
  } catch (cause) {
    if (existsSync(probe)) rmSync(probe);
    const what = "directory of Postlane's own Redis";
    throw unusableDirectory({ what, path: directory, setting: "--data-dir or POSTLANE_DATA_DIR" }, cause);
  }
}

function socketPath(dataDir: string): string {
  const path = join(dataDir, "redis.sock");
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return path;
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  const dir = join(tmpdir(), `postlane-${process.getuid?.() ?? "user"}-${name}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return join(dir, "redis.sock");
}
