export * from "./burst-limits.ts";
export * from "./lane-limits.ts";
export * from "./site-limits.ts";
