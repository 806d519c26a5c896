import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { type Postlane, REPOSITORY } from "@postlane/testkit";

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly stdin?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** On a terminal of its own; then stdout has all that was shown. */
  readonly terminal?: boolean;
  /** Longest run; default 60,000. */
  readonly timeoutMs?: number;
}

const PROGRAM = join(REPOSITORY, "packages", "cli", "bin", "postlane.mjs");

/** Runs `postlane` as a user would, on this Postlane's api. Nothing of the test's own environment leaks in but PATH. */
export async function runCli(
  postlane: Postlane,
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  const child = spawnCli(postlane, args, options);
  const stdout = gather(child.stdout!);
  const stderr = gather(child.stderr!);
  const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? 60_000);
  child.stdin!.on("error", () => {});
  child.stdin!.end(options.stdin);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  return { code, stdout: stdout(), stderr: stderr() };
}

/** The same, left running. */
export function spawnCli(
  postlane: Postlane,
  args: readonly string[],
  { env = {}, terminal }: CliOptions = {},
): ChildProcess {
  const command = [process.execPath, PROGRAM, ...args];
  // `script` of util-linux gives its command a terminal.
  const [file, ...rest] = terminal ? ["script", "-qec", command.map(quote).join(" "), "/dev/null"] : command;
  return spawn(file!, rest, {
    cwd: postlane.dataDir,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: postlane.dataDir,
      TERM: "xterm-256color",
      TZ: "UTC",
      POSTLANE_API_URL: postlane.apiUrl,
      POSTLANE_TOKEN: postlane.adminToken,
      ...env,
    },
  });
}

function gather(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
