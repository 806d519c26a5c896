import type { Reply } from "./reply.ts";

/** The steps of an attempt, in their order. */
export const STEPS = [
  "dns",
  "connect",
  "greeting",
  "ehlo",
  "starttls",
  "auth",
  "mail",
  "rcpt",
  "data",
  "data-end",
  "quit",
] as const;
export type Step = (typeof STEPS)[number];

/** One step as it went. Secrets never stand here: AUTH lines are masked. */
export interface TranscriptEntry {
  readonly step: Step;
  /** What was sent or done: `RCPT TO:<a@b.test>`, `MX b.test`, `connect 192.0.2.1:25`. */
  readonly command: string;
  readonly reply?: Reply;
  /** What happened when there was no reply: `ETIMEDOUT`, `mx1.b.test 10, mx2.b.test 20`, `TLSv1.3 TLS_AES_256_GCM_SHA384`. */
  readonly detail?: string;
  /** Unix milliseconds. */
  readonly startedAtMs: number;
  readonly durationMs: number;
}
export type Transcript = readonly TranscriptEntry[];
