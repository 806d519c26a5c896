import { randomBytes } from "node:crypto";
import type { WebhookTest } from "@postlane/contract";
import type { Webhook } from "@postlane/settings";
import { about, describe, postTo } from "./deliver-event.ts";
import { judgeAnswer } from "./judge-answer.ts";
import type { Webhooks } from "./start-webhooks.ts";

const TYPE = "webhook.test";

/** Sends a test event at once. A success wakes an endpoint that slept after failures; a failure changes nothing. */
export async function sendTest(
  { poster, log, queues }: Pick<Webhooks, "poster" | "log" | "queues">,
  webhook: Webhook,
  now: () => number,
): Promise<WebhookTest> {
  const atMs = now();
  const eventId = `evt_test_${randomBytes(12).toString("hex")}`;
  const data = { webhook: webhook.id, text: "This is a test of Postlane." };
  const payload = JSON.stringify({ type: TYPE, timestamp: new Date(atMs).toISOString(), data });
  const answer = await postTo(poster, webhook, { eventId, payload }, atMs);
  const verdict = judgeAnswer(answer, now());
  const ok = verdict.kind === "taken";
  const outcome = ok ? "taken" : "failed";
  const attempt = {
    ...about({ eventId, type: TYPE }, atMs),
    ...describe(answer, verdict),
    attempt: 1,
    outcome,
  } as const;
  // The caller wants to know what the endpoint said, whatever Redis does meanwhile.
  try {
    if (!ok) await log.mention(webhook.id, attempt, payload);
    else if ((await log.note(webhook.id, attempt, payload)).recovered) await queues.wake(webhook.id);
  } catch {}
  return {
    event_id: eventId,
    ok,
    ...(answer.status !== undefined && { status: answer.status }),
    duration_ms: answer.durationMs,
    ...(!ok && { error: verdict.kind === "gone" ? "status 410" : verdict.error }),
    ...(answer.body !== undefined && { answer: answer.body }),
  };
}
