import { HealthSchema, ReadinessSchema } from "@postlane/contract";
import { isBearer, type Metrics, type ReadinessChecks, readinessOf } from "@postlane/runtime";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";

/** For orchestrators and Prometheus; only the metrics may want a token. */
export function healthRoutes(
  fastify: FastifyInstance,
  checks: ReadinessChecks,
  metrics: Metrics,
  metricsToken?: string,
): void {
  const app = fastify.withTypeProvider<ContractTypes>();
  const tags = ["health"];

  app.get("/healthz", { schema: { tags, summary: "The process runs", response: { 200: HealthSchema } } }, async () => ({
    status: "ok" as const,
  }));

  app.get(
    "/readyz",
    {
      schema: {
        tags,
        summary: "Redis and the archive answer",
        response: { 200: ReadinessSchema, 503: ReadinessSchema },
      },
    },
    async (_request, reply) => {
      const report = await readinessOf(checks);
      return reply.code(report.status === "ready" ? 200 : 503).send(report);
    },
  );

  app.get(
    "/metrics",
    {
      schema: {
        tags,
        summary: "Metrics in Prometheus' text format",
        response: { 200: { content: { "text/plain": { schema: Type.String() } } }, ...problemResponses },
      },
    },
    async (request, reply) => {
      if (metricsToken !== undefined && !isBearer(request.headers.authorization, metricsToken))
        throw new HttpProblem("unauthorized", "Send `authorization: Bearer <POSTLANE_METRICS_TOKEN>`.");
      reply.type(metrics.registry.contentType);
      return metrics.registry.metrics();
    },
  );
}
