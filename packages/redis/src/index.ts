export * from "./check-server.ts";
export * from "./connect.ts";
export * from "./is-redis-away.ts";
export * from "./keys.ts";
export * from "./memory-use.ts";
export * from "./pulse.ts";
export * from "./scripts.ts";
export * from "./watch-latency.ts";
