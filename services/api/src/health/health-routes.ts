import { HealthSchema, type Readiness, ReadinessSchema } from "@postlane/contract";
import { isBearer, type Metrics } from "@postlane/runtime";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";

/** Things the api needs, by name; a check that throws has failed. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<unknown>>>;

const CHECK_TIMEOUT_MS = 3_000;

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

/** Runs all checks, each bounded in time. */
export async function readinessOf(checks: ReadinessChecks): Promise<Readiness> {
  const results = await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await run(check)]));
  const report = Object.fromEntries(results) as Readiness["checks"];
  const ready = Object.values(report).every(({ ok }) => ok);
  return { status: ready ? "ready" : "not ready", checks: report };
}

async function run(check: () => Promise<unknown>): Promise<Readiness["checks"][string]> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`)), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([check(), tooLate]);
    return { ok: true };
  } catch (error) {
    return { ok: false, detail: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}
