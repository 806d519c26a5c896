import type { FastifyReply, FastifyRequest } from "fastify";
import { HttpProblem } from "../http/http-problem.ts";

/** The versions a change may be made on: what `If-Match` lists, or any. */
export type IfMatch = "any" | readonly number[];

/** RFC 9110 section 13.1.1. @throws HttpProblem when the header is not a list of our ETags. */
export function ifMatchOf(request: FastifyRequest): IfMatch | undefined {
  const header = request.headers["if-match"]?.trim();
  if (header === undefined) return undefined;
  if (header === "*") return "any";
  return header.split(",").map((part) => {
    const found = /^"(\d{1,15})"$/.exec(part.trim());
    if (found) return Number(found[1]);
    throw new HttpProblem("invalid_input", 'If-Match must be the ETag of the settings, such as "7", or *.', [
      { field: "If-Match", message: 'Write the ETag with its quotes, such as "7".' },
    ]);
  });
}

/** The version of the settings as a whole is the ETag of every part of them. */
export function setVersion(reply: FastifyReply, version: number): FastifyReply {
  return reply.header("etag", `"${version}"`);
}
