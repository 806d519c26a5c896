import type { Metrics } from "@postlane/runtime";
import type { FastifyInstance } from "fastify";

/** Counts and times every request by the route it matched, never by the address it asked for: those are without number. */
export function countRequests(app: FastifyInstance, metrics: Metrics): void {
  const seconds = metrics.histogram({
    name: "postlane_api_request_seconds",
    help: "Time the api took to answer a request",
    labels: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    seconds.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
  });
}
