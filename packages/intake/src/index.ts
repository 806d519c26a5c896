export * from "./create-intake.ts";
export * from "./plan-deliveries.ts";
export * from "./types.ts";
