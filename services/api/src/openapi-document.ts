import { createLogger, createMetrics } from "@postlane/runtime";
import type { SettingsStore } from "@postlane/settings";
import type { FastifyPluginAsync } from "fastify";
import { createApp } from "./app.ts";
import type { LaneReader } from "./lanes/lane-reader.ts";
import { liveRoutes } from "./messages/live-routes.ts";
import { messageRoutes } from "./messages/message-routes.ts";
import { recoveryRoutes } from "./recovery/recovery-routes.ts";
import { statusRoutes } from "./status/status-routes.ts";
import { submissionRoutes } from "./submission/submission-routes.ts";
import { webhookRoutes } from "./webhooks/webhook-routes.ts";

const never = {} as never;

/** Every part of the api, to be described and not to be called. */
export function describedParts(): readonly FastifyPluginAsync[] {
  return [
    messageRoutes({ database: never, redis: never, ledger: never, spool: never }),
    liveRoutes({ tail: never }),
    statusRoutes({ redis: never, settings: never, readiness: {}, deadAfterMs: 0 }),
    recoveryRoutes({ recovery: never, isKept: true }),
    webhookRoutes({ settings: never, webhooks: never, now: never }),
    submissionRoutes({ intake: never, idempotency: never, general: never, hostname: "", now: never }),
  ];
}

/** The OpenAPI 3.1 document of all routes, as docs/openapi.json holds it. Routes are only described here, never called. */
export async function openApiDocument(): Promise<string> {
  const app = await createApp({
    logger: createLogger("api", "silent"),
    metrics: createMetrics("api"),
    settings: never as SettingsStore,
    lanes: never as LaneReader,
    readiness: {},
    access: { tokens: never, authenticate: never, openSession: never, closeSession: never },
    parts: describedParts(),
  });
  await app.ready();
  const document = JSON.stringify(app.swagger(), null, 2);
  await app.close();
  return `${document}\n`;
}
