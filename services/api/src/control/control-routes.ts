import {
  ActionSchema,
  MessageActionResultSchema,
  MessagesActionSchema,
  type MessagesFilter,
  OperationSchema,
} from "@postlane/contract";
import type { Control, Order } from "@postlane/control";
import type { LaneAlarm } from "@postlane/limits";
import { type LaneKey, laneOf, routeOf } from "@postlane/mail";
import type { Lanes } from "@postlane/queue";
import { type Settings, usableRelays } from "@postlane/settings";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { v7 as uuidv7 } from "uuid";
import type { AuditLog } from "../audit/audit-log.ts";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem, invalidInput } from "../http/http-problem.ts";
import { tellRedisAway } from "../http/tell-redis-away.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { readFacts, type SourceDeps } from "../messages/message-sources.ts";
import type { Operations } from "./create-operations.ts";
import { NO_COUNTS, type Operation } from "./operation.ts";
import { readAction } from "./read-action.ts";
import { showOperation } from "./show-operation.ts";
import { expectedOf } from "./walk-lane.ts";

export interface ControlRouteDeps extends Omit<SourceDeps, "onTrouble"> {
  readonly control: Control;
  readonly operations: Operations;
  readonly lanes: Pick<Lanes, "survey" | "registered" | "offerTicket">;
  readonly laneAlarm: LaneAlarm;
  readonly maxConnections: (lane: LaneKey) => number;
  readonly settings: () => Settings;
  readonly audit: AuditLog;
  readonly now: () => number;
}

