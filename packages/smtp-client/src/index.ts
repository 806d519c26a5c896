export { openConnection, openWithTlsFallback } from "./open-connection.ts";
export { RFC_TIMEOUTS } from "./rfc-timeouts.ts";
export { createTlsSessions } from "./tls-sessions.ts";
export * from "./types.ts";
