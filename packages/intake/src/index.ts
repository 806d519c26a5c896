export * from "./create-claims.ts";
export * from "./create-intake.ts";
export * from "./open-intake.ts";
export * from "./plan-deliveries.ts";
export { receivedRecord } from "./received-record.ts";
export * from "./types.ts";
export * from "./watch-pressure.ts";
