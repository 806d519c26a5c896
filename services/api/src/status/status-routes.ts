import { type Status, StatusSchema } from "@postlane/contract";
import type { Pressure } from "@postlane/intake";
import { type LanesSummary, readSummary } from "@postlane/queue";
import type { BackPressureLimits } from "@postlane/mail";
import { keys, type RedisClient } from "@postlane/redis";
import { readinessOf, type ReadinessChecks } from "@postlane/runtime";
import type { SettingsStore } from "@postlane/settings";
import type { FastifyPluginAsync } from "fastify";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { timeOf } from "../messages/log-record.ts";

export interface StatusDeps {
  readonly redis: RedisClient;
  readonly settings: Pick<SettingsStore, "current">;
  readonly pressure: Pick<Pressure, "level" | "load">;
  readonly readiness: ReadinessChecks;
  /** Silence after which a worker counts as dead. */
  readonly deadAfterMs: number;
}

/** The first look when something seems wrong: what is away, who works, how much waits. */
export function statusRoutes({ redis, settings, pressure, readiness, deadAfterMs }: StatusDeps): FastifyPluginAsync {
  return async (fastify) => {
    const app = fastify.withTypeProvider<ContractTypes>();
    const schema = {
      tags: ["health"],
      summary: "Readiness, workers, and the lanes in numbers",
      security: [{ token: [] }],
      response: { 200: StatusSchema, ...problemResponses },
    };
    app.get("/status", { schema, config: { scope: "viewer" } }, async () => {
      const [report, nowMs, summary] = await Promise.all([
        readinessOf(readiness),
        clock(redis),
        readSummary(redis),
      ]).catch(redisAway);
      const alive = await redis
        .zrangebyscore(keys.workersAlive(), `(${nowMs - deadAfterMs}`, "+inf", "WITHSCORES")
        .catch(redisAway);
      return {
        at: timeOf(nowMs),
        ...report,
        settings_version: settings.current().version,
        back_pressure: backPressure(pressure, settings.current().settings.general.backPressure),
        workers: pairs(alive).map(([worker, seenAtMs]) => ({ worker, seen_at: timeOf(Number(seenAtMs)) })),
        ...(summary && { lanes: describe(summary) }),
      };
    });
  };
}

function backPressure(
  { level, load }: StatusDeps["pressure"],
  { maxWaiting, maxMemoryPercent }: BackPressureLimits,
): Status["back_pressure"] {
  const { waiting, memoryPercent } = load;
  return {
    level,
    waiting,
    max_waiting: maxWaiting,
    ...(memoryPercent !== undefined && { memory_percent: Math.round(memoryPercent * 10) / 10 }),
    max_memory_percent: maxMemoryPercent,
  };
}

function describe(summary: LanesSummary): NonNullable<Status["lanes"]> {
  const { atMs, lanes, waiting, delayed, active, sessions, deepest } = summary;
  return {
    at: timeOf(atMs),
    lanes,
    waiting,
    delayed,
    active,
    sessions,
    lanes_in_outage: summary.lanesInOutage,
    lanes_paused: summary.lanesPaused,
    lanes_suspended: summary.lanesSuspended,
    deepest: deepest.map((one) => ({ lane: one.lane, waiting: one.waiting })),
  };
}

async function clock(redis: RedisClient): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
}

function pairs(flat: readonly string[]): (readonly [string, string])[] {
  return flat.flatMap((text, at) => (at % 2 === 0 ? [[text, flat[at + 1]!] as const] : []));
}

function redisAway(): never {
  throw new HttpProblem("unavailable", "Redis does not answer, so there is nothing to tell; `/readyz` says more.");
}
