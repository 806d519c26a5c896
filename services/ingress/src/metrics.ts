import type { Counter, Gauge, Histogram, Metrics } from "@postlane/runtime";

export interface IngressMetrics {
  readonly connections: Counter;
  readonly sessions: Gauge;
  readonly accepted: Counter;
  readonly acceptedBytes: Counter;
  readonly suppressed: Counter;
  readonly refused: Counter<"code" | "enhanced_code">;
  readonly authentications: Counter<"result">;
  readonly commitSeconds: Histogram;
}

export function createIngressMetrics(metrics: Metrics): IngressMetrics {
  return {
    connections: metrics.counter({
      name: "postlane_ingress_connections_total",
      help: "Connections that clients opened, refused ones included.",
    }),
    sessions: metrics.gauge({ name: "postlane_ingress_sessions", help: "Sessions open now." }),
    accepted: metrics.counter({
      name: "postlane_ingress_accepted_total",
      help: "Messages accepted with 250: they are durable.",
    }),
    acceptedBytes: metrics.counter({
      name: "postlane_ingress_accepted_bytes_total",
      help: "Content bytes of accepted messages, as clients sent them.",
    }),
    suppressed: metrics.counter({
      name: "postlane_ingress_suppressed_recipients_total",
      help: "Recipients of accepted messages that get nothing, because they are on the suppression list.",
    }),
    refused: metrics.counter({
      name: "postlane_ingress_refused_total",
      help: "Refusing replies (4xx and 5xx), by code and enhanced code.",
      labels: ["code", "enhanced_code"],
    }),
    authentications: metrics.counter({
      name: "postlane_ingress_authentications_total",
      help: "Logins, by result: succeeded, failed, or busy when they could not be checked.",
      labels: ["result"],
    }),
    commitSeconds: metrics.histogram({
      name: "postlane_ingress_commit_seconds",
      help: "Time from the final dot of an accepted message to its being durable.",
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    }),
  };
}
