import type { FastifyInstance } from "fastify";
import { HttpProblem } from "./http-problem.ts";

/** RFC 9112 section 3.2: two Host fields are refused. Node goes by the first; a proxy in front may have gone by the other. */
export function refuseSecondHost(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ raw }) => {
    let hosts = 0;
    for (let at = 0; at < raw.rawHeaders.length; at += 2) if (/^host$/i.test(raw.rawHeaders[at]!)) hosts++;
    if (hosts > 1) throw new HttpProblem("malformed_request", "Send one Host field.");
  });
}
