import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { HttpProblem } from "../http/http-problem.ts";

/**
 * A browser adds the cookie to what other pages make it send, but it says where that comes from, and no page can change that
 * (Fetch Metadata, and RFC 6454 section 7 for browsers without it).
 * @throws HttpProblem csrf
 */
export function checkOrigin(request: FastifyRequest): void {
  const { origin, "sec-fetch-site": site } = request.headers;
  if (site !== undefined && site !== "same-origin") throw refused(`the browser says it is ${String(site)}`);
  if (origin !== undefined && hostOf(origin) !== request.host)
    throw refused("its Origin is not this host; a proxy in front must pass Host on");
  if (site === undefined && origin === undefined) throw refused("it has neither Sec-Fetch-Site nor Origin");
}

/** @throws HttpProblem csrf */
export function checkCsrfToken(request: FastifyRequest, expected: string): void {
  const sent = request.headers["x-csrf-token"];
  if (
    typeof sent === "string" &&
    sent.length === expected.length &&
    timingSafeEqual(Buffer.from(sent, "latin1"), Buffer.from(expected))
  )
    return;
  throw refused("its X-CSRF-Token is not the one `GET /v1/sessions/current` tells");
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

function refused(why: string): HttpProblem {
  return new HttpProblem("csrf", `A change that comes with a cookie must come from the console itself: ${why}.`);
}
