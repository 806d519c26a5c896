import { createHash } from "node:crypto";
import { keys, type RedisClient } from "@postlane/redis";
import { addressGroup } from "../access/access-rules.ts";

/** Failed logins of the last quarter of an hour, seen by every process. */
export interface LoginFailures {
  /** How long a login must wait before it is looked at, or `blocked`: too many failures of this address, do not even look. */
  look(clientAddress: string, username: string): Promise<{ readonly delayMs: number; readonly blocked: boolean }>;
  add(clientAddress: string, username: string): Promise<void>;
  /** After a success: the account's failures are forgotten, those of the address are not (it may own one account and guess at others). */
  forget(username: string): Promise<void>;
}

const WINDOW_SECONDS = 900;
/** Failures without a delay: people mistype. */
const FREE_FAILURES = 3;
const FIRST_DELAY_MS = 250;
/** An account's delay is short, or anybody could lock its owner out by failing in its name. */
const LONGEST_ACCOUNT_DELAY_MS = 2_000;
const LONGEST_ADDRESS_DELAY_MS = 10_000;
const BLOCK_ADDRESS_AT = 100;

/** Without Redis nothing is counted and nobody is kept out: a session still ends after a few failures. */
export function createLoginFailures(redis: RedisClient, onError: (error: Error) => void): LoginFailures {
  async function quietly<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      onError(error as Error);
      return otherwise;
    }
  }

  async function countOf(key: string): Promise<number> {
    return Number((await redis.get(key)) ?? 0);
  }

  async function increase(key: string): Promise<void> {
    await redis.multi().incr(key).expire(key, WINDOW_SECONDS).exec();
  }

  return {
    look: (clientAddress, username) =>
      quietly(
        async () => {
          const [ofAddress, ofAccount] = await Promise.all([
            countOf(addressKey(clientAddress)),
            countOf(accountKey(username)),
          ]);
          const delayMs = Math.max(
            growingDelayMs(ofAddress, LONGEST_ADDRESS_DELAY_MS),
            growingDelayMs(ofAccount, LONGEST_ACCOUNT_DELAY_MS),
          );
          return { delayMs, blocked: ofAddress >= BLOCK_ADDRESS_AT };
        },
        { delayMs: 0, blocked: false },
      ),
    add: (clientAddress, username) =>
      quietly(async () => {
        await Promise.all([increase(addressKey(clientAddress)), increase(accountKey(username))]);
      }, undefined),
    forget: (username) =>
      quietly(async () => {
        await redis.del(accountKey(username));
      }, undefined),
  };
}

/** 0 for the first failures, then 250 ms, doubling. */
export function growingDelayMs(failures: number, longestMs: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(FIRST_DELAY_MS * 2 ** Math.min(failures - FREE_FAILURES, 20), longestMs);
}

function addressKey(clientAddress: string): string {
  return keys.authFailures(`address:${addressGroup(clientAddress)}`);
}

/** Hashed: a client chooses the name, and it may be long or somebody's secret typed in the wrong field. */
function accountKey(username: string): string {
  return keys.authFailures(`account:${createHash("sha256").update(username).digest("hex").slice(0, 32)}`);
}
