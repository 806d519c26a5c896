import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import "./access-scope.ts";
import { HttpProblem } from "./http-problem.ts";

export function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/**
 * A hook that lets only the bearer of the admin token pass (RFC 6750 section 2.1). Digests are compared, so that neither length nor
 * content of the token shows in the time it takes.
 */
export function requireToken(tokenHash: Buffer): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const [scheme = "", token = "", ...rest] = (request.headers.authorization ?? "").split(" ");
    const presented = scheme.toLowerCase() === "bearer" && rest.length === 0 ? token : "";
    if (presented === "") throw new HttpProblem("unauthorized", "Send `authorization: Bearer <admin token>`.");
    if (!timingSafeEqual(sha256(presented), tokenHash))
      throw new HttpProblem("unauthorized", "This is not the admin token.");
    request.actor = "admin token";
  };
}
