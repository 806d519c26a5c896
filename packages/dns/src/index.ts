export * from "./create-resolver.ts";
export * from "./types.ts";
