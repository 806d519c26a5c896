import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { appendFile, chown, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";
import { reapWithParent } from "./reap-orphans.ts";

export interface PostgresServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly running: boolean;
  /** Changes a setting of the running server: `name = value`. */
  configure(setting: string): Promise<void>;
  /** Immediate shutdown, as a crash would. */
  kill(): Promise<void>;
  /** Starts the server again on the same port and data. */
  start(): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** Where PostgreSQL's programs are on this machine, or undefined: a test that wants a real server must then be skipped. */
export function findPostgres(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = ["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin", ...versions.map((v) => join(debian, v, "bin"))];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
}

/**
 * A PostgreSQL server of the test's own: free port, own directory, fsync off unless `settings` say otherwise. It refuses to run as
 * root, so root's tests run it as the user `postgres` or `nobody`.
 * @param settings `name=value` server settings
 * @param place where its directory is made [the system's temporary directory]
 */
export async function startPostgres(
  settings: readonly string[] = ["fsync=off"],
  place: string = tmpdir(),
): Promise<PostgresServer> {
  const programs = findPostgres();
  if (!programs) throw new Error("PostgreSQL is not installed: the Debian package is postgresql");
  const port = await freePort();
  const directory = await mkdtemp(join(place, "postlane-postgres-"));
  const user = process.getuid?.() === 0 ? await unprivilegedUser() : undefined;
  if (user) await chown(directory, user.uid, user.gid);
  const data = join(directory, "data");
  const initdb = [
    "-D",
    data,
    "-U",
    "postlane",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C.UTF-8",
    "--no-sync",
    "--wal-segsize=1",
  ];
  await promisify(execFile)(join(programs, "initdb"), initdb, { ...user, cwd: directory });
  const args = ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-c", "unix_socket_directories="];
  for (const setting of settings) args.push("-c", setting);

  let child: ChildProcess | undefined;
  async function start(): Promise<void> {
    child = spawn(join(programs!, "postgres"), args, { ...user, cwd: directory, stdio: ["ignore", "ignore", "pipe"] });
    reapWithParent(child);
    await new Promise<void>((resolve, reject) => {
      let output = "";
      child!.once("error", reject);
      child!.once("exit", (code) => reject(new Error(`postgres ended with ${code}: ${output.slice(-500)}`)));
      child!.stderr!.on("data", (chunk: Buffer) => {
        output = (output + chunk).slice(-10_000);
        if (output.includes("ready to accept connections")) resolve();
      });
    });
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child!.once("exit", resolve));
    child.kill(signal);
    await exited;
  }

  await start();
  return {
    url: `postgresql://postlane@127.0.0.1:${port}/postgres`,
    port,
    get pid() {
      return child!.pid!;
    },
    get running() {
      return child!.exitCode === null && child!.signalCode === null;
    },
    async configure(setting) {
      await appendFile(join(data, "postgresql.conf"), `${setting}\n`);
      child!.kill("SIGHUP");
    },
    start,
    // SIGKILL would leave its child processes behind; SIGQUIT is PostgreSQL's immediate shutdown, with recovery at the next start.
    kill: () => end("SIGQUIT"),
    stop: async () => {
      await end("SIGINT");
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function unprivilegedUser(): Promise<{ uid: number; gid: number }> {
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  const found = lines.find(([name]) => name === "postgres") ?? lines.find(([name]) => name === "nobody");
  if (!found) throw new Error("PostgreSQL does not run as root and there is no user postgres or nobody");
  return { uid: Number(found[2]), gid: Number(found[3]) };
}
