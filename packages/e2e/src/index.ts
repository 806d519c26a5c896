export * from "./each-once.ts";
export * from "./quick-rule.ts";
export * from "./records-of.ts";
export * from "./run-cli.ts";
export * from "./story-of.ts";
export * from "./use-postlane.ts";
export * from "./wait-until.ts";
