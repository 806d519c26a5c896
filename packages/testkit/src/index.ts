export * from "./free-port.ts";
export * from "./start-postgres.ts";
export * from "./start-redis.ts";
