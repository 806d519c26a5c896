import {
  AccessSchema,
  type AccessView,
  TokenInputSchema,
  type TokenInput,
  TokenListSchema,
  TokenMadeSchema,
  TokenRotationSchema,
  TokenSchema,
  type TokenView,
} from "@postlane/contract";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { problemResponses } from "../http/describe-api.ts";
import { invalidInput } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { normaliseSenders } from "./allowed-senders.ts";
import { stateOf, type Token, type TokenStore, type TokenWish } from "./create-token-store.ts";
import type { Identity } from "./identity.ts";
import type { NoteAccess } from "./note-access.ts";

const ADMIN = { scope: "admin" } as const;

/** API tokens: their secrets are shown once, when they are made. */
export function tokenRoutes(fastify: FastifyInstance, tokens: TokenStore, note: NoteAccess): void {
  const now = Date.now;
  const app = fastify.withTypeProvider<ContractTypes>();
  const described = (summary: string, success: object) => ({
    tags: ["access"],
    summary,
    security: [{ token: [] }],
    response: { ...success, ...problemResponses },
  });
  const params = Type.Object({ id: Type.String({ pattern: "^[0-9a-f]{12}$", description: "The id of a token" }) });

  app.get(
    "/access",
    { config: { scope: "self" }, schema: described("Who you are and what you may do", { 200: AccessSchema }) },
    async ({ identity }) => showIdentity(identity!),
  );

  const listSchema = described("List the tokens, newest first; also those that ended in the last 30 days", {
    200: TokenListSchema,
  });
  app.get("/tokens", { config: ADMIN, schema: listSchema }, async () => ({
    items: (await tokens.list()).map((token) => showToken(token, now())),
  }));

  const readSchema = { ...described("Read a token, but for its secret", { 200: TokenSchema }), params };
  app.get("/tokens/:id", { config: ADMIN, schema: readSchema }, async ({ params: { id } }) =>
    showToken(await tokens.read(id), now()),
  );

  const makeSchema = {
    ...described("Make a token; its secret is shown only now", { 201: TokenMadeSchema }),
    body: TokenInputSchema,
  };
  app.post("/tokens", { config: ADMIN, schema: makeSchema }, async (request, reply) => {
    const { id, text } = await tokens.create(wishOf(request.body, now()), request.actor);
    const { name, scope } = request.body;
    await note(request, "token.made", id, { name, scope });
    reply.code(201).header("location", `/v1/tokens/${id}`);
    return { ...showToken(await tokens.read(id), now()), token: text };
  });

  const rotateSchema = {
    ...described("Give a token a new secret; it is shown only now", { 200: TokenMadeSchema }),
    params,
    body: TokenRotationSchema,
  };
  app.post("/tokens/:id/rotate", { config: ADMIN, schema: rotateSchema }, async (request) => {
    const { id } = request.params;
    const graceSeconds = request.body.grace_seconds ?? 0;
    const { text } = await tokens.rotate(id, graceSeconds * 1_000);
    await note(request, "token.rotated", id, { grace_seconds: graceSeconds });
    return { ...showToken(await tokens.read(id), now()), token: text };
  });

  const revokeSchema = {
    ...described("Revoke a token and end its sessions, at once", { 204: Type.Null({ description: "Revoked" }) }),
    params,
  };
  app.delete("/tokens/:id", { config: ADMIN, schema: revokeSchema }, async (request, reply) => {
    const { id } = request.params;
    await tokens.revoke(id, request.actor);
    await note(request, "token.revoked", id);
    return reply.code(204).send(null);
  });
}

/** @throws HttpProblem naming each bad field */
function wishOf(input: TokenInput, nowMs: number): TokenWish {
  const { name, scope, expires_at, requests_per_minute, allowed_senders } = input;
  const expiresAtMs = expires_at === undefined ? undefined : Date.parse(expires_at);
  if (expiresAtMs !== undefined && !(expiresAtMs > nowMs))
    throw invalidInput([{ field: "/expires_at", message: "Write a time to come, such as 2027-01-31T00:00:00Z." }]);
  if (allowed_senders !== undefined && scope !== "sender")
    throw invalidInput([{ field: "/allowed_senders", message: "Only tokens of scope `sender` are bound to senders." }]);
  const found = normaliseSenders(allowed_senders ?? []);
  if ("problems" in found) throw invalidInput(found.problems);
  return {
    name,
    scope,
    expiresAtMs,
    requestsPerMinute: requests_per_minute,
    allowedSenders: allowed_senders && found.senders,
  };
}

function showToken(token: Token, nowMs: number): TokenView {
  const { id, name, scope, createdBy, revokedBy, requestsPerMinute, allowedSenders } = token;
  return {
    id,
    name,
    scope,
    state: stateOf(token, nowMs),
    created_at: new Date(token.createdAtMs).toISOString(),
    created_by: createdBy,
    ...timeOf("expires_at", token.expiresAtMs),
    ...timeOf("last_used_at", token.lastUsedAtMs),
    ...timeOf("rotated_at", token.rotatedAtMs),
    ...timeOf("previous_valid_until", token.previousUntilMs),
    ...timeOf("revoked_at", token.revokedAtMs),
    ...(revokedBy === undefined ? {} : { revoked_by: revokedBy }),
    ...(requestsPerMinute === undefined ? {} : { requests_per_minute: requestsPerMinute }),
    ...(allowedSenders === undefined ? {} : { allowed_senders: [...allowedSenders] }),
  };
}

export function showIdentity({ actor, scope, via, token }: Identity): AccessView {
  return {
    actor,
    scope,
    via,
    ...(token === undefined ? {} : { token_id: token.id, ...timeOf("expires_at", token.expiresAtMs) }),
    ...(token?.allowedSenders === undefined ? {} : { allowed_senders: [...token.allowedSenders] }),
  };
}

function timeOf<N extends string>(name: N, ms: number | undefined): { [K in N]?: string } {
  return (ms === undefined ? {} : { [name]: new Date(ms).toISOString() }) as { [K in N]?: string };
}
