import {
  SuppressionInputSchema,
  SuppressionPageSchema,
  SuppressionParamsSchema,
  SuppressionQuerySchema,
  SuppressionSchema,
} from "@postlane/contract";
import type { Suppressions } from "@postlane/suppressions";
import type { FastifyPluginAsync } from "fastify";
import { Type } from "typebox";
import type { AuditLog } from "../audit/audit-log.ts";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { domainParameter, expiryOf, fromList, nameOf, toHttpSuppression } from "./http-suppression.ts";
import { noteChange } from "./note-change.ts";
import { transferRoutes } from "./transfer-routes.ts";

export interface SuppressionRouteDeps {
  readonly suppressions: Pick<Suppressions, "get" | "put" | "putAll" | "remove" | "page">;
  readonly audit: AuditLog;
  /** Unix milliseconds. */
  readonly now: () => number;
}

const VIEWER = { scope: "viewer" } as const;
const OPERATOR = { scope: "operator" } as const;
const BY_HAND = "added by hand";

/** Addresses and domains that get no mail: list, read, put, remove, import and export. */
export function suppressionRoutes(deps: SuppressionRouteDeps): FastifyPluginAsync {
  const { suppressions, audit, now } = deps;
  return async (fastify) => {
    const app = fastify.withTypeProvider<ContractTypes>();
    const described = (summary: string, success: object) => ({
      tags: ["suppressions"],
      summary,
      security: [{ token: [] }],
      response: { ...success, ...problemResponses },
    });

    const listSchema = {
      ...described("List suppressed addresses and domains", { 200: SuppressionPageSchema }),
      querystring: SuppressionQuerySchema,
    };
    app.get("/suppressions", { config: VIEWER, schema: listSchema }, async ({ query }) => {
      const { prefix, cursor, limit = 100 } = query;
      const domain = domainParameter(query.domain);
      const asked = { prefix: prefix?.toLowerCase(), domain, cursor, limit };
      const { items, next } = await fromList(suppressions.page(asked));
      return { items: items.map(toHttpSuppression), next_cursor: next };
    });

    const one = "/suppressions/:address";
    const readSchema = {
      ...described("Read the entry of an address or domain", { 200: SuppressionSchema }),
      params: SuppressionParamsSchema,
    };
    app.get(one, { config: VIEWER, schema: readSchema }, async ({ params }) => {
      const address = nameOf(params.address);
      const entry = await fromList(suppressions.get(address));
      if (entry) return toHttpSuppression(entry);
      const whole = address.slice(address.lastIndexOf("@"));
      const wide = address === whole ? undefined : await fromList(suppressions.get(whole));
      throw notListed(address, wide ? ` Its domain is suppressed as a whole: see \`${whole}\`.` : "");
    });

    const putSchema = {
      ...described("Suppress an address or domain; with `If-None-Match: *` only if it is not yet", {
        200: SuppressionSchema,
        201: SuppressionSchema,
      }),
      params: SuppressionParamsSchema,
      headers: Type.Object({ "if-none-match": Type.Optional(Type.Literal("*")) }),
      body: SuppressionInputSchema,
    };
    app.put(one, { config: OPERATOR, schema: putSchema }, async (request, reply) => {
      const address = nameOf(request.params.address);
      const { reason = BY_HAND, expires_at } = request.body;
      const createdAtMs = now();
      const expiresAtMs = expiryOf(expires_at, createdAtMs);
      const entry = { address, source: "manual", reason, createdBy: request.actor, createdAtMs, expiresAtMs } as const;
      const mustBeNew = request.headers["if-none-match"] === "*";
      const isThere = (): HttpProblem => new HttpProblem("already_exists", `\`${address}\` is suppressed already.`);
      if (mustBeNew && (await fromList(suppressions.get(address)))) throw isThere();
      await noteChange(audit, request, "put", address, { reason, ...(expires_at !== undefined && { expires_at }) });
      const result = await fromList(suppressions.put(entry, mustBeNew ? "any" : ""));
      if (result === "left") throw isThere();
      const stored = await fromList(suppressions.get(address));
      return reply.code(result === "added" ? 201 : 200).send(toHttpSuppression(stored ?? { ...entry, hits: 0 }));
    });

    const removeSchema = {
      ...described("Take an address or domain off the list", { 204: Type.Null({ description: "Taken off" }) }),
      params: SuppressionParamsSchema,
    };
    app.delete(one, { config: OPERATOR, schema: removeSchema }, async (request, reply) => {
      const address = nameOf(request.params.address);
      if (!(await fromList(suppressions.get(address)))) throw notListed(address);
      await noteChange(audit, request, "removed", address);
      if (!(await fromList(suppressions.remove(address)))) throw notListed(address);
      return reply.code(204).send(null);
    });

    await app.register(transferRoutes(deps));
  };
}

function notListed(address: string, more = ""): HttpProblem {
  return new HttpProblem("not_found", `\`${address}\` is not on the suppression list.${more}`);
}
