export * from "./create-control.ts";
export * from "./follow-suspensions.ts";
export * from "./open-suspensions.ts";
export * from "./suspension-store.ts";
export * from "./wake-lanes.ts";
export * from "./types.ts";
