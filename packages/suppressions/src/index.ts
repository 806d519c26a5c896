export * from "./open-suppressions.ts";
export * from "./suppressed-records.ts";
export * from "./suppression.ts";
export * from "./suppression-page.ts";
