import {
  SuspensionAddedSchema,
  type HttpSuspension,
  SuspensionInputSchema,
  SuspensionListSchema,
  SuspensionSchema,
} from "@postlane/contract";
import type { SuspensionStore, Suspensions } from "@postlane/control";
import { routeOf, type Suspension, suspensionIdOf, type SuspensionTarget } from "@postlane/mail";
import type { Settings } from "@postlane/settings";
import type { FastifyPluginAsync } from "fastify";
import { Type } from "typebox";
import type { AuditLog } from "../audit/audit-log.ts";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem, invalidInput } from "../http/http-problem.ts";
import { tellRedisAway } from "../http/tell-redis-away.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { parseTarget } from "./parse-target.ts";

export interface SuspensionRouteDeps {
  readonly suspensions: Suspensions;
  readonly settings: () => Settings;
  readonly audit: AuditLog;
  /** Silence after which a worker counts as dead. */
  readonly deadAfterMs: number;
  readonly now: () => number;
}

/** How long an answer waits for the workers' word. */
const CONFIRM_MS = 3_000;
const ASK_AGAIN_MS = 20;

/** Stops the sending to a lane, a domain, a relay, or everywhere; mail is accepted and waits. */
export function suspensionRoutes(deps: SuspensionRouteDeps): FastifyPluginAsync {
  const { suspensions, audit, now } = deps;
  const { store } = suspensions;
  return async (fastify) => {
    const app = fastify.withTypeProvider<ContractTypes>();
    tellRedisAway(fastify);
    const common = { tags: ["control"], security: [{ token: [] }] };
    const params = Type.Object({ id: Type.String({ description: "Its target, such as `relay:<relay id>`" }) });

    const listSchema = {
      ...common,
      summary: "What is suspended, oldest first",
      response: { 200: SuspensionListSchema, ...problemResponses },
    };
    app.get("/suspensions", { config: { scope: "viewer" }, schema: listSchema }, async () => ({
      items: (await inForce(store, now())).map(toHttp),
    }));

    const readSchema = {
      ...common,
      summary: "One suspension",
      params,
      response: { 200: SuspensionSchema, ...problemResponses },
    };
    app.get("/suspensions/:id", { config: { scope: "viewer" }, schema: readSchema }, async (request) => {
      const found = (await inForce(store, now())).find(({ id }) => id === idOf(request.params.id));
      if (!found) throw notSuspended(request.params.id);
      return toHttp(found);
    });

    const addSchema = {
      ...common,
      summary: "Suspend: nothing new is sent there once this is answered; what is being sent is not torn",
      body: SuspensionInputSchema,
      response: { 201: SuspensionAddedSchema, ...problemResponses },
    };
    app.post("/suspensions", { config: { scope: "operator" }, schema: addSchema }, async (request, reply) => {
      const { reason, until } = request.body;
      const target = wantedTarget(request.body.target, deps.settings());
      const untilMs = until === undefined ? undefined : Date.parse(until);
      if (untilMs !== undefined && untilMs <= now())
        throw invalidInput([{ field: "/until", message: "Write a time to come, or leave it out." }]);
      const id = suspensionIdOf(target);
      const by = request.actor;
      await audit.write({
        actor: by,
        action: "suspension.added",
        target: id,
        clientAddress: request.ip,
        detail: { reason, ...(until === undefined ? {} : { until }) },
      });
      const common = { target, reason, by, sinceMs: now() };
      const added = untilMs === undefined ? common : { ...common, untilMs };
      const version = await store.add(added);
      if (version === undefined) throw new HttpProblem("already_suspended", `\`${id}\` is suspended already.`);
      request.log.info({ suspension: id, by, reason }, "suspended");
      const unconfirmed = await awaitWorkers(store, version, deps.deadAfterMs);
      reply.code(201).header("location", `/v1/suspensions/${encodeURIComponent(id)}`);
      return { ...toHttp({ id, ...added }), unconfirmed_workers: unconfirmed };
    });

    const removeSchema = {
      ...common,
      summary: "Resume: the mail that waits there goes on at once",
      params,
      response: { 200: SuspensionSchema, ...problemResponses },
    };
    app.delete("/suspensions/:id", { config: { scope: "operator" }, schema: removeSchema }, async (request) => {
      const id = idOf(request.params.id);
      if (!(await inForce(store, now())).some((one) => one.id === id)) throw notSuspended(request.params.id);
      await audit.write({ actor: request.actor, action: "suspension.removed", target: id, clientAddress: request.ip });
      const lifted = await store.remove(id);
      if (!lifted) throw notSuspended(request.params.id);
      request.log.info({ suspension: id, by: request.actor }, "resumed");
      return toHttp(lifted);
    });
  };
}

function wantedTarget(text: string, { relays }: Settings): SuspensionTarget {
  const target = parseTarget(text);
  if (!target)
    throw invalidInput([
      {
        field: "/target",
        message:
          "Write `all`, `lane:direct:<domain>`, `lane:relay:<relay id>`, `domain:<domain>` or `relay:<relay id>`.",
      },
    ]);
  const relayId = relayOf(target);
  if (relayId !== undefined && !relays.some(({ id }) => id === relayId))
    throw new HttpProblem("not_possible", `There is no relay \`${relayId}\`.`, [
      { field: "/target", message: "Write the id of a relay that is in the settings." },
    ]);
  return target;
}

function relayOf(target: SuspensionTarget): string | undefined {
  if (target.kind === "relay") return target.relayId;
  if (target.kind !== "lane") return undefined;
  const route = routeOf(target.lane);
  return route.kind === "relay" ? route.relayId : undefined;
}

async function inForce(store: SuspensionStore, nowMs: number): Promise<readonly Suspension[]> {
  const { suspensions } = await store.read();
  return suspensions.filter(({ untilMs }) => untilMs === undefined || untilMs > nowMs);
}

/** @returns the workers that had not said so in time */
async function awaitWorkers(store: SuspensionStore, version: number, deadAfterMs: number): Promise<string[]> {
  const until = performance.now() + CONFIRM_MS;
  for (;;) {
    const left = await store.unconfirmed(version, deadAfterMs);
    if (left.length === 0 || performance.now() > until) return [...left];
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}

/** As people write it: a domain in any case. */
function idOf(text: string): string {
  const target = parseTarget(text);
  return target ? suspensionIdOf(target) : text;
}

function notSuspended(id: string): HttpProblem {
  return new HttpProblem("not_found", `\`${id}\` is not suspended.`);
}

export function toHttp({ id, target, reason, by, sinceMs, untilMs }: Suspension): HttpSuspension {
  const since = new Date(sinceMs).toISOString();
  const common = { id, kind: target.kind, reason, by, since };
  return untilMs === undefined ? common : { ...common, until: new Date(untilMs).toISOString() };
}
