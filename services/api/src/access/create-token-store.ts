import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import type { Scope } from "../http/access-scope.ts";
import { HttpProblem } from "../http/http-problem.ts";
import { redisAway } from "./redis-away.ts";
import { makeToken, type MadeSecret } from "./secret-text.ts";

/** What a new token is to be. */
export interface TokenWish {
  readonly name: string;
  readonly scope: Scope;
  readonly expiresAtMs?: number | undefined;
  /** 0 is no limit; without it, that of the configuration holds. */
  readonly requestsPerMinute?: number | undefined;
  /** Addresses and domains a sender may send from; without it, any. */
  readonly allowedSenders?: readonly string[] | undefined;
}

export interface Token extends TokenWish {
  readonly id: string;
  /** SHA-256 of its secret, hex; never shown. */
  readonly digest: string;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly lastUsedAtMs?: number | undefined;
  readonly rotatedAtMs?: number | undefined;
  /** Until when the secret before the last rotation is good. */
  readonly previousUntilMs?: number | undefined;
  readonly revokedAtMs?: number | undefined;
  readonly revokedBy?: string | undefined;
}

/** The API tokens of the fleet, in Redis. Every method throws HttpProblem `unavailable` when Redis does not answer. */
export interface TokenStore {
  /** Newest first; also those that ended in the last 30 days. */
  list(): Promise<readonly Token[]>;
  /** @throws HttpProblem not_found */
  read(id: string): Promise<Token>;
  /** @throws HttpProblem already_exists when another token has that name */
  create(wish: TokenWish, by: string, made?: MadeSecret): Promise<MadeSecret>;
  /** Gives it a new secret; the old one stays good for `graceMs`. @throws HttpProblem not_found, token_ended */
  rotate(id: string, graceMs: number): Promise<MadeSecret>;
  /** Ends it at once, with its sessions, on every replica. @throws HttpProblem not_found */
  revoke(id: string, by: string): Promise<void>;
}

const KEPT_AFTER_END_MS = 30 * 86_400_000;

export function createTokenStore(redis: RedisClient, now: () => number): TokenStore {
  const { "rotate-token-1": rotateScript, "revoke-token-1": revokeScript } = defineScripts(
    redis,
    new URL("./lua/", import.meta.url),
    ["rotate-token-1", "revoke-token-1"],
  );

  async function find(id: string): Promise<Token | undefined> {
    return toToken(id, await redis.hgetall(keys.token(id)).catch(redisAway));
  }

  async function read(id: string): Promise<Token> {
    const token = await find(id);
    if (token) return token;
    throw unknown(id);
  }

  /** One name, one token: records and history tell tokens apart by it. The name of one that ended is free. */
  async function takeName(name: string, id: string): Promise<void> {
    if ((await redis.hsetnx(keys.tokenNames(), name, id).catch(redisAway)) === 1) return;
    const holder = await redis.hget(keys.tokenNames(), name).catch(redisAway);
    const held = holder === null ? undefined : await find(holder);
    if (held && held.id !== id && stateOf(held, now()) === "active")
      throw new HttpProblem("already_exists", `A token \`${name}\` exists already, with the id \`${held.id}\`.`);
    await redis.hset(keys.tokenNames(), name, id).catch(redisAway);
  }

  return {
    async list() {
      const ids = await redis.smembers(keys.tokenIds()).catch(redisAway);
      const tokens = await Promise.all(ids.map(find));
      const gone = ids.filter((_id, at) => tokens[at] === undefined);
      if (gone.length > 0) await redis.srem(keys.tokenIds(), ...gone).catch(redisAway);
      const found = tokens.filter((token) => token !== undefined);
      return found.toSorted((a, b) => b.createdAtMs - a.createdAtMs || a.name.localeCompare(b.name));
    },
    read,
    async create(wish, by, made = makeToken()) {
      await takeName(wish.name, made.id);
      const key = keys.token(made.id);
      const write = redis.multi().hset(key, toFields(wish, by, made.digest, now()));
      if (wish.expiresAtMs !== undefined) write.pexpireat(key, wish.expiresAtMs + KEPT_AFTER_END_MS);
      await write.exec().catch(redisAway);
      await redis.sadd(keys.tokenIds(), made.id).catch(redisAway);
      return made;
    },
    async rotate(id, graceMs) {
      const made = makeToken(id);
      const what = await rotateScript([keys.token(id)], [made.digest, graceMs]).catch(redisAway);
      if (what === 0) throw unknown(id);
      if (what !== 1)
        throw new HttpProblem("token_ended", `The token \`${id}\` ${what === -1 ? "has expired" : "was revoked"}.`);
      return made;
    },
    async revoke(id, by) {
      const done = await revokeScript([keys.token(id)], [by, KEPT_AFTER_END_MS]).catch(redisAway);
      if (done === 0) throw unknown(id);
    },
  };
}

export type TokenState = "active" | "expired" | "revoked";

export function stateOf({ revokedAtMs, expiresAtMs }: Token, nowMs: number): TokenState {
  if (revokedAtMs !== undefined) return "revoked";
  return expiresAtMs !== undefined && expiresAtMs <= nowMs ? "expired" : "active";
}

function unknown(id: string): HttpProblem {
  return new HttpProblem("not_found", `There is no token \`${id}\`; \`GET /v1/tokens\` lists them.`);
}

function toFields(wish: TokenWish, by: string, digest: string, nowMs: number): Record<string, string | number> {
  const { name, scope, expiresAtMs, requestsPerMinute, allowedSenders } = wish;
  return {
    digest,
    name,
    scope,
    created_at: nowMs,
    created_by: by,
    ...(expiresAtMs === undefined ? {} : { expires_at: expiresAtMs }),
    ...(requestsPerMinute === undefined ? {} : { requests_per_minute: requestsPerMinute }),
    ...(allowedSenders === undefined ? {} : { allowed_senders: JSON.stringify(allowedSenders) }),
  };
}

function toToken(id: string, fields: Record<string, string>): Token | undefined {
  if (fields.digest === undefined) return undefined;
  const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
  return {
    id,
    digest: fields.digest,
    name: fields.name ?? "",
    scope: fields.scope as Scope,
    createdAtMs: Number(fields.created_at),
    createdBy: fields.created_by ?? "",
    expiresAtMs: number(fields.expires_at),
    requestsPerMinute: number(fields.requests_per_minute),
    allowedSenders: fields.allowed_senders ? (JSON.parse(fields.allowed_senders) as string[]) : undefined,
    lastUsedAtMs: number(fields.last_used_at),
    rotatedAtMs: number(fields.rotated_at),
    previousUntilMs: number(fields.previous_until),
    revokedAtMs: number(fields.revoked_at),
    revokedBy: fields.revoked_by,
  };
}
