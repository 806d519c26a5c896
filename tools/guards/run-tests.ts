import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Tests } from "./guard.ts";
import type { RunEnd } from "./judge.ts";
import { OUTCOME_FILE } from "./outcome-reporter.ts";
import type { TestOutcome } from "./test-outcome.ts";

export interface RunLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Without a guard many a test waits in vain; one that needs longer than this says so itself. */
const TEST_MS = 15_000;
/** How long Vitest has to take its servers and services with it. */
const LAST_WORDS_MS = 3_000;

/**
 * Runs tests in a copy of the tree, in a process group of their own. A test that fails is run once more: what depends on the moment is no proof.
 * Rejects with the signal's reason when it ends the run.
 */
export async function runTests(tree: string, { files, pattern }: Tests, limits: RunLimits): Promise<RunEnd> {
  limits.signal.throwIfAborted();
  const outcomeFile = join(tree, "guards-outcome.json");
  await rm(outcomeFile, { force: true });
  const reporter = join(tree, "tools/guards/outcome-reporter.ts");
  const args = ["run", ...files, "--retry=1", "--bail=1", `--testTimeout=${TEST_MS}`, `--reporter=${reporter}`];
  if (pattern !== undefined) args.push("-t", pattern);
  const vitest = join(tree, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, ...args], {
    cwd: tree,
    env: { ...process.env, [OUTCOME_FILE]: outcomeFile, NO_COLOR: "1" },
    stdio: "ignore",
    detached: true,
  });
  const ended = new Promise<"ended">((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve("ended"));
  });
  const timer = new AbortController();
  const stop = AbortSignal.any([timer.signal, limits.signal]);
  const limit = sleep(limits.timeoutMs, "late" as const, { signal: stop }).catch(() => "stopped" as const);
  const end = await Promise.race([ended, limit]);
  timer.abort();
  if (end !== "ended") await endGroup(child.pid!, ended);
  limits.signal.throwIfAborted();
  return end === "ended" ? readOutcome(outcomeFile) : "late";
}

async function endGroup(pid: number, ended: Promise<unknown>): Promise<void> {
  signalGroup(pid, "SIGTERM");
  await Promise.race([ended, sleep(LAST_WORDS_MS)]);
  signalGroup(pid, "SIGKILL");
  await ended;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function readOutcome(file: string): Promise<TestOutcome | "died"> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as TestOutcome;
  } catch {
    return "died";
  }
}
