import { IdempotencyKeyReused, IntakeUnavailable } from "@postlane/intake";
import { isRedisAway } from "@postlane/redis";
import { SettingsConflict, SettingsInvalid, SettingsUnavailable } from "@postlane/settings";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { LanesUnavailable } from "../lanes/lane-reader.ts";
import { HttpProblem, invalidInput } from "./http-problem.ts";

/** Answers every error as `application/problem+json` (RFC 9457). What is not meant for clients is logged and told as `internal`. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error as FastifyError);
    // What many hear at once is told sparingly, where it is refused.
    if (problem.statusCode >= 500 && problem.code !== "bodies_full")
      request.log.error({ err: error }, "request failed");
    return send(reply, problem);
  });
  app.setNotFoundHandler((request, reply) => send(reply, noSuchRoute(request)));
}

export function noSuchRoute({ method, url }: FastifyRequest): HttpProblem {
  return new HttpProblem("no_such_route", `There is no ${method} ${url.split("?")[0]}.`);
}

/** For errors before a route is found, such as an address that cannot be decoded. */
export function answerFrameworkError(error: FastifyError, _request: unknown, reply: FastifyReply): void {
  send(reply, toProblem(error));
}

function send(reply: FastifyReply, problem: HttpProblem): FastifyReply {
  // RFC 9110 section 11.6.1: 401 names the scheme.
  if (problem.code === "unauthorized") reply.header("www-authenticate", 'Bearer realm="postlane"');
  if (problem.code === "unavailable") reply.header("retry-after", "5");
  // Fastify would close a connection whose body was not read; this client is to read the answer first, and may come again on it.
  if (problem.code === "bodies_full") reply.removeHeader("connection");
  reply.headers(problem.headers);
  return reply
    .code(problem.statusCode)
    .type("application/problem+json")
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem.details());
}

function toProblem(error: FastifyError): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof SettingsInvalid) return invalidInput(error.problems);
  if (error instanceof SettingsConflict) return new HttpProblem("version_conflict", error.message);
  if (error instanceof SettingsUnavailable)
    return new HttpProblem("unavailable", "Redis does not answer, so the settings cannot be changed now.");
  if (error instanceof LanesUnavailable)
    return new HttpProblem("unavailable", "Redis does not answer, so the lanes cannot be read now.");
  if (error instanceof IdempotencyKeyReused)
    return new HttpProblem("idempotency_key_reused", "This Idempotency-Key belongs to another request.");
  if (error instanceof IntakeUnavailable)
    return new HttpProblem("unavailable", "The message cannot be made durable now; nothing of it was kept.");
  if (isRedisAway(error)) return new HttpProblem("unavailable", "Redis cannot be used now; try again in a moment.");
  switch (error.statusCode) {
    case 413:
      return new HttpProblem("body_too_large", "The body is larger than this address takes.");
    case 415:
      return new HttpProblem(
        "unsupported_media_type",
        "Send JSON with `content-type: application/json`, or what docs/openapi.json names for this address.",
      );
    case 414:
      return new HttpProblem("address_too_long", "A part of the address is longer than anything here is called.");
    case 403:
    case 404:
      // What serves files says so of names that lead out of their directory.
      return new HttpProblem("no_such_route", "There is no such file.");
    case 400:
      return new HttpProblem("malformed_request", malformed(error.code));
    default:
      return new HttpProblem("internal", "The request could not be answered; the log of the api has the cause.");
  }
}

function malformed(code: string): string {
  if (code === "FST_ERR_CTP_EMPTY_JSON_BODY") return "The body is empty; write JSON.";
  if (code === "FST_ERR_CTP_INVALID_JSON_BODY") return "The body is not valid JSON.";
  return "The request cannot be read.";
}
