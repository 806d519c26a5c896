import { createHash } from "node:crypto";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import { addressGroup } from "./address-group.ts";

export interface LoginFailuresOptions {
  readonly redis: RedisClient;
  /** Failures of each kind are counted apart: a program with an old token must not keep people on its network from logging in. */
  readonly kind: "smtp" | "bearer" | "console";
  readonly onError: (error: Error) => void;
}

/** What stands between a client and its next login. */
export interface LoginHurdle {
  /** How long a login must wait before it is looked at, for those who let it wait. */
  readonly delayMs: number;
  /** What is left of that since the last failure, for those who send it away; of the whole window when blocked. */
  readonly retryAfterMs: number;
  /** Too many failures of this address: do not even look. */
  readonly blocked: boolean;
}

/** Failed logins of the last quarter of an hour, seen by every process. */
export interface LoginFailures {
  look(clientAddress: string, account: string): Promise<LoginHurdle>;
  /** Counts a failure, unless the client should have waited: then tells how long, and counts nothing. Of many at once each sees the ones before it. */
  fail(clientAddress: string, account: string): Promise<LoginHurdle>;
  /** Counts a failure of one that has waited its delay. */
  add(clientAddress: string, account: string): Promise<void>;
  /** After a success: the account's failures are forgotten, those of the address are not (it may own one account and guess at others). */
  forget(account: string): Promise<void>;
}

const WINDOW_SECONDS = 900;
/** Failures without a delay: people mistype, programs repeat themselves until somebody sees it. */
const FREE_FAILURES = { smtp: 3, console: 3, bearer: 20 } as const;
const FIRST_DELAY_MS = 250;
/** An account's delay is short, or anybody could lock its owner out by failing in its name. */
const LONGEST_ACCOUNT_DELAY_MS = 2_000;
const LONGEST_ADDRESS_DELAY_MS = 10_000;
const BLOCK_ADDRESS_AT = 100;
const OPEN: LoginHurdle = { delayMs: 0, retryAfterMs: 0, blocked: false };

/** Without Redis nothing is counted and nobody is kept out: an SMTP session still ends after a few failures. */
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
    const [delayMs, retryAfterMs, blocked] = (await script(
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
    )) as [number, number, number];
    return { delayMs, retryAfterMs, blocked: blocked === 1 };
  }

  async function increase(key: string): Promise<void> {
    await redis.multi().incr(key).expire(key, WINDOW_SECONDS).exec();
  }

  return {
    look: (clientAddress, account) => quietly(() => run(clientAddress, account, 0), OPEN),
    fail: (clientAddress, account) => quietly(() => run(clientAddress, account, 1), OPEN),
    add: (clientAddress, account) =>
      quietly(async () => {
        await Promise.all([increase(addressKey(clientAddress)), increase(accountKey(account))]);
      }, undefined),
    forget: (account) =>
      quietly(async () => {
        await redis.del(accountKey(account));
      }, undefined),
  };
}
