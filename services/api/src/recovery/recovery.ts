import { randomUUID } from "node:crypto";
import type { Recovery } from "@postlane/contract";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import type { RecoverDeps } from "./recover-message.ts";
import { recoverSpool } from "./recover-spool.ts";

/** Queues again what Redis has lost, one run at a time over all api processes. */
export interface RecoveryRun {
  /** @returns undefined when one is running already, or no envelopes are kept */
  begin(by: string, dryRun: boolean): Promise<Recovery | undefined>;
  /** The run under way, or the last one of the last day. */
  read(): Promise<Recovery | undefined>;
}

/** A run whose process died is given up after this, and another may begin. */
const ALIVE_MS = 15_000;
const KEPT_MS = 86_400_000;
const SAVE_MS = 1_000;
const INTERRUPTED =
  "the api process that ran it has ended, or Redis was emptied meanwhile; begin it again: what it has done is not done twice";

/** Counts as it goes. */
export type Progress = { -readonly [K in keyof Recovery]: Recovery[K] };

export interface RecoveryOptions extends RecoverDeps {
  readonly redis: RedisClient;
  readonly onError: (error: Error) => void;
  /** [15000] */
  readonly aliveMs?: number;
}

export function createRecovery(deps: RecoveryOptions): RecoveryRun {
  const { redis, spool, aliveMs = ALIVE_MS } = deps;
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), ["save-run-2"]);
  const [lock, run] = [keys.recoveryLock(), keys.recovery()];

  /** @returns false when the lock is another's by now: then this run must stop */
  async function save(token: string, progress: Recovery): Promise<boolean> {
    const holdMs = progress.state === "running" ? aliveMs : 0;
    return (await script["save-run-2"]([lock, run], [token, JSON.stringify(progress), KEPT_MS, holdMs])) === 1;
  }

  async function go(token: string, progress: Progress): Promise<void> {
    const stop = new AbortController();
    const saving = setInterval(() => {
      save(token, progress)
        .then((held) => held || stop.abort(new Error(INTERRUPTED)))
        .catch(deps.onError);
    }, SAVE_MS);
    try {
      await recoverSpool(deps, spool.envelopes!, progress, stop.signal);
      progress.state = "done";
    } catch (error) {
      progress.state = "failed";
      progress.detail = `${(error as Error).message}; what has been done is not done twice: begin it again`;
      deps.onError(error as Error);
    } finally {
      clearInterval(saving);
    }
    progress.ended_at = new Date(deps.now()).toISOString();
    await save(token, progress);
  }

  return {
    async read() {
      const [json, holder] = await Promise.all([redis.get(run), redis.get(lock)]);
      if (json === null) return undefined;
      const found = JSON.parse(json) as Recovery;
      return found.state === "running" && holder === null ? { ...found, state: "failed", detail: INTERRUPTED } : found;
    },
    async begin(by, dryRun) {
      if (!spool.envelopes) return undefined;
      const token = randomUUID();
      if ((await redis.set(lock, token, "PX", aliveMs, "NX")) === null) return undefined;
      const progress: Progress = {
        state: "running",
        dry_run: dryRun,
        by,
        started_at: new Date(deps.now()).toISOString(),
        looked_at: 0,
        recovered: 0,
        known: 0,
        finished: 0,
        unreadable: [],
      };
      await save(token, progress);
      void go(token, progress).catch(deps.onError);
      return progress;
    },
  };
}
