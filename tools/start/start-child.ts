import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { readLogLine } from "./read-log-line.ts";
import { StartError } from "./start-error.ts";

export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Folder of the log files. */
  readonly logDir: string;
  /** Gives the addresses when a line says that the part is ready. */
  readonly isReady: (line: string) => Readonly<Record<string, unknown>> | undefined;
  /** Called as soon as it exists, ready or not: whoever stops everything must be able to stop it. */
  readonly onSpawn: (child: Omit<Child, "ready">) => void;
  readonly onLine?: (name: string, line: string) => void;
  /** Holds an IPC channel to it: it stops by itself when this process is killed. */
  readonly ipc: boolean;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly ready: Readonly<Record<string, unknown>>;
  /** Resolves with how it ended, whoever ended it. */
  readonly ended: Promise<string>;
  /** Its last log lines, for people. */
  lastLines(): string;
  /** SIGTERM, and SIGKILL when it has not left after `graceMs`. */
  stop(graceMs: number): Promise<void>;
  kill(): void;
}

const START_TIMEOUT_MS = 60_000;

/**
 * Starts a part of Postlane as its own process and waits until it says that it is ready. Its output goes to a log file.
 * @throws StartError with its last lines when it ends before that, or says nothing for a minute
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name } = options;
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe", ...(options.ipc ? (["ipc"] as const) : [])],
    // A process group of its own: the terminal's Ctrl-C reaches only us, and we stop the parts in order.
    detached: true,
  });
  const logFile = join(options.logDir, `${name}.log`);
  const log = createWriteStream(logFile, { flags: "a", mode: 0o600 });
  // A full disk stops the log, not the mail.
  log.on("error", () => undefined);
  const last: string[] = [];
  const ended = once(child, "close").then(
    ([code, signal]) => (signal ? `was ended by ${String(signal)}` : `ended with code ${String(code)}`),
    (error: Error) => `cannot be run: ${error.message}`,
  );
  const lastLines = () =>
    `Its last log lines (all of them are in ${logFile}):\n${last.map((line) => `  ${line}`).join("\n")}`;
  const whenReady = new Promise<Readonly<Record<string, unknown>>>((resolve) => {
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on("line", (line) => {
        log.write(`${line}\n`);
        last.push(readLogLine(line));
        if (last.length > 20) last.shift();
        options.onLine?.(name, line);
        const ready = options.isReady(line);
        if (ready) resolve(ready);
      });
    }
  });
  const kill = () => void child.kill("SIGKILL");
  async function stop(graceMs: number): Promise<void> {
    const timer = setTimeout(kill, graceMs);
    child.kill("SIGTERM");
    await ended;
    clearTimeout(timer);
    log.end();
  }

  const started = { name, pid: child.pid!, ended, lastLines, stop, kill };
  if (child.pid) options.onSpawn(started);

  const timeout = new AbortController();
  const how = await Promise.race([
    whenReady,
    ended,
    new Promise<string>((resolve) => {
      const timer = setTimeout(() => resolve(`was not ready after ${START_TIMEOUT_MS / 1000} s`), START_TIMEOUT_MS);
      timeout.signal.addEventListener("abort", () => clearTimeout(timer));
    }),
  ]);
  timeout.abort();
  if (typeof how === "string") {
    await stop(2000);
    throw new StartError(`Postlane could not start: ${name} ${how}. ${lastLines()}`);
  }
  return { ...started, ready: how };
}
