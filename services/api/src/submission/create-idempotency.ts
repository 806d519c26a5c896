import { createHash } from "node:crypto";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import { HttpProblem } from "../http/http-problem.ts";

export interface IdempotencyOptions {
  readonly redis: RedisClient;
  /** Whether a message of that id was accepted, by ledger and log. @throws when they cannot say */
  readonly wasAccepted: (messageId: string) => Promise<boolean>;
  /** After how long a request that never finished counts as lost with its process. */
  readonly takeOverAfterMs?: number;
}

export interface Idempotency {
  /**
   * Runs `accept` once per key, however often and wherever it is asked.
   * @param accept takes the message under the id it is given; when it throws, the same request may try again
   * @throws HttpProblem when the key was used for another request, or its request is still under way
   */
  once(
    key: string,
    fingerprint: string,
    freshId: string,
    accept: (messageId: string) => Promise<void>,
  ): Promise<OnceResult>;
}

export interface OnceResult {
  readonly messageId: string;
  /** The message had been accepted before. */
  readonly replayed: boolean;
}

const REMEMBERED_SECONDS = 86_400;
const TAKE_OVER_AFTER_MS = 120_000;

/** A process that dies between accepting and saying so leaves a claim; who takes it over asks ledger and log first, and uses the same message id. */
export function createIdempotency({
  redis,
  wasAccepted,
  takeOverAfterMs = TAKE_OVER_AFTER_MS,
}: IdempotencyOptions): Idempotency {
  const { "claim-key-1": claim } = defineScripts(redis, new URL("./lua/", import.meta.url), ["claim-key-1"]);

  return {
    async once(key, fingerprint, freshId, accept) {
      const name = keys.idempotency(createHash("sha256").update(key).digest("hex"));
      const [what, messageId] = (await claim([name], [fingerprint, freshId, takeOverAfterMs, REMEMBERED_SECONDS]).catch(
        (cause: Error) => {
          throw new HttpProblem("unavailable", "Redis does not answer, so no message can be taken now.", [], { cause });
        },
      )) as [number, string];
      if (what === -1)
        throw new HttpProblem("idempotency_key_reused", "This Idempotency-Key belongs to another request.");
      if (what === 2) throw new HttpProblem("in_progress", "The request of this Idempotency-Key is still under way.");
      if (what === 1) return { messageId, replayed: true };
      if (what === 3 && (await wasAccepted(messageId))) {
        await redis.hset(name, "done", 1);
        return { messageId, replayed: true };
      }
      try {
        await accept(messageId);
      } catch (error) {
        // What was refused is forgotten; what could not be taken keeps its id, and the next try asks ledger and log first.
        const forget = error instanceof HttpProblem ? redis.del(name) : redis.hset(name, "since", 0);
        await forget.catch(() => {});
        throw error;
      }
      await redis.hset(name, "done", 1).catch(() => {});
      return { messageId, replayed: false };
    },
  };
}
