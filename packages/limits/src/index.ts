export * from "./address-group.ts";
export * from "./burst-limits.ts";
export * from "./lane-limits.ts";
export * from "./login-failures.ts";
export * from "./message-quota.ts";
export * from "./read-site.ts";
export * from "./sender-shares.ts";
export * from "./site-limits.ts";
