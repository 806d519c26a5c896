import type { WebhookJob, WebhookNext, WebhookQueues } from "@postlane/queue";
import type { Webhook } from "@postlane/settings";
import type { Attempt, EndpointLog } from "./endpoint-log.ts";
import { judgeAnswer, retryDelayMs, type Verdict } from "./judge-answer.ts";
import { maskAnswer } from "./mask-answer.ts";
import type { EndpointAnswer, EventPoster } from "./post-event.ts";
import { signEvent } from "./sign-event.ts";

export interface DeliverDeps {
  readonly poster: EventPoster;
  readonly log: EndpointLog;
  readonly queues: WebhookQueues;
  /** The webhook as it is set now; undefined when it was removed. */
  readonly webhook: (id: string) => Webhook | undefined;
  /** The endpoint asked never to be called again. */
  readonly disable: (id: string) => Promise<void>;
  readonly onAttempt: (webhookId: string, attempt: Attempt) => void;
  /** An endpoint fell asleep after failures, or takes events again. */
  readonly onTurn: (webhookId: string, turn: "asleep" | "recovered", error?: string) => void;
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** An event that lay in the queue for this much longer than it may be tried is given up unsent. */
const LATE_MS = 60_000;
/** While a webhook is disabled, or its secret cannot be opened. */
const LOOK_AGAIN_MS = 60_000;

/** Sends an event to an endpoint once, notes what came of it, and says when to try again. @throws Error when Redis cannot note it */
export async function deliverEvent(
  deps: DeliverDeps,
  webhookId: string,
  job: WebhookJob,
  attempt: number,
): Promise<WebhookNext> {
  const webhook = deps.webhook(webhookId);
  if (!webhook) return undefined;
  const startedAtMs = deps.now();
  if (!webhook.enabled || webhook.secret === undefined) return { retryAtMs: startedAtMs + LOOK_AGAIN_MS };
  const untilMs = job.queuedAtMs + webhook.retrySeconds * 1_000;
  if (startedAtMs > untilMs + LATE_MS) {
    await note(deps, webhook, job, {
      ...about(job, startedAtMs),
      attempt: 0,
      outcome: "given_up",
      durationMs: 0,
      error: "its time ran out while it waited for the endpoint",
    });
    return undefined;
  }
  const answer = await postTo(deps.poster, webhook, job, startedAtMs);
  const nowMs = deps.now();
  const verdict = judgeAnswer(answer, nowMs);
  const next = nextTry(verdict, attempt, nowMs, untilMs, deps.random());
  if (verdict.kind === "gone") await deps.disable(webhookId);
  const waitMs = verdict.kind === "again" ? verdict.waitMs : undefined;
  const outcome = verdict.kind === "taken" ? "taken" : next === undefined ? "given_up" : "failed";
  const result = { ...describe(answer, verdict), attempt, outcome, nextAtMs: next } as const;
  await note(deps, webhook, job, { ...about(job, startedAtMs), ...result }, waitMs);
  return next === undefined ? undefined : { retryAtMs: next };
}

/** Signs and sends an event. @param webhook with its secret */
export async function postTo(
  poster: EventPoster,
  webhook: Webhook,
  job: Pick<WebhookJob, "eventId" | "payload">,
  atMs: number,
): Promise<EndpointAnswer> {
  const { secret = "", previousSecret, previousSecretUntil = "" } = webhook;
  const secrets =
    previousSecret !== undefined && Date.parse(previousSecretUntil) > atMs ? [secret, previousSecret] : [secret];
  const headers = { ...webhook.headers, ...signEvent(job.eventId, atMs, job.payload, secrets) };
  const answer = await poster.post(webhook.url, headers, job.payload, webhook.timeoutSeconds * 1_000);
  if (answer.body === undefined) return answer;
  return { ...answer, body: maskAnswer(answer.body, [...secrets, ...Object.values(webhook.headers ?? {})]) };
}

/** What an answer comes to, for the list of attempts. */
export function describe(
  { status, body, durationMs }: EndpointAnswer,
  verdict: Verdict,
): Pick<Attempt, "status" | "answer" | "durationMs" | "error"> {
  return { status, answer: body, durationMs, ...(verdict.kind !== "taken" && { error: verdict.error }) };
}

export function about(job: Pick<WebhookJob, "eventId" | "type" | "messageId">, atMs: number) {
  return { atMs, eventId: job.eventId, type: job.type, messageId: job.messageId };
}

/** @returns undefined when there is no further try */
function nextTry(
  verdict: Verdict,
  attempt: number,
  nowMs: number,
  untilMs: number,
  random: number,
): number | undefined {
  if (verdict.kind !== "again" || nowMs >= untilMs) return undefined;
  const nextMs = nowMs + Math.max(retryDelayMs(attempt, random), verdict.waitMs ?? 0);
  // The last try stands at the very end of its time.
  return Math.min(nextMs, untilMs);
}

async function note(deps: DeliverDeps, webhook: Webhook, job: WebhookJob, attempt: Attempt, leastSleepMs?: number) {
  const { recovered, sleepMs, fellAsleep } = await deps.log.note(webhook.id, attempt, job.payload, leastSleepMs);
  deps.onAttempt(webhook.id, attempt);
  if (sleepMs > 0) await deps.queues.sleep(webhook.id, sleepMs);
  if (fellAsleep) deps.onTurn(webhook.id, "asleep", attempt.error);
  if (!recovered) return;
  await deps.queues.wake(webhook.id);
  deps.onTurn(webhook.id, "recovered");
}
