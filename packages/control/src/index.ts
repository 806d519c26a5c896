export * from "./open-suspensions.ts";
export * from "./suspension-store.ts";
