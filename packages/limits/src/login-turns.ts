import { createHash } from "node:crypto";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import { addressGroup } from "./address-group.ts";

/**
 * - free: nobody has failed too often; look at it at once.
 * - reserved: its turn comes after `waitMs`.
 * - refused: too many stand in line already, or the address is shut out.
 */
export type LoginTurn =
  | { readonly kind: "free" }
  | { readonly kind: "reserved"; readonly waitMs: number }
  | { readonly kind: "refused" };

/**
 * Slows down who guesses passwords, by address and by account, over all processes: failures of the last quarter of an hour count, and after
 * a few of them logins are looked at one after the other with a growing delay, also those that come all at once.
 */
export interface LoginTurns {
  take(clientAddress: string, account: string): Promise<LoginTurn>;
  noteFailure(clientAddress: string, account: string): Promise<void>;
  /** From now on others cannot make this account wait at this address. What failed elsewhere still counts there. */
  noteSuccess(clientAddress: string, account: string): Promise<void>;
}

const WINDOW_MS = 900_000;
/** People mistype, programs repeat themselves until somebody sees it. */
const FREE_FAILURES = 3;
const FIRST_DELAY_MS = 250;
const LONGEST_ADDRESS_DELAY_MS = 10_000;
/** Short, or anybody could lock an account's owner out by failing in its name. */
const LONGEST_ACCOUNT_DELAY_MS = 2_000;
/** Clients do not wait much longer for an answer. */
const LONGEST_WAIT_MS = 10_000;
const BLOCK_ADDRESS_AT = 100;
const KNOWN_MS = 30 * 86_400_000;

/** Without Redis nothing is counted and nobody is kept out: an SMTP session still ends after a few failures. */
export function createLoginTurns(redis: RedisClient, onError: (error: Error) => void): LoginTurns {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), ["take-login-turn-3", "note-login-3"]);

  function keysOf(clientAddress: string, account: string): readonly string[] {
    const address = addressGroup(clientAddress);
    // Hashed: a client chooses the name, and it may be long or somebody's secret typed in the wrong field.
    const name = createHash("sha256").update(account).digest("hex").slice(0, 32);
    return [`address:${address}`, `account:${name}`, `known:${name}:${address}`].map((subject) =>
      keys.authFailures(`smtp:${subject}`),
    );
  }

  async function note(clientAddress: string, account: string, succeeded: 0 | 1): Promise<void> {
    try {
      await script["note-login-3"](keysOf(clientAddress, account), [succeeded, WINDOW_MS, KNOWN_MS]);
    } catch (error) {
      onError(error as Error);
    }
  }

  return {
    async take(clientAddress, account) {
      const limits = [LONGEST_ADDRESS_DELAY_MS, LONGEST_ACCOUNT_DELAY_MS, LONGEST_WAIT_MS, BLOCK_ADDRESS_AT];
      const args = [WINDOW_MS, FREE_FAILURES, FIRST_DELAY_MS, ...limits];
      try {
        const waitMs = (await script["take-login-turn-3"](keysOf(clientAddress, account), args)) as number;
        if (waitMs < 0) return { kind: "refused" };
        return waitMs === 0 ? { kind: "free" } : { kind: "reserved", waitMs };
      } catch (error) {
        onError(error as Error);
        return { kind: "free" };
      }
    },
    noteFailure: (clientAddress, account) => note(clientAddress, account, 0),
    noteSuccess: (clientAddress, account) => note(clientAddress, account, 1),
  };
}
