import { setTimeout as sleep } from "node:timers/promises";
import type { EnvelopeStore, KeptEnvelope } from "@postlane/spool";
import { type RecoverDeps, recoverMessage } from "./recover-message.ts";
import type { Progress } from "./recovery.ts";

/** Messages looked at side by side: each waits for Redis and for the log most of the time. */
const AT_ONCE = 16;
/** Between the spool and Redis a submission takes milliseconds, and with a Redis that is away a second. */
const YOUNG_MS = 15_000;
/** Between the end of a message in Redis and that of its files pass milliseconds, on a slow disk some more. */
const ENDING_MS = 3_000;
/** Remembered for the second look; when there are more the walk waits. */
const MOST_MISSING = 20_000;
const MOST_UNREADABLE = 100;

/**
 * Walks the spool. What Redis does not know is looked at twice: an ingress may be about to write it, or a worker about to remove
 * its files because it has ended.
 * @throws the reason when `signal` is aborted; Error when Redis or the log does not answer
 */
export async function recoverSpool(
  deps: RecoverDeps,
  envelopes: EnvelopeStore,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const missing: { readonly messageId: string; readonly dueAtMs: number }[] = [];
  const walk = envelopes.list();

  async function lookAtSome(): Promise<void> {
    for (let next = await walk.next(); !next.done; next = await walk.next()) {
      signal.throwIfAborted();
      progress.looked_at++;
      if ("unreadable" in next.value) note(`${next.value.unreadable}: ${next.value.why}`);
      else await look(next.value);
      while (missing.length >= MOST_MISSING) await lookAgain();
    }
    while (missing.length > 0) await lookAgain();
  }

  async function look(kept: KeptEnvelope): Promise<void> {
    const what = await recoverMessage(deps, kept, progress.dry_run, false);
    if (what !== "missing") return void progress[what]++;
    const { messageId, receivedAtMs } = kept.head;
    const dueAtMs = Math.max(deps.now() + ENDING_MS, receivedAtMs + YOUNG_MS);
    missing.push({ messageId, dueAtMs });
  }

  async function lookAgain(): Promise<void> {
    const { messageId, dueAtMs } = missing.shift()!;
    while (deps.now() < dueAtMs) await sleep(Math.min(dueAtMs - deps.now(), 1_000), undefined, { signal });
    signal.throwIfAborted();
    const kept = await envelopes.read(messageId);
    const what = kept ? await recoverMessage(deps, kept, progress.dry_run, true) : "finished";
    if (what !== "missing") progress[what]++;
  }

  function note(text: string): void {
    if (progress.unreadable.length < MOST_UNREADABLE) progress.unreadable.push(text);
  }

  await Promise.all(Array.from({ length: AT_ONCE }, lookAtSome));
}
