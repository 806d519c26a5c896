export * from "./config-error.ts";
export * from "./load-client-config.ts";
export * from "./load-config.ts";
export type { ListenAddress } from "./parse-listen.ts";
