import { timingSafeEqual } from "node:crypto";
import { createLoginFailures, type LoginHurdle } from "@postlane/limits";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import type { FastifyRequest } from "fastify";
import { HttpProblem } from "../http/http-problem.ts";
import { createCredentialCheck, ENVIRONMENT } from "./check-credential.ts";
import { checkCsrfToken, checkOrigin } from "./check-origin.ts";
import { createTokenStore, type TokenStore } from "./create-token-store.ts";
import type { Identity } from "./identity.ts";
import { redisAway } from "./redis-away.ts";
import { digestOf, makeSession, readSession, readToken } from "./secret-text.ts";
import { sessionCookieOf } from "./session-cookie.ts";

export interface AccessOptions {
  readonly redis: RedisClient;
  /** POSTLANE_ADMIN_TOKEN: good without Redis, without a limit, until the environment changes. */
  readonly adminToken?: string | undefined;
  /** For tokens that name no limit of their own; 0 is none. */
  readonly requestsPerMinute: number;
  readonly onError: (error: Error) => void;
  readonly now?: () => number;
  readonly sessionIdleMs?: number;
  readonly sessionMaxMs?: number;
}

export interface OpenedSession {
  /** The value of the cookie. */
  readonly text: string;
  readonly identity: Identity;
}

/** Who may use the api: tokens, and sessions opened with one. */
export interface Access {
  readonly tokens: TokenStore;
  /** @throws HttpProblem unauthorized, csrf, too_many_requests, too_many_logins, unavailable */
  authenticate(request: FastifyRequest): Promise<Identity>;
  /** @throws HttpProblem unauthorized, too_many_logins, unavailable */
  openSession(token: string, clientAddress: string): Promise<OpenedSession>;
  /** @throws HttpProblem unavailable */
  closeSession(identity: Identity): Promise<void>;
}

const SESSION_IDLE_MS = 3_600_000;
const SESSION_MAX_MS = 12 * 3_600_000;
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
const WHERE_FROM = "An administrator makes one with `POST /v1/tokens`; docs/access.md tells of the first.";

export function createAccess(options: AccessOptions): Access {
  const { redis, onError, now = Date.now, sessionIdleMs = SESSION_IDLE_MS, sessionMaxMs = SESSION_MAX_MS } = options;
  const adminDigest = options.adminToken === undefined ? undefined : digestOf(options.adminToken);
  const { requestsPerMinute } = options;
  const credentials = createCredentialCheck({ redis, adminDigest, requestsPerMinute, sessionIdleMs });
  const { "open-session-1": openScript } = defineScripts(redis, new URL("./lua/", import.meta.url), ["open-session-1"]);
  const bearerFailures = createLoginFailures({ redis, kind: "bearer", onError });
  const consoleFailures = createLoginFailures({ redis, kind: "console", onError });

  const isAdminToken = (text: string): boolean =>
    adminDigest !== undefined && timingSafeEqual(Buffer.from(digestOf(text)), Buffer.from(adminDigest));

  async function byBearer(text: string, clientAddress: string): Promise<Identity> {
    const secret = readToken(text);
    // What was made of 256 random bits is good however often others of that address have failed. What people thought up may be guessed.
    if (secret && isAdminToken(text)) return ADMIN;
    if (secret) {
      const identity = await credentials.token(secret);
      if (identity) return identity;
    } else if (isAdminToken(text)) {
      await passHurdle(bearerFailures.look(clientAddress, ENVIRONMENT));
      return ADMIN;
    }
    return refuseUnknown(bearerFailures.fail(clientAddress, secret?.id ?? ENVIRONMENT));
  }

  async function byCookie(request: FastifyRequest, cookie: string): Promise<Identity> {
    const unsafe = !SAFE_METHODS.has(request.method);
    if (unsafe) checkOrigin(request);
    const secret = readSession(cookie);
    const identity = secret && (await credentials.session(secret));
    if (!identity) throw new HttpProblem("unauthorized", "Your session has ended: log in again.");
    if (unsafe) checkCsrfToken(request, identity.session!.csrfToken);
    return identity;
  }

  async function tokenOf(text: string): Promise<{ tokenId: string; digest: string; identity: Identity } | undefined> {
    if (isAdminToken(text)) return { tokenId: ENVIRONMENT, digest: adminDigest!, identity: ADMIN };
    const secret = readToken(text);
    const identity = secret && (await credentials.token(secret));
    return identity && { tokenId: secret.id, digest: secret.digest, identity };
  }

  return {
    tokens: createTokenStore(redis, now),
    async authenticate(request) {
      const { authorization } = request.headers;
      const cookie = sessionCookieOf(request);
      if (authorization === undefined && cookie !== undefined) return byCookie(request, cookie);
      // RFC 6750 section 2.1.
      const [, text] = /^bearer +(\S+) *$/i.exec(authorization ?? "") ?? [];
      if (text === undefined)
        throw new HttpProblem("unauthorized", `Send \`authorization: Bearer <token>\`. ${WHERE_FROM}`);
      return byBearer(text, request.ip);
    },
    async openSession(text, clientAddress) {
      const secret = readToken(text);
      const account = secret?.id ?? ENVIRONMENT;
      // Nothing is awaited before: of many guesses sent at once Redis counts the wrong ones before it looks for the right one.
      if (secret || isAdminToken(text)) await passHurdle(consoleFailures.look(clientAddress, account));
      const found = await tokenOf(text);
      if (!found) return refuseUnknown(consoleFailures.fail(clientAddress, account));
      const { tokenId, digest, identity } = found;
      if (identity.scope === "sender")
        throw new HttpProblem("forbidden", "A token of scope `sender` only submits mail; the console needs another.");
      const made = makeSession(tokenId);
      const endsAt = await openScript(
        [keys.tokenSession(tokenId, made.id)],
        [made.digest, digest, sessionMaxMs, sessionIdleMs],
      ).catch(redisAway);
      await consoleFailures.forget(account);
      const session = { id: made.id, csrfToken: made.csrfToken, endsAtMs: Number(endsAt) };
      const actor = `console, ${identity.actor}`;
      return { text: made.text, identity: { ...identity, actor, via: "session", session } };
    },
    async closeSession({ session, token }) {
      if (session) await redis.del(keys.tokenSession(token?.id ?? ENVIRONMENT, session.id)).catch(redisAway);
    },
  };
}

const ADMIN: Identity = {
  actor: "admin token",
  scope: "admin",
  via: "environment",
  stillGood: () => Promise.resolve(true),
};

/** @throws HttpProblem too_many_logins */
async function passHurdle(hurdle: Promise<LoginHurdle>): Promise<void> {
  const { retryAfterMs } = await hurdle;
  if (retryAfterMs === 0) return;
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  throw new HttpProblem("too_many_logins", `Too many logins have failed; try again in ${seconds} s.`, [], {
    headers: { "retry-after": String(seconds) },
  });
}

/** @throws HttpProblem always: unauthorized, or too_many_logins when it should have waited */
async function refuseUnknown(failure: Promise<LoginHurdle>): Promise<never> {
  await passHurdle(failure);
  throw new HttpProblem("unauthorized", `This token is not known. ${WHERE_FROM}`);
}
