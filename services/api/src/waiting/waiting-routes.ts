import { MessageWaitingSchema } from "@postlane/contract";
import type { FastifyPluginAsync } from "fastify";
import { Type } from "typebox";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { messageIdOf, unknownMessage } from "../messages/message-id.ts";
import { readFacts, type SourceDeps } from "../messages/message-sources.ts";
import { mergeRecords } from "../messages/trace-message.ts";
import type { WaitingReader } from "./waiting-reader.ts";

export interface WaitingRouteDeps extends Omit<SourceDeps, "onTrouble"> {
  readonly waiting: WaitingReader;
}

/** Why is it waiting? Asked of Redis at this moment; the log adds what the last attempts met. */
export function waitingRoutes(deps: WaitingRouteDeps): FastifyPluginAsync {
  return async (fastify) => {
    const app = fastify.withTypeProvider<ContractTypes>();
    const sources: SourceDeps = {
      ...deps,
      onTrouble: (err, source) => app.log.warn({ err, source }, "why a message waits is told without its log"),
    };
    const schema = {
      tags: ["messages"],
      summary: "Why each open delivery of a message waits, and when it will be sent",
      security: [{ token: [] }],
      params: Type.Object({ id: Type.String({ description: "A message id as it stands in the 250 reply" }) }),
      response: { 200: MessageWaitingSchema, ...problemResponses },
    };
    app.get("/messages/:id/waiting", { schema, config: { scope: "viewer" } }, async ({ params }) => {
      const id = messageIdOf(params.id);
      const facts = await readFacts(sources, id);
      if (facts.unavailable.includes("live")) throw liveAway();
      const records = mergeRecords(facts);
      if (facts.ledger) return deps.waiting.message(facts.ledger, records).catch(liveAway);
      if (records.length > 0) return { message_id: id, deliveries: [], complete: true };
      const uncommitted = await deps.waiting.uncommitted(id).catch(liveAway);
      if (uncommitted) return uncommitted;
      if (facts.unavailable.includes("archive"))
        throw new HttpProblem("unavailable", "It does not wait, and the log that would know it cannot be read now.");
      throw unknownMessage(id);
    });
  };
}

function liveAway(cause?: unknown): never {
  const options = cause === undefined ? undefined : { cause };
  throw new HttpProblem("unavailable", "Redis does not answer, so nobody can say what waits.", [], options);
}
