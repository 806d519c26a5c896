import { timingSafeEqual } from "node:crypto";
import { createLoginFailures, type LoginFailures } from "@postlane/limits";
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
    // A token is good however often others of that address have failed: 256 bits are not guessed. The one of the environment may be.
    if (secret) {
      const identity = await credentials.token(secret);
      if (identity) return identity;
    }
    const account = secret?.id ?? ENVIRONMENT;
    await passHurdle(bearerFailures, clientAddress, account);
    if (isAdminToken(text)) return ADMIN;
    await bearerFailures.add(clientAddress, account);
    throw new HttpProblem("unauthorized", `This token is not known. ${WHERE_FROM}`);
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
    const secret = readToken(text);
    const identity = secret && (await credentials.token(secret));
    if (identity) return { tokenId: secret.id, digest: secret.digest, identity };
    return isAdminToken(text) ? { tokenId: ENVIRONMENT, digest: adminDigest!, identity: ADMIN } : undefined;
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
      const account = readToken(text)?.id ?? ENVIRONMENT;
      await passHurdle(consoleFailures, clientAddress, account);
      const found = await tokenOf(text);
      if (!found) {
        await consoleFailures.add(clientAddress, account);
        throw new HttpProblem("unauthorized", `This token is not known. ${WHERE_FROM}`);
      }
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
async function passHurdle(failures: LoginFailures, clientAddress: string, account: string): Promise<void> {
  const { retryAfterMs, blocked } = await failures.look(clientAddress, account);
  if (retryAfterMs === 0 && !blocked) return;
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  throw new HttpProblem("too_many_logins", `Too many logins have failed; try again in ${seconds} s.`, [], {
    headers: { "retry-after": String(seconds) },
  });
}
