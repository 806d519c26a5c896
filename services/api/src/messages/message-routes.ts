import { MessagePageSchema, MessageQuerySchema, MessageTraceSchema, type WaitingShort } from "@postlane/contract";
import type { Suspensions } from "@postlane/control";
import { isDatabaseAway, SearchTooSlow } from "@postlane/database";
import { type Spool, SpoolMissing } from "@postlane/spool";
import type { FastifyPluginAsync } from "fastify";
import { Type } from "typebox";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem, invalidInput } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { messageIdOf, unknownMessage } from "./message-id.ts";
import { readFacts, type SourceDeps } from "./message-sources.ts";
import { searchMessages } from "./search-messages.ts";
import { traceMessage, withWaiting } from "./trace-message.ts";
import type { HeldMessage, WaitingReader } from "../waiting/waiting-reader.ts";

export interface MessageRouteDeps extends Omit<SourceDeps, "onTrouble"> {
  readonly spool: Spool;
  /** Absent: traces do not tell of them. */
  readonly suspensions?: Pick<Suspensions, "of">;
  /** Says of each open recipient why it waits. */
  readonly waiting: Pick<WaitingReader, "short">;
}

/** Where each message is, and what happened to it. */
export function messageRoutes(deps: MessageRouteDeps): FastifyPluginAsync {
  return async (fastify) => {
    const app = fastify.withTypeProvider<ContractTypes>();
    const common = { tags: ["messages"], security: [{ token: [] }] };
    const params = Type.Object({ id: Type.String({ description: "A message id as it stands in the 250 reply" }) });
    const sources: SourceDeps = {
      ...deps,
      onTrouble: (err, source) => app.log.warn({ err, source }, "a message's trace is incomplete"),
    };

    /** The story is worth telling without them. */
    const shortForms = (held: HeldMessage) =>
      deps.waiting.short(held).catch((error: Error) => {
        sources.onTrouble(error, "live");
        return new Map<string, WaitingShort>();
      });

    const listSchema = {
      ...common,
      summary: "Search the log, newest first",
      querystring: MessageQuerySchema,
      response: { 200: MessagePageSchema, ...problemResponses },
    };
    app.get("/messages", { config: { scope: "viewer" }, schema: listSchema }, ({ query }) => {
      if (query.from && query.to && Date.parse(query.from) >= Date.parse(query.to))
        throw invalidInput([{ field: "to", message: "Write a time after `from`." }]);
      return searchMessages(deps.database, query).catch(told);
    });

    const readSchema = {
      ...common,
      summary: "The whole story of a message: recipients, attempts with every step, records",
      params,
      response: { 200: MessageTraceSchema, ...problemResponses },
    };
    app.get("/messages/:id", { config: { scope: "viewer" }, schema: readSchema }, async ({ params }) => {
      const id = messageIdOf(params.id);
      const facts = await readFacts(sources, id);
      const trace = traceMessage(facts, deps.suspensions);
      if (trace) return facts.ledger ? withWaiting(trace, await shortForms(facts.ledger)) : trace;
      if (facts.unavailable.length > 0)
        throw new HttpProblem("unavailable", `The ${facts.unavailable.join(" and the ")} log cannot be read now.`);
      throw unknownMessage(id);
    });

    const rawSchema = {
      ...common,
      summary: "The message as it was accepted, while it is held for delivery",
      params,
      response: {
        200: {
          description: "The message",
          content: { "message/rfc822": { schema: Type.String({ format: "binary" }) } },
        },
        ...problemResponses,
      },
    };
    app.get("/messages/:id/raw", { config: { scope: "operator" }, schema: rawSchema }, async ({ params }, reply) => {
      const id = messageIdOf(params.id);
      const held = await deps.ledger.readMessage(id).catch(liveAway);
      if (!held)
        throw unknownMessage(id, "No message with this id is held any more; its content goes with its last delivery.");
      const body = await deps.spool.get(held.head.spoolRef).catch((error: Error) => {
        if (error instanceof SpoolMissing)
          throw unknownMessage(id, "Its content has just gone with its last delivery.");
        throw error;
      });
      reply.header("content-disposition", `attachment; filename="${id}.eml"`);
      return reply.type("message/rfc822").send(body);
    });
  };
}

function told(error: unknown): never {
  if (error instanceof SearchTooSlow) throw new HttpProblem("search_too_slow", error.message);
  if (isDatabaseAway(error))
    throw new HttpProblem("unavailable", "The database of the log does not answer; mail goes on meanwhile.");
  throw error;
}

function liveAway(): never {
  throw new HttpProblem("unavailable", "Redis does not answer, so held messages cannot be read now.");
}
