import type { WebhookJob } from "@postlane/queue";
import { HttpProblem } from "../http/http-problem.ts";
import type { LoggedAttempt } from "./endpoint-log.ts";
import type { Webhooks } from "./start-webhooks.ts";

type Parts = Pick<Webhooks, "queues" | "log">;

/** Sends an event again, under the same id. @returns 1 @throws HttpProblem when it is under way anyhow, or no longer known */
export async function redeliverEvent(
  { queues, log }: Parts,
  id: string,
  eventId: string,
  nowMs: number,
): Promise<number> {
  const state = await queues.hurry(id, eventId);
  if (state === "going") throw new HttpProblem("in_progress", `The event \`${eventId}\` is being sent already.`);
  if (state === "hurried") return 1;
  const found = await log.find(id, eventId);
  if (!found || found.type === "webhook.test")
    throw new HttpProblem("not_found", `The last deliveries hold no event \`${eventId}\`.`);
  await queues.add(id, [toJob(found, nowMs)]);
  return 1;
}

/** Sends every event again that was given up from a time on, as far as they are still known. @returns how many */
export async function redeliverGivenUp(
  { queues, log }: Parts,
  id: string,
  sinceMs: number,
  nowMs: number,
): Promise<number> {
  const found = await log.givenUp(id, sinceMs);
  const jobs = new Map(found.map((attempt) => [attempt.eventId, toJob(attempt, nowMs)]));
  await queues.add(id, [...jobs.values()]);
  return jobs.size;
}

function toJob({ eventId, type, messageId, payload }: LoggedAttempt, nowMs: number): WebhookJob {
  return { eventId, type, ...(messageId !== undefined && { messageId }), payload, queuedAtMs: nowMs };
}
