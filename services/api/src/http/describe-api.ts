import swagger from "@fastify/swagger";
import { ProblemDetailsSchema } from "@postlane/contract";
import type { FastifyInstance, FastifySchema, RouteOptions } from "fastify";
import { describedWebhooks } from "./describe-webhooks.ts";
import { nameOperation } from "./name-operation.ts";

type RouteFacts = Pick<RouteOptions, "method" | "url" | "config">;

/** What every route may answer besides its own. */
export const problemResponses = { "4xx": problem("The request was refused"), "5xx": problem("It failed") };

/** Collects the routes' schemas into an OpenAPI 3.1 document: `app.swagger()`. Must run before the routes are registered. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  app.addSchema(ProblemDetailsSchema);
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Postlane",
        version: "1",
        description:
          "Settings, lanes and log of a Postlane mail server. Errors are application/problem+json with a stable `code`.",
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: "/" }],
      components: {
        securitySchemes: {
          token: { type: "http", scheme: "bearer", description: "An API token" },
          session: { type: "apiKey", in: "cookie", name: "__Host-postlane", description: "A console session" },
        },
      },
      tags: [
        { name: "settings", description: "Each answer's ETag is the version of the settings as a whole" },
        { name: "messages", description: "The delivery log: where each message is and what happened to it" },
        { name: "control", description: "Orders for mail that waits, suspensions, and who did what" },
        { name: "lanes", description: "The queue of each next hop" },
        { name: "suppressions", description: "Addresses and domains that get no mail" },
        { name: "webhooks", description: "What became of the events that were sent to each webhook" },
        { name: "access", description: "Tokens and sessions: who may do what" },
        { name: "recovery", description: "Mail brought back from the spool after Redis was lost" },
        { name: "health" },
      ],
      webhooks: describedWebhooks,
    },
    transform: ({ schema, url, route }) => ({ schema: describeRoute(schema, route), url }),
    refResolver: { buildLocalReference: (schema, _base, _fragment, index) => String(schema.$id ?? `schema-${index}`) },
  });
}

/** Adds what the route's own schema need not say again: its name for clients, and the scope it asks for. */
function describeRoute(schema: FastifySchema | undefined, route: RouteFacts): FastifySchema {
  const { scope } = route.config ?? {};
  return {
    operationId: nameOperation(String(route.method), route.url),
    ...(scope === "open" && { security: [] }),
    ...schema,
    ...(scope && { "x-scope": scope }),
  } as FastifySchema;
}

function problem(description: string) {
  return {
    description,
    content: { "application/problem+json": { schema: { $ref: "ProblemDetails#" } } },
  };
}
