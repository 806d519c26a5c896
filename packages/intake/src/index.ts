export * from "./create-claims.ts";
export * from "./create-intake.ts";
export * from "./open-intake.ts";
export * from "./plan-deliveries.ts";
export * from "./types.ts";
export * from "./watch-pressure.ts";
