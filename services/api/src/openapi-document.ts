import { createLogger, createMetrics } from "@postlane/runtime";
import type { SettingsStore } from "@postlane/settings";
import type { FastifyPluginAsync } from "fastify";
import { createApp } from "./app.ts";
import { auditRoutes } from "./audit/audit-routes.ts";
import { controlRoutes } from "./control/control-routes.ts";
import type { LaneReader } from "./lanes/lane-reader.ts";
import { liveRoutes } from "./messages/live-routes.ts";
import { messageRoutes } from "./messages/message-routes.ts";
import { recoveryRoutes } from "./recovery/recovery-routes.ts";
import { statusRoutes } from "./status/status-routes.ts";
import { suspensionRoutes } from "./suspensions/suspension-routes.ts";
import { suppressionRoutes } from "./suppressions/suppression-routes.ts";
import { submissionRoutes } from "./submission/submission-routes.ts";
import { waitingRoutes } from "./waiting/waiting-routes.ts";
import { webhookRoutes } from "./webhooks/webhook-routes.ts";

const never = {} as never;

/** Every part of the api, to be described and not to be called. */
export function describedParts(): readonly FastifyPluginAsync[] {
  return [
    messageRoutes({ database: never, redis: never, ledger: never, spool: never, waiting: never }),
    waitingRoutes({ database: never, redis: never, ledger: never, waiting: never }),
    liveRoutes({ tail: never }),
    statusRoutes({ redis: never, settings: never, pressure: never, readiness: {}, deadAfterMs: 0 }),
    controlRoutes({
      redis: never,
      database: never,
      ledger: never,
      control: never,
      operations: never,
      lanes: never,
      laneAlarm: never,
      maxConnections: never,
      settings: never,
      audit: never,
      now: never,
    }),
    suspensionRoutes({ suspensions: never, settings: never, audit: never, deadAfterMs: 0, now: never }),
    auditRoutes({ redis: never, database: never }),
    suppressionRoutes({ suppressions: never, audit: never, now: never }),
    recoveryRoutes({ recovery: never, isKept: true }),
    webhookRoutes({ settings: never, webhooks: never, now: never }),
    submissionRoutes({ intake: never, pressure: never, general: never, hostname: "", now: never }),
  ];
}

/** The OpenAPI 3.1 document of all routes, as docs/openapi.json holds it. Routes are only described here, never called. */
export async function openApiDocument(): Promise<string> {
  const app = await createApp({
    logger: createLogger("api", "silent"),
    metrics: createMetrics("api"),
    settings: { secrets: never } as unknown as SettingsStore,
    lanes: never as LaneReader,
    readiness: {},
    audit: never,
    access: { tokens: never, authenticate: never, openSession: never, closeSession: never },
    parts: describedParts(),
  });
  await app.ready();
  const document = JSON.stringify(app.swagger(), null, 2);
  await app.close();
  return `${document}\n`;
}
