export * from "./create-spool.ts";
export * from "./directory-spool.ts";
export * from "./envelope-store.ts";
export * from "./redis-spool.ts";
export * from "./sweep-orphans.ts";
export * from "./types.ts";
