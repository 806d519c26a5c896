export * from "./count-signals.ts";
export * from "./create-lifecycle.ts";
export * from "./create-logger.ts";
export * from "./create-metrics.ts";
export * from "./is-bearer.ts";
export * from "./run-service.ts";
export * from "./start-health-server.ts";
export * from "./redis-latency.ts";
