import { LaneDetailSchema, LanePageQuerySchema, LanePageSchema } from "@postlane/contract";
import { laneOf, type LaneKey, routeOf } from "@postlane/mail";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import type { LaneReader } from "./lane-reader.ts";

/** How deep each queue is, and what holds it. */
export function laneRoutes(fastify: FastifyInstance, reader: LaneReader): void {
  const app = fastify.withTypeProvider<ContractTypes>();
  const security = [{ token: [] }];

  const listSchema = {
    tags: ["lanes"],
    summary: "List the lanes, the one longest without new mail first",
    security,
    querystring: LanePageQuerySchema,
    response: { 200: LanePageSchema, ...problemResponses },
  };
  app.get("/lanes", { config: { scope: "viewer" }, schema: listSchema }, ({ query: { cursor, limit = 100 } }) =>
    reader.list(Number(cursor ?? 0), limit),
  );

  const readSchema = {
    tags: ["lanes"],
    summary: "One lane: its depth, what holds it now, who holds its connections, and when it will be empty",
    security,
    params: Type.Object({ lane: Type.String({ description: "`direct:<domain>` or `relay:<relay id>`" }) }),
    response: { 200: LaneDetailSchema, ...problemResponses },
  };
  app.get("/lanes/:lane", { config: { scope: "viewer" }, schema: readSchema }, async ({ params }) => {
    const lane = await reader.read(laneKey(params.lane));
    if (lane) return lane;
    throw new HttpProblem("not_found", `No mail is or was lately in a lane \`${params.lane}\`.`);
  });
}

function laneKey(text: string): LaneKey {
  try {
    return laneOf(routeOf(text));
  } catch {
    throw new HttpProblem("not_found", `\`${text}\` is no lane: write \`direct:<domain>\` or \`relay:<relay id>\`.`);
  }
}
