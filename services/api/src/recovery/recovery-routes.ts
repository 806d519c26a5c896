import { RecoveryOrderSchema, RecoverySchema } from "@postlane/contract";
import type { FastifyPluginAsync } from "fastify";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import type { RecoveryRun } from "./recovery.ts";

export interface RecoveryDeps {
  readonly recovery: RecoveryRun;
  /** Whether envelopes are kept in the spool. */
  readonly isKept: boolean;
}

/** Brings back what Redis has lost, from the envelopes and bodies in the spool. */
export function recoveryRoutes({ recovery, isKept }: RecoveryDeps): FastifyPluginAsync {
  return async (fastify) => {
    const app = fastify.withTypeProvider<ContractTypes>();
    const described = { tags: ["recovery"], security: [{ token: [] }] };

    const beginSchema = {
      ...described,
      summary: "Queue again what Redis has lost, from the spool",
      description: "Needs POSTLANE_DURABILITY=spool. One run at a time; `GET /v1/recovery` tells how far it has come.",
      body: RecoveryOrderSchema,
      response: { 202: RecoverySchema, ...problemResponses },
    };
    app.post("/recovery", { schema: beginSchema, config: { scope: "admin" } }, async (request, reply) => {
      if (!isKept) throw new HttpProblem("nothing_kept", "POSTLANE_DURABILITY is not `spool` here.");
      const begun = await recovery.begin(request.actor, request.body.dry_run ?? false);
      if (!begun) throw new HttpProblem("already_running", "A recovery is running; `GET /v1/recovery` shows it.");
      request.log.warn({ by: request.actor, dry_run: begun.dry_run }, "recovery from the spool begun");
      return reply.code(202).send(begun);
    });

    const readSchema = {
      ...described,
      summary: "How far the recovery has come",
      response: { 200: RecoverySchema, ...problemResponses },
    };
    app.get("/recovery", { schema: readSchema, config: { scope: "viewer" } }, async () => {
      const found = await recovery.read();
      if (!found) throw new HttpProblem("not_found", "No recovery has run within the last day.");
      return found;
    });
  };
}
