import { SessionInputSchema, SessionSchema, type SessionView } from "@postlane/contract";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { checkOrigin } from "./check-origin.ts";
import type { Access } from "./create-access.ts";
import type { Identity } from "./identity.ts";
import type { NoteAccess } from "./note-access.ts";
import { clearSessionCookie, requireSafeTransport, setSessionCookie } from "./session-cookie.ts";
import { showIdentity } from "./token-routes.ts";

/** What a login form sends is small. */
const BODY_LIMIT_BYTES = 4_096;

/** Console sessions: a token once, then a cookie no script can read. */
export function sessionRoutes(fastify: FastifyInstance, access: Access, note: NoteAccess): void {
  const app = fastify.withTypeProvider<ContractTypes>();
  const tags = ["access"];
  const security = [{ session: [] }];

  const openSchema = {
    tags,
    summary: "Log in to the console with a token: sets a cookie",
    description:
      "The cookie counts together with the header X-CSRF-Token where something is changed. A session ends with its token.",
    body: SessionInputSchema,
    response: { 201: SessionSchema, ...problemResponses },
  };
  app.post(
    "/sessions",
    { config: { scope: "open" }, schema: openSchema, bodyLimit: BODY_LIMIT_BYTES },
    async (request, reply) => {
      const { origin, "sec-fetch-site": site } = request.headers;
      // Nobody may be logged in as somebody else by a page elsewhere; a program without a browser is no page.
      if (origin !== undefined || site !== undefined) checkOrigin(request);
      requireSafeTransport(request);
      const { text, identity } = await access.openSession(request.body.token, request.ip);
      setSessionCookie(request, reply, text);
      await note(request, "session.opened", identity.session!.id, {}, identity.actor);
      reply.code(201);
      return showSession(identity);
    },
  );

  const readSchema = { tags, summary: "Your session", security, response: { 200: SessionSchema, ...problemResponses } };
  app.get("/sessions/current", { config: { scope: "self" }, schema: readSchema }, async ({ identity }) =>
    showSession(identity!),
  );

  const closeSchema = {
    tags,
    summary: "Log out",
    security,
    response: { 204: Type.Null({ description: "The session has ended" }), ...problemResponses },
  };
  app.delete("/sessions/current", { config: { scope: "self" }, schema: closeSchema }, async (request, reply) => {
    showSession(request.identity!);
    await access.closeSession(request.identity!);
    await note(request, "session.closed", request.identity!.session!.id);
    clearSessionCookie(request, reply);
    return reply.code(204).send(null);
  });
}

/** @throws HttpProblem not_found for a request by bearer token */
function showSession(identity: Identity): SessionView {
  const { session } = identity;
  if (!session) throw new HttpProblem("not_found", "You use a token, so there is no session.");
  const endsAt = new Date(session.endsAtMs).toISOString();
  return { ...showIdentity(identity), csrf_token: session.csrfToken, ends_at: endsAt };
}