/** An operation that is through by then is answered as it ended. */
const ANSWER_MS = 1_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Orders for mail that waits: for a message, for many, for a lane. */
export function controlRoutes(deps: ControlRouteDeps): FastifyPluginAsync {
  const { control, operations, ledger, audit, now } = deps;
  return async (fastify) => {
    const app = fastify.withTypeProvider<ContractTypes>();
    tellRedisAway(fastify);
    const common = { tags: ["control"], security: [{ token: [] }] };
    const operator = { scope: "operator" } as const;

    const messageSchema = {
      ...common,
      summary: "Retry, cancel, hold, release or move one message; an attempt under way is never torn",
      params: Type.Object({ id: Type.String({ description: "A message id as it stands in the 250 reply" }) }),
      body: ActionSchema,
      response: { 200: MessageActionResultSchema, ...problemResponses },
    };
    app.post("/messages/:id/actions", { config: operator, schema: messageSchema }, async (request) => {
      const { body } = request;
      const id = messageId(request.params.id, "id");
      const action = readAction(body, usableRelays(deps.settings()));
      const dryRun = body.dry_run ?? false;
      const message = await ledger.readMessage(id);
      if (!message) throw await endedOrUnknown(request, id);
      const order: Order = { id: uuidv7(), action, by: request.actor, reason: body.reason ?? "", atMs: now() };
      if (!dryRun) await writeAudit(request, `messages.${body.action}`, id, order.id, body);
      const open = message.deliveries.filter(({ state }) => state !== "delivered" && state !== "failed");
      const ids = open.map(({ deliveryId }) => deliveryId);
      const results = dryRun ? await control.foresee(ids, order) : await control.act(ids, order);
      const deliveries = open.map(({ domain, recipients }, i) => ({
        delivery_id: results[i]!.deliveryId,
        domain,
        recipients: recipients.map(({ address }) => address),
        result: results[i]!.result,
        detail: results[i]!.detail,
      }));
      return { operation_id: order.id, action: body.action, dry_run: dryRun, deliveries };
    });

    const started = {
      200: OperationSchema,
      202: { ...OperationSchema, description: "It goes on: ask `GET /v1/operations/{id}`" },
      ...problemResponses,
    };
    const messagesSchema = {
      ...common,
      summary: "The same for many messages: by their ids, or what a search finds",
      body: MessagesActionSchema,
      response: started,
    };
    app.post("/messages/actions", { config: operator, schema: messagesSchema }, async (request, reply) => {
      const { ids, filter, ...body } = request.body;
      if ((ids === undefined) === (filter === undefined))
        throw invalidInput([{ field: ids ? "/filter" : "/ids", message: "Write either `ids` or `filter`." }]);
      const scope = ids
        ? ({ kind: "messages", ids: ids.map((id, i) => messageId(id, `/ids/${i}`)) } as const)
        : ({ kind: "search", filter: narrow(filter!) } as const);
      return start(request, reply, body, scope, ids ? ids.length : undefined);
    });

    const laneSchema = {
      ...common,
      summary: "The same for all mail in a lane; `retry` also ends its sleep after an outage",
      params: Type.Object({ lane: Type.String({ description: "`direct:<domain>` or `relay:<relay id>`" }) }),
      body: ActionSchema,
      response: started,
    };
    app.post("/lanes/:lane/actions", { config: operator, schema: laneSchema }, async (request, reply) => {
      const lane = laneKey(request.params.lane);
      const survey = await deps.lanes.survey(lane);
      // A connection that is kept open for the next mail is none.
      if (survey.waiting + survey.delayed + survey.active + survey.held === 0)
        throw new HttpProblem("not_found", `No mail is in a lane \`${lane}\`.`);
      const { body } = request;
      const operation = await start(
        request,
        reply,
        body,
        { kind: "lane", lane },
        expectedOf(body.action, survey),
        async () => {
          // Probed at once, whatever lies in it; its pause and its limits stay.
          if (body.action === "retry" && (await deps.laneAlarm.endSleep(lane)))
            await deps.lanes.offerTicket(lane, deps.maxConnections(lane));
        },
      );
      return operation;
    });

    const readSchema = {
      ...common,
      summary: "How far an operation has come; known for a day",
      params: Type.Object({ id: Type.String() }),
      response: { 200: OperationSchema, ...problemResponses },
    };
    app.get("/operations/:id", { config: { scope: "viewer" }, schema: readSchema }, async ({ params }) => {
      const operation = await operations.read(params.id);
      if (!operation)
        throw new HttpProblem("not_found", `No operation \`${params.id}\` is known; they are kept for a day.`);
      return showOperation(operation, now());
    });

    async function start(
      request: FastifyRequest,
      reply: FastifyReply,
      body: Parameters<typeof readAction>[0] & { readonly dry_run?: boolean; readonly reason?: string },
      scope: Operation["scope"],
      expected: number | undefined,
      before: () => Promise<void> = async () => {},
    ) {
      const action = readAction(body, usableRelays(deps.settings()));
      const { dry_run: dryRun = false, reason = "" } = body;
      const startedAtMs = now();
      const operation: Operation = {
        id: uuidv7(),
        scope,
        action,
        dryRun,
        by: request.actor,
        reason,
        clientAddress: request.ip,
        startedAtMs,
        ...(expected === undefined ? {} : { expected }),
        state: "running",
        updatedAtMs: startedAtMs,
        cursor: "",
        counts: NO_COUNTS,
        sample: [],
      };
      const asked =
        scope.kind === "lane"
          ? { lane: scope.lane }
          : scope.kind === "search"
            ? { filter: scope.filter }
            : { messages: scope.ids.length };
      const name = scope.kind === "lane" ? "lane" : "messages";
      const target = scope.kind === "lane" ? scope.lane : operation.id;
      if (!dryRun) await writeAudit(request, `${name}.${body.action}`, target, operation.id, { ...body, ...asked });
      if (!dryRun) await before();
      const soon = await operations.start(operation, ANSWER_MS);
      reply.code(soon.state === "running" ? 202 : 200).header("location", `/v1/operations/${operation.id}`);
      return showOperation(soon, now());
    }

    function writeAudit(
      request: FastifyRequest,
      action: string,
      target: string,
      operation: string,
      asked: object,
    ): Promise<void> {
      request.log.info({ action, target, operation, by: request.actor }, "ordered");
      const { action: _action, dry_run: _dryRun, ...detail } = asked as Record<string, unknown>;
      return audit.write({
        actor: request.actor,
        action,
        target,
        clientAddress: request.ip,
        detail: { operation, ...detail },
      });
    }

    async function endedOrUnknown(request: FastifyRequest, id: string): Promise<HttpProblem> {
      const onTrouble = (err: Error, source: string): void =>
        request.log.warn({ err, source }, "a message could not be looked up");
      const { logged, pending, unavailable } = await readFacts({ ...deps, onTrouble }, id);
      if (logged || pending.length > 0)
        return new HttpProblem("already_ended", "Every delivery of this message has ended.");
      if (unavailable.length > 0)
        return new HttpProblem("unavailable", `The ${unavailable.join(" and the ")} log cannot be read now.`);
      return new HttpProblem("not_found", `No message \`${id}\` is known; it may be older than the log.`);
    }
  };
}

/** Ids are compared as text in Redis: lower case, as they were made. */
function messageId(text: string, field: string): string {
  const id = text.toLowerCase();
  if (UUID.test(id)) return id;
  throw invalidInput([{ field, message: "Write a message id as it stands in the 250 reply." }]);
}

/** A search without any condition would be everything there is: that is what suspensions are for. */
function narrow(filter: MessagesFilter): MessagesFilter {
  if (filter.from && filter.to && Date.parse(filter.from) >= Date.parse(filter.to))
    throw invalidInput([{ field: "/filter/to", message: "Write a time after `from`." }]);
  if (Object.keys(filter).length > 0) return filter;
  throw invalidInput([{ field: "/filter", message: "Write at least one condition, such as `domain` or `from`." }]);
}

function laneKey(text: string): LaneKey {
  try {
    return laneOf(routeOf(text));
  } catch {
    throw new HttpProblem("not_found", `\`${text}\` is no lane: write \`direct:<domain>\` or \`relay:<relay id>\`.`);
  }
}
