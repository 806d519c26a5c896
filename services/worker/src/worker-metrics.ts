import type { LogRecord } from "@postlane/mail";
import type { Metrics } from "@postlane/runtime";

export interface WorkerMetrics {
  readonly connections: { inc(): void };
  readonly outages: { inc(): void };
  readonly uncertain: { inc(): void };
  countRecord(record: LogRecord): void;
}

export function declareWorkerMetrics(metrics: Metrics, sessions: () => number): WorkerMetrics {
  const connections = metrics.counter({
    name: "postlane_connections_total",
    help: "Connections opened to receiving servers and relays.",
  });
  const outages = metrics.counter({
    name: "postlane_lane_outages_total",
    help: "Times no host of a lane could be reached; each is charged once to everything waiting in the lane.",
  });
  const uncertain = metrics.counter({
    name: "postlane_uncertain_total",
    help: "Attempts that ended between the final dot and the answer: the mail may have arrived.",
  });
  const lost = metrics.counter({
    name: "postlane_undeliverable_without_sender_total",
    help: "Messages without a sender, reports first of all, that could not be delivered: nobody is told but the log.",
  });
  const outcomes = metrics.counter({
    name: "postlane_deliveries_total",
    help: "Outcomes of attempts by kind: delivered, deferred, rerouted, bounced, expired, held.",
    labels: ["outcome", "route"],
  });
  const latency = metrics.histogram({
    name: "postlane_accept_to_delivery_seconds",
    help: "Time from acceptance of a message to its delivery.",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300, 3600, 86_400],
  });
  metrics.gauge({
    name: "postlane_sessions",
    help: "Sessions this worker has open now.",
    collect: (gauge) => gauge.set(sessions()),
  });
  return {
    connections,
    outages,
    uncertain,
    countRecord(record) {
      if (record.reversePath === "" && (record.kind === "bounced" || record.kind === "expired")) lost.inc();
      outcomes.inc({ outcome: record.kind, route: record.relayId === undefined ? "direct" : "relay" });
      if (record.kind === "delivered" && record.sinceReceivedMs !== undefined)
        latency.observe(Math.max(0, record.sinceReceivedMs) / 1000);
    },
  };
}
