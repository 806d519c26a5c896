import { AuditPageSchema, AuditQuerySchema } from "@postlane/contract";
import { type Database, SearchTooSlow } from "@postlane/database";
import type { RedisClient } from "@postlane/redis";
import type { FastifyPluginAsync } from "fastify";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem, invalidInput } from "../http/http-problem.ts";
import { tellRedisAway } from "../http/tell-redis-away.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { readAudit } from "./audit-log.ts";

/** Who did what, newest first. */
export function auditRoutes(deps: { readonly redis: RedisClient; readonly database: Database }): FastifyPluginAsync {
  return async (fastify) => {
    const app = fastify.withTypeProvider<ContractTypes>();
    tellRedisAway(fastify);
    const schema = {
      tags: ["control"],
      summary: "Who did what, newest first",
      security: [{ token: [] }],
      querystring: AuditQuerySchema,
      response: { 200: AuditPageSchema, ...problemResponses },
    };
    app.get("/audit", { config: { scope: "viewer" }, schema }, async ({ query }) => {
      const { actor, action, target, from, to, cursor, limit = 100 } = query;
      if (from && to && Date.parse(from) >= Date.parse(to))
        throw invalidInput([{ field: "to", message: "Write a time after `from`." }]);
      const fromMs = from === undefined ? undefined : Date.parse(from);
      const toMs = to === undefined ? undefined : Date.parse(to);
      const filter = { actor, action, target, fromMs, toMs };
      const page = await readAudit(deps.redis, deps.database, filter, limit, cursor).catch((error: unknown) => {
        if (error instanceof SearchTooSlow) throw new HttpProblem("search_too_slow", error.message);
        throw error;
      });
      return {
        items: page.entries.map(({ at, clientAddress, detail, ...entry }) => ({
          ...entry,
          at: new Date(at).toISOString(),
          client_address: clientAddress,
          detail: { ...detail },
        })),
        next_cursor: page.next,
        unavailable: page.complete ? [] : (["archive"] as const).slice(),
      };
    });
  };
}
