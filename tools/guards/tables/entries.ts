import type { Entry } from "../guard.ts";
import { BULLMQ_IOREDIS } from "./bullmq-ioredis.ts";
import { DNS } from "./dns.ts";
import { HTTP_API } from "./http-api.ts";
import { NODEMAILER } from "./nodemailer.ts";
import { REDIS_SETTINGS } from "./redis-settings.ts";
import { SMTP_SERVER } from "./smtp-server.ts";

/** Every entry, in the order of docs/hazards.md. */
export const ENTRIES: readonly Entry[] = [
  ...REDIS_SETTINGS,
  ...SMTP_SERVER,
  ...NODEMAILER,
  ...BULLMQ_IOREDIS,
  ...DNS,
  ...HTTP_API,
];
