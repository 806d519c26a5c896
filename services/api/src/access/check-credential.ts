import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import type { Scope } from "../http/access-scope.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { Identity, Rate } from "./identity.ts";
import { redisAway } from "./redis-away.ts";
import type { SecretText, SessionText } from "./secret-text.ts";

export interface CredentialCheckOptions {
  readonly redis: RedisClient;
  /** SHA-256 of the admin token of the environment, hex. */
  readonly adminDigest: string | undefined;
  readonly requestsPerMinute: number;
  readonly sessionIdleMs: number;
}

/** Asks Redis who bears a secret; one command a request, which also counts it. */
export interface CredentialCheck {
  /** @returns undefined when it is not known. @throws HttpProblem unauthorized (expired, revoked), too_many_requests, unavailable */
  token(secret: SecretText): Promise<Identity | undefined>;
  session(secret: SessionText): Promise<Identity | undefined>;
}

/** The id that stands for the admin token of the environment where the id of a token stands. */
export const ENVIRONMENT = "environment";

const ENDED: Readonly<Record<number, string>> = {
  [-1]: "This token has expired; an administrator can make a new one with `POST /v1/tokens`.",
  [-2]: "This token was revoked; an administrator can make a new one with `POST /v1/tokens`.",
  [-3]: "This token was rotated: use the new one.",
};

/**
 * Nothing is kept in this process: what is revoked is revoked on every replica with its next request. Rate limits need a command a
 * request anyway, so a cache would save nothing.
 */
export function createCredentialCheck(options: CredentialCheckOptions): CredentialCheck {
  const { redis, adminDigest, requestsPerMinute, sessionIdleMs } = options;
  const { "authenticate-3": script } = defineScripts(redis, new URL("./lua/", import.meta.url), ["authenticate-3"]);

  async function ask(what: "token" | "session", secret: SecretText, tokenId: string, cost: 0 | 1): Promise<Answer> {
    const sessionKey = keys.tokenSession(tokenId, what === "session" ? secret.id : "none");
    const admin = tokenId === ENVIRONMENT ? (adminDigest ?? "none") : "";
    const answer = await script(
      [keys.token(tokenId), keys.tokenBucket(tokenId), sessionKey],
      [what, secret.digest, admin, requestsPerMinute, cost, sessionIdleMs],
    ).catch(redisAway);
    return answer as Answer;
  }

  async function identify(
    what: "token" | "session",
    secret: SecretText,
    tokenId: string,
  ): Promise<[Identity, Answer] | undefined> {
    const answer = await ask(what, secret, tokenId, 1);
    const [verdict, name = "", scope, senders, expiresAt] = answer;
    if (verdict === 0) return undefined;
    if (verdict === -4) throw tooMany(answer);
    if (verdict !== 1) throw new HttpProblem("unauthorized", ENDED[verdict] ?? "This token is no longer good.");
    const actor = tokenId === ENVIRONMENT ? "admin token" : `token ${name} (${tokenId})`;
    const token = {
      id: tokenId,
      name,
      expiresAtMs: expiresAt ? Number(expiresAt) : undefined,
      allowedSenders: senders ? (JSON.parse(senders) as string[]) : undefined,
    };
    const identity: Identity = {
      actor: what === "session" ? `console, ${actor}` : actor,
      scope: scope as Scope,
      via: what,
      token: tokenId === ENVIRONMENT ? undefined : token,
      rate: rateOf(answer),
      stillGood: async () => {
        // While Redis is away nobody can have taken anything back.
        const [now] = await ask(what, secret, tokenId, 0).catch((): Answer => [1]);
        return now === 1;
      },
    };
    return [identity, answer];
  }

  return {
    async token(secret) {
      const found = await identify("token", secret, secret.id);
      return found?.[0];
    },
    async session(secret) {
      const found = await identify("session", secret, secret.tokenId);
      if (!found) return undefined;
      const [identity, answer] = found;
      const { id, csrfToken } = secret;
      return { ...identity, session: { id, csrfToken, endsAtMs: Number(answer[8]) } };
    },
  };
}

/** What the script returns. */
type Answer = readonly [
  verdict: number,
  name?: string,
  scope?: string,
  allowedSenders?: string,
  expiresAt?: string,
  limit?: number,
  remainingOrWaitMs?: number,
  fullAfterMs?: number,
  endsAt?: string,
];

function rateOf(answer: Answer): Rate | undefined {
  const [, , , , , limit = 0, remaining = 0, fullAfterMs = 0] = answer;
  return limit === 0 ? undefined : { limit, remaining, resetSeconds: Math.ceil(fullAfterMs / 1_000) };
}

function tooMany(answer: Answer): HttpProblem {
  const [, , , , , limit = 0, waitMs = 0] = answer;
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new HttpProblem(
    "too_many_requests",
    `This token may make ${limit} requests a minute; try again in ${seconds} s.`,
    [],
    { headers: { "retry-after": String(seconds), ...rateHeaders({ limit, remaining: 0, resetSeconds: 60 }) } },
  );
}

/** The fields of draft-ietf-httpapi-ratelimit-headers as most clients know them. */
export function rateHeaders({ limit, remaining, resetSeconds }: Rate): Record<string, string> {
  return {
    "ratelimit-limit": String(limit),
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": String(resetSeconds),
  };
}
