import type { WebhookDelivery } from "@postlane/contract";
import { timeOf } from "../messages/log-record.ts";
import type { LoggedAttempt } from "./endpoint-log.ts";

/** An attempt as the api tells it. */
export function toHttpDelivery(attempt: LoggedAttempt): WebhookDelivery {
  const { messageId, status, error, answer, nextAtMs } = attempt;
  return {
    id: attempt.id,
    at: timeOf(attempt.atMs),
    event_id: attempt.eventId,
    type: attempt.type,
    ...(messageId !== undefined && { message_id: messageId }),
    attempt: attempt.attempt,
    outcome: attempt.outcome,
    ...(status !== undefined && { status }),
    duration_ms: attempt.durationMs,
    ...(error !== undefined && { error }),
    ...(answer !== undefined && { answer }),
    ...(nextAtMs !== undefined && { next_at: timeOf(nextAtMs) }),
  };
}
