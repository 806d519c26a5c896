import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { makeDirectory, unusableDirectory } from "@postlane/runtime";
import { processIdentity } from "./process-identity.ts";
import { StartError } from "./start-error.ts";

interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  readonly identity: string;
}

export interface Secret {
  readonly value: string;
  readonly isNew: boolean;
  readonly file: string;
}

/** The folder of one Postlane, held by one `npm start` at a time. */
export interface DataDirectory {
  readonly path: string;
  /** Notes a process, so that a later start can end it should this one be killed. */
  note(name: string, pid: number): void;
  /** Ends at once what was noted. */
  killNoted(): void;
  /** Reads a secret of this Postlane, made at the first start and readable by this user only. `isNew` holds for the whole first run. */
  secret(name: string): Secret;
  /** Lets go of the folder. */
  release(): void;
}

/**
 * Opens the folder and ends what an earlier start that was killed has left running.
 * @throws StartError when another start holds it; UnusablePath when it cannot be written, as `note` and `secret` do too
 */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  const lock = join(path, "running.json");
  const refuse = (cause: unknown): never => {
    throw unusableDirectory({ what: "data directory", path, setting: "--data-dir or POSTLANE_DATA_DIR" }, cause);
  };
  await makeDirectory(join(path, "logs"), 0o700).catch(refuse);
  await endLeftovers(path, lock);
  const running: RunningProcess[] = [identify("npm start", process.pid)];
  const secrets = new Map<string, Secret>();
  try {
    writeFileSync(lock, JSON.stringify(running), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      rmSync(lock, { force: true });
      return refuse(error);
    }
    throw new StartError(`Another start has just taken ${path}.`, { cause: error });
  }
  // In one step: torn by a kill or a full disk it would mislead the next start.
  function writeWhole(file: string, text: string): void {
    try {
      writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
      renameSync(`${file}.new`, file);
    } catch (error) {
      refuse(error);
    }
  }
  return {
    path,
    note(name, pid) {
      running.push(identify(name, pid));
      writeWhole(lock, JSON.stringify(running));
    },
    killNoted() {
      for (const { pid } of running.slice(1).filter(isAlive)) signal(pid, "SIGKILL");
    },
    secret(name) {
      const secret = secrets.get(name) ?? keepSecret(join(path, name), writeWhole);
      secrets.set(name, secret);
      return secret;
    },
    release: () => rmSync(lock, { force: true }),
  };
}

/** An empty file is what older versions left when the disk was full. */
function keepSecret(file: string, write: (file: string, text: string) => void): Secret {
  const isNew = !existsSync(file) || readFileSync(file, "utf8").trim() === "";
  if (isNew) write(file, `${randomBytes(32).toString("hex")}\n`);
  return { value: readFileSync(file, "utf8").trim(), isNew, file };
}

function identify(name: string, pid: number): RunningProcess {
  return { name, pid, identity: processIdentity(pid) ?? "" };
}

async function endLeftovers(path: string, lock: string): Promise<void> {
  const [holder, ...children] = readLock(lock).filter(isAlive);
  if (holder?.name === "npm start") {
    throw new StartError(
      `Postlane is running already with ${path} (process ${holder.pid}). Stop it with \`kill ${holder.pid}\`, or start another one with --data-dir, --smtp-port and --api-port.`,
    );
  }
  const leftovers = holder ? [holder, ...children] : [];
  for (const { pid } of leftovers) signal(pid, "SIGTERM");
  const until = Date.now() + 10_000;
  while (leftovers.some(isAlive) && Date.now() < until) await delay(50);
  for (const leftover of leftovers.filter(isAlive)) signal(leftover.pid, "SIGKILL");
  rmSync(lock, { force: true });
}

function readLock(lock: string): RunningProcess[] {
  try {
    return JSON.parse(readFileSync(lock, "utf8")) as RunningProcess[];
  } catch {
    return [];
  }
}

function isAlive({ pid, identity }: RunningProcess): boolean {
  return identity !== "" && processIdentity(pid) === identity;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended by itself.
  }
}
