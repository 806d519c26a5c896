import type { WebhookQueues } from "@postlane/queue";
import type { Metrics } from "@postlane/runtime";
import type { Attempt } from "./endpoint-log.ts";

export interface WebhookMetrics {
  attempt(webhookId: string, attempt: Attempt): void;
  dropped(webhookId: string, events: number): void;
}

/** @param ids the webhooks there are: few, so that each may have its own line */
export function declareWebhookMetrics(
  metrics: Metrics,
  queues: WebhookQueues,
  ids: () => readonly string[],
): WebhookMetrics {
  const attempts = metrics.counter({
    name: "postlane_webhook_attempts_total",
    help: "Tries to send an event to a webhook: taken, failed (it is tried again), given_up",
    labels: ["webhook", "outcome"],
  });
  const dropped = metrics.counter({
    name: "postlane_webhook_dropped_total",
    help: "Events for which there was no room any more, because the webhook does not take them",
    labels: ["webhook"],
  });
  const seconds = metrics.histogram({
    name: "postlane_webhook_seconds",
    help: "Time a webhook took to answer an event, or to fail",
    labels: ["webhook"],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  });
  metrics.gauge({
    name: "postlane_webhook_waiting",
    help: "Events that wait for a webhook, those for their next try included",
    labels: ["webhook"],
    async collect(gauge) {
      const found = await Promise.all(
        ids().map(async (webhook) => ({ webhook, counts: await queues.counts(webhook).catch(() => undefined) })),
      );
      gauge.reset();
      for (const { webhook, counts } of found) if (counts) gauge.set({ webhook }, counts.waiting + counts.delayed);
    },
  });
  return {
    attempt(webhook, { outcome, attempt, durationMs }) {
      attempts.inc({ webhook, outcome });
      if (attempt > 0) seconds.observe({ webhook }, durationMs / 1_000);
    },
    dropped: (webhook, events) => dropped.inc({ webhook }, events),
  };
}
