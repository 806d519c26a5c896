import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

export interface ServiceProcess {
  readonly child: ChildProcess;
  readonly lines: LogLine[];
  /** @throws Error when no such line comes within 30 s */
  line(msg: string): Promise<LogLine>;
  exit(): Promise<{ code: number | null; signal: string | null }>;
}

/** Starts a program of this folder as a real process and reads its log. */
export function startServiceProcess(program: string, args: readonly string[], ipc = false): ServiceProcess {
  const file = fileURLToPath(new URL(`./services/${program}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ["ignore", "pipe", "inherit", ipc ? "ipc" : "ignore"],
  });
  const lines: LogLine[] = [];
  const watchers = new Set<() => void>();
  const reader = createInterface({ input: child.stdout! });
  reader.on("line", (text) => {
    lines.push(JSON.parse(text) as LogLine);
    for (const watch of watchers) watch();
  });
  // Not the child's "close": that never comes once its IPC channel was disconnected from here.
  const read = once(reader, "close");
  const exited = once(child, "exit").then(async ([code, signal]) => {
    await read;
    return { code: code as number | null, signal: signal as string | null };
  });
  return {
    child,
    lines,
    line(msg) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(look);
          reject(new Error(`no "${msg}" in ${JSON.stringify(lines)}`));
        }, 30_000);
        function look() {
          const found = lines.find((line) => line.msg === msg);
          if (!found) return;
          clearTimeout(timer);
          watchers.delete(look);
          resolve(found);
        }
        watchers.add(look);
        look();
      });
    },
    exit: () => exited,
  };
}

/** Sends one line to a `host:port` and gives the first answer; undefined when the connection ends without one. */
export function ask(address: string, line: string): Promise<string | undefined> {
  const port = Number(address.slice(address.lastIndexOf(":") + 1));
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`${line}\n`));
    socket.on("data", (data) => {
      resolve(data.toString().trim());
      socket.destroy();
    });
    socket.on("close", () => resolve(undefined));
    socket.on("error", () => resolve(undefined));
  });
}
