import { createHash } from "node:crypto";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import { addressGroup } from "./address-group.ts";

export interface LoginFailuresOptions {
  readonly redis: RedisClient;
  /** Failures of each kind are counted apart: a program with an old token must not keep people on its network from logging in. */
  readonly kind: "bearer" | "console";
  readonly onError: (error: Error) => void;
}

/** What stands between a client and its next login. */
export interface LoginHurdle {
  /** How long until it may be tried; the rest of the window when blocked. */
  readonly retryAfterMs: number;
}

/** Failed logins of the last quarter of an hour, seen by every process. */
export interface LoginFailures {
  look(clientAddress: string, account: string): Promise<LoginHurdle>;
  /** Counts a failure, unless the client should have waited: then tells how long, and counts nothing. Of many at once each sees the ones before it. */
  fail(clientAddress: string, account: string): Promise<LoginHurdle>;
  /** After a success: the account's failures are forgotten, those of the address are not (it may own one account and guess at others). */
  forget(account: string): Promise<void>;
}

const WINDOW_SECONDS = 900;
/** Failures without a delay: people mistype, programs repeat themselves until somebody sees it. */
const FREE_FAILURES = { console: 3, bearer: 20 } as const;
const FIRST_DELAY_MS = 250;
/** An account's delay is short, or anybody could lock its owner out by failing in its name. */
const LONGEST_ACCOUNT_DELAY_MS = 2_000;
const LONGEST_ADDRESS_DELAY_MS = 10_000;
const BLOCK_ADDRESS_AT = 100;
const OPEN: LoginHurdle = { retryAfterMs: 0 };

/** For logins that are not kept waiting but sent away. Without Redis nothing is counted and nobody is kept out. */
export function createLoginFailures({ redis, kind, onError }: LoginFailuresOptions): LoginFailures {
  const { "attempt-login-2": script } = defineScripts(redis, new URL("./lua/", import.meta.url), ["attempt-login-2"]);
  const addressKey = (clientAddress: string): string =>
    keys.authFailures(`${kind}:address:${addressGroup(clientAddress)}`);
  /** Hashed: a client chooses the name, and it may be long or somebody's secret typed in the wrong field. */
  const accountKey = (account: string): string =>
    keys.authFailures(`${kind}:account:${createHash("sha256").update(account).digest("hex").slice(0, 32)}`);

  async function quietly<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      onError(error as Error);
      return otherwise;
    }
  }

  async function run(clientAddress: string, account: string, count: 0 | 1): Promise<LoginHurdle> {
    const retryAfterMs = (await script(
      [addressKey(clientAddress), accountKey(account)],
      [
        WINDOW_SECONDS * 1_000,
        FREE_FAILURES[kind],
        FIRST_DELAY_MS,
        LONGEST_ADDRESS_DELAY_MS,
        LONGEST_ACCOUNT_DELAY_MS,
        BLOCK_ADDRESS_AT,
        count,
      ],
    )) as number;
    return { retryAfterMs };
  }

  return {
    look: (clientAddress, account) => quietly(() => run(clientAddress, account, 0), OPEN),
    fail: (clientAddress, account) => quietly(() => run(clientAddress, account, 1), OPEN),
    forget: (account) =>
      quietly(async () => {
        await redis.del(accountKey(account));
      }, undefined),
  };
}
