import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { LedgerStore } from "@postlane/ledger";
import type { Envelope } from "@postlane/mail";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import { IdempotencyKeyReused, IntakeUnavailable, type RepeatKey } from "./types.ts";

export interface ClaimsOptions {
  readonly redis: RedisClient;
  readonly ledger: Pick<LedgerStore, "settleClaim">;
  /** After how long a submission that never finished counts as lost with its process. */
  readonly lostAfterMs?: number;
  /** For how long a repeated submission waits for others that are under way. */
  readonly giveUpAfterMs?: number;
}

/** What tells one submission from another. */
export interface Repeatable extends RepeatKey {
  readonly messageId: string;
  readonly envelope: Envelope;
  readonly subject: string | undefined;
}

export interface Claims {
  /**
   * Runs `commit` once per key, sender and recipients, however often and wherever it is asked, at once or later.
   * @returns what commit gave, or the id of the message that was accepted before
   * @throws IdempotencyKeyReused; IntakeUnavailable when Redis cannot say; what commit throws: the same may be tried again then
   */
  once<T>(
    submission: Repeatable,
    commit: () => Promise<T>,
  ): Promise<{ readonly result: T } | { readonly replayOf: string }>;
}

/** For how long a repeated submission is known: a day. */
export const REMEMBERED_SECONDS = 86_400;
/** Committing takes milliseconds, and fails within two seconds when Redis is away. */
const LOST_AFTER_MS = 5_000;
const GIVE_UP_AFTER_MS = 30_000;
const LOOK_AGAIN_MS = 50;

const CLAIMED = 0;
const ACCEPTED = 1;
const UNDER_WAY = 2;
const LOST = 3;

/**
 * A claim is made after the content has come and before anything of the message is committed. Whoever finds one that is not heard of any
 * more has the ledger decide: the message is committed, and then it is the answer, or it never will be, and then the key is free.
 */
export function createClaims({
  redis,
  ledger,
  lostAfterMs = LOST_AFTER_MS,
  giveUpAfterMs = GIVE_UP_AFTER_MS,
}: ClaimsOptions): Claims {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), ["claim-submission-1", "end-claim-1"]);
  const end = (name: string, messageId: string, how: "done" | "lost" | "free") =>
    script["end-claim-1"]([name], [messageId, how]);

  /** @returns the id of a message accepted before, or undefined when the claim is ours */
  async function claim(name: string, { messageId, subject = "" }: Repeatable): Promise<string | undefined> {
    const args = [messageId, digest(subject), lostAfterMs, REMEMBERED_SECONDS];
    const untilMs = performance.now() + giveUpAfterMs;
    while (performance.now() < untilMs) {
      const [what, found] = (await script["claim-submission-1"]([name], args)) as [number, string];
      if (what === CLAIMED) return undefined;
      if (what === ACCEPTED) return found;
      if (what === UNDER_WAY) await sleep(LOOK_AGAIN_MS);
      else if (what === LOST)
        await end(name, found, (await ledger.settleClaim(found, REMEMBERED_SECONDS)) ? "done" : "free");
      else throw new IdempotencyKeyReused("the key belongs to another message");
    }
    throw new Error(`the same submission has been under way elsewhere for ${giveUpAfterMs} ms`);
  }

  /** A request as a whole, where one is known: also other recipients under the same key are then another message. */
  async function claimRequest({ scope, key, request }: RepeatKey): Promise<void> {
    if (request === undefined) return;
    const name = keys.idempotency(digest("request", scope, key));
    const before = await redis.set(name, request, "EX", REMEMBERED_SECONDS, "NX", "GET");
    if (before !== null && before !== request) throw new IdempotencyKeyReused("the key belongs to another request");
  }

  return {
    async once(submission, commit) {
      const { scope, key, messageId, envelope } = submission;
      const recipients = envelope.recipients.map(({ address }) => address).sort();
      const name = keys.idempotency(digest("message", scope, key, envelope.reversePath, ...recipients));
      let replayOf: string | undefined;
      try {
        await claimRequest(submission);
        replayOf = await claim(name, submission);
      } catch (error) {
        if (error instanceof IdempotencyKeyReused) throw error;
        throw new IntakeUnavailable("whether the message was taken before cannot be told", { cause: error });
      }
      if (replayOf !== undefined) return { replayOf };
      try {
        const result = await commit();
        await end(name, messageId, "done").catch(() => {});
        return { result };
      } catch (error) {
        await end(name, messageId, "lost").catch(() => {});
        throw error;
      }
    },
  };
}

function digest(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
