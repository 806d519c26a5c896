export * from "./burst-limits.ts";
export * from "./lane-limits.ts";
export * from "./read-site.ts";
export * from "./site-limits.ts";
