import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { reapWithParent } from "./reap-orphans.ts";

/** The repository: services are started from its sources. */
export const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));

export type ServiceName = "ingress" | "worker" | "api";

export interface Service {
  readonly name: string;
  readonly pid: number;
  /** The fields of the line that said it is ready: `smtp`, `api`, `health`. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** What it wrote, newest last; at most 5,000 lines. */
  readonly lines: readonly string[];
  readonly running: boolean;
  /** @returns false when it is gone already. */
  kill(signal?: NodeJS.Signals): boolean;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
  /** SIGTERM, and SIGKILL after `timeoutMs` (20,000). */
  stop(timeoutMs?: number): Promise<number | NodeJS.Signals>;
}

/**
 * Starts `services/<name>/src/main.ts` as its own process and waits until it says that it is ready.
 * The environment is `env` and PATH only: nothing of the test's own leaks in.
 * @throws Error with its last lines when it ends or stays silent for `timeoutMs` (60,000).
 */
export async function startService(
  name: ServiceName,
  env: Readonly<Record<string, string>>,
  timeoutMs = 60_000,
): Promise<Service> {
  const child = spawn(process.execPath, [`services/${name}/src/main.ts`], {
    cwd: REPOSITORY,
    env: { PATH: process.env["PATH"] ?? "", NODE_NO_WARNINGS: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  reapWithParent(child);
  const lines: string[] = [];
  const exited = new Promise<number | NodeJS.Signals>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? signal ?? 0)),
  );
  const ready = await untilReady(name, child, lines, exited, timeoutMs);
  return {
    name,
    pid: child.pid!,
    ready,
    lines,
    get running() {
      return child.exitCode === null && child.signalCode === null;
    },
    exited,
    kill: (signal = "SIGKILL") => child.kill(signal),
    async stop(limitMs = 20_000) {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
      const how = await exited;
      clearTimeout(timer);
      return how;
    },
  };
}

function untilReady(
  name: string,
  child: ChildProcess,
  lines: string[],
  exited: Promise<unknown>,
  timeoutMs: number,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      child.kill("SIGKILL");
      reject(new Error(`${name} ${why}; its last lines:\n${lines.slice(-30).join("\n")}`));
    };
    const timer = setTimeout(() => fail(`was not ready after ${timeoutMs} ms`), timeoutMs);
    child.once("error", (error) => fail(error.message));
    void exited.then((how) => {
      clearTimeout(timer);
      fail(`ended with ${String(how)} before it was ready`);
    });
    const onLine = (line: string): void => {
      if (lines.push(line) > 5_000) lines.splice(0, 1_000);
      const fields = parseReady(line);
      if (!fields) return;
      clearTimeout(timer);
      resolve(fields);
    };
    readLines(child.stdout!, onLine);
    readLines(child.stderr!, onLine);
  });
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    for (const line of parts) onLine(line);
  });
  stream.on("end", () => rest && onLine(rest));
}

function parseReady(line: string): Record<string, unknown> | undefined {
  if (!line.includes('"msg":"ready"')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
