import type { Recovery } from "@postlane/contract";
import { keys, type RedisClient } from "@postlane/redis";
import type { KeptEnvelope } from "@postlane/spool";
import { setTimeout as sleep } from "node:timers/promises";
import { type RecoverDeps, recoverMessage } from "./recover-message.ts";

/** Queues again what Redis has lost, one run at a time over all api processes. */
export interface RecoveryRun {
  /** @returns undefined when one is running already, or no envelopes are kept */
  begin(by: string, dryRun: boolean): Promise<Recovery | undefined>;
  /** The run under way, or the last one of the last day. */
  read(): Promise<Recovery | undefined>;
}

/** A run whose process died is forgotten after this. */
const ALIVE_MS = 30_000;
const KEPT_MS = 86_400_000;
const SAVE_MS = 1_000;
const MOST_UNREADABLE = 100;
const LOOK_AGAIN_MS = 1_000;

type Progress = { -readonly [K in keyof Recovery]: Recovery[K] };

export function createRecovery(
  deps: RecoverDeps & { readonly redis: RedisClient; readonly onError: (error: Error) => void },
): RecoveryRun {
  const { redis, spool } = deps;
  const key = keys.recovery();
  const save = (progress: Recovery): Promise<unknown> =>
    redis.set(key, JSON.stringify(progress), "PX", progress.state === "running" ? ALIVE_MS : KEPT_MS);

  async function read(): Promise<Recovery | undefined> {
    const json = await redis.get(key);
    return json === null ? undefined : (JSON.parse(json) as Recovery);
  }

  async function run(progress: Progress): Promise<void> {
    const saving = setInterval(() => void save(progress).catch(deps.onError), SAVE_MS);
    try {
      await lookAtAll(progress);
      progress.state = "done";
    } catch (error) {
      progress.state = "failed";
      progress.detail = (error as Error).message;
      deps.onError(error as Error);
    }
    clearInterval(saving);
    progress.ended_at = new Date(deps.now()).toISOString();
    await save(progress);
  }

  async function lookAtAll(progress: Progress): Promise<void> {
    const young: KeptEnvelope[] = [];
    for await (const kept of spool.envelopes!.list()) {
      progress.looked_at++;
      if ("unreadable" in kept) note(progress, `${kept.unreadable}: ${kept.why}`);
      else await look(progress, kept, young);
    }
    while (young.length > 0) {
      await sleep(LOOK_AGAIN_MS);
      for (const kept of young.splice(0)) await look(progress, kept, young);
    }
  }

  async function look(progress: Progress, kept: KeptEnvelope, young: KeptEnvelope[]): Promise<void> {
    const what = await recoverMessage(deps, kept, progress.dry_run);
    if (what === "young") young.push(kept);
    else progress[what]++;
  }

  return {
    read,
    async begin(by, dryRun) {
      if (!spool.envelopes) return undefined;
      const now = await read();
      if (now?.state === "running") return undefined;
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
      await save(progress);
      void run(progress).catch(deps.onError);
      return progress;
    },
  };
}

function note(progress: Progress, text: string): void {
  if (progress.unreadable.length < MOST_UNREADABLE) progress.unreadable.push(text);
}
