export * from "./create-resolver.ts";
export * from "./target-filter.ts";
export * from "./types.ts";
