import { createHash, timingSafeEqual } from "node:crypto";
import type { Authenticate } from "./guard-routes.ts";
import { HttpProblem } from "./http-problem.ts";

export function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/**
 * Knows only the bearer of the admin token (RFC 6750 section 2.1). Digests are compared, so that neither length nor
 * content of the token shows in the time it takes.
 */
export function adminTokenOnly(tokenHash: Buffer): Authenticate {
  return async (request) => {
    const [scheme = "", token = "", ...rest] = (request.headers.authorization ?? "").split(" ");
    const presented = scheme.toLowerCase() === "bearer" && rest.length === 0 ? token : "";
    if (presented === "") throw new HttpProblem("unauthorized", "Send `authorization: Bearer <admin token>`.");
    if (!timingSafeEqual(sha256(presented), tokenHash))
      throw new HttpProblem("unauthorized", "This is not the admin token.");
    return { actor: "admin token", scope: "admin" };
  };
}
