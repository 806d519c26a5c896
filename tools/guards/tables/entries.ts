import type { Entry } from "../guard.ts";
import { NODEMAILER } from "./nodemailer.ts";
import { SMTP_SERVER } from "./smtp-server.ts";

/** Every entry, in the order of docs/hazards.md. */
export const ENTRIES: readonly Entry[] = [...SMTP_SERVER, ...NODEMAILER];
