import type { FastifyInstance, FastifyRequest } from "fastify";
import { allows, type Scope } from "./access-scope.ts";
import { HttpProblem } from "./http-problem.ts";

/** Who asks and what they may do. */
export interface Identity {
  /** For people, in audit log and history: `token ops-bot (tok_1a2b)`. */
  readonly actor: string;
  readonly scope: Scope;
}

/** @throws HttpProblem 401, 403 or 429 */
export type Authenticate = (request: FastifyRequest) => Promise<Identity>;

/**
 * Lets a request reach a route only with the scope the route asks for. Must run before the routes are registered.
 * @throws Error at start-up for a route of /v1 that does not say its scope: forgotten must not mean open.
 */
export function guardRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  app.decorateRequest("actor", "nobody");
  app.addHook("onRoute", ({ method, url, config }) => {
    if (/^\/v1(\/|$)/.test(url) && config?.scope === undefined)
      throw new Error(`${String(method)} ${url} does not say who may use it: give the route config: { scope }`);
  });
  app.addHook("onRequest", async (request) => {
    const asked = request.routeOptions.config.scope;
    if (asked === undefined || asked === "open") return;
    const { actor, scope } = await authenticate(request);
    request.actor = actor;
    if (!allows(scope, asked)) throw new HttpProblem("forbidden", refusal(actor, scope, asked));
  });
}

function refusal(actor: string, held: Scope, asked: string): string {
  return `This needs the scope \`${asked}\`; ${actor} has \`${held}\`. Use a token with that scope, or ask an administrator for one.`;
}
