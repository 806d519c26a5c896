import type { ServerResponse } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { rateHeaders } from "../access/check-credential.ts";
import type { Identity } from "../access/identity.ts";
import { allows } from "./access-scope.ts";
import { HttpProblem } from "./http-problem.ts";
import { whenGone } from "./when-gone.ts";

/** @throws HttpProblem 401, 403, 429 or 503 */
export type Authenticate = (request: FastifyRequest) => Promise<Identity>;

declare module "fastify" {
  interface FastifyRequest {
    /** Undefined where a route is open. */
    identity: Identity | undefined;
  }
}

/** How often those who bear an answer that takes long are looked at again. */
const RECHECK_MS = 5_000;

/**
 * Lets a request reach a route only with the scope the route asks for. Must run before the routes are registered.
 * @throws Error at start-up for a route of /v1 that does not say its scope: forgotten must not mean open.
 */
export function guardRoutes(app: FastifyInstance, authenticate: Authenticate, recheckMs = RECHECK_MS): void {
  const under = watchLongAnswers(app, recheckMs);
  app.decorateRequest("actor", "nobody");
  app.decorateRequest("identity", undefined);
  app.addHook("onRoute", ({ method, url, config }) => {
    if (/^\/v1(\/|$)/.test(url) && config?.scope === undefined)
      throw new Error(`${String(method)} ${url} does not say who may use it: give the route config: { scope }`);
  });
  app.addHook("onRequest", async (request, reply) => {
    const asked = request.routeOptions.config.scope;
    if (asked === undefined || asked === "open") return;
    const identity = await authenticate(request);
    const { actor, scope, rate } = identity;
    request.actor = actor;
    request.identity = identity;
    if (rate) reply.headers(rateHeaders(rate));
    if (!allows(scope, asked)) throw new HttpProblem("forbidden", refusal(actor, scope, asked));
    under(identity, reply);
  });
}

function refusal(actor: string, held: string, asked: string): string {
  return `This needs the scope \`${asked}\`; ${actor} has \`${held}\`. Use a token with that scope, or ask an administrator for one.`;
}

/** Ends answers under way, such as live feeds, when the token they were asked for with is taken back or expires. */
function watchLongAnswers(app: FastifyInstance, everyMs: number): (identity: Identity, reply: FastifyReply) => void {
  const open = new Map<ServerResponse, Identity>();
  /** Those that were there at the last look: what ends sooner is never looked at. */
  let before = new Set<ServerResponse>();
  const timer = setInterval(() => {
    for (const [answer, identity] of open)
      if (before.has(answer)) void identity.stillGood().then((good) => good || answer.destroy());
    before = new Set(open.keys());
  }, everyMs);
  timer.unref();
  app.addHook("onClose", async () => clearInterval(timer));
  return (identity, reply) => {
    if (whenGone(reply, () => open.delete(reply.raw))) open.set(reply.raw, identity);
  };
}
