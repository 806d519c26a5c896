export type * from "./api-types.ts";
export * from "./create-client.ts";
