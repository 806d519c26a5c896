export * from "./default-settings.ts";
export * from "./errors.ts";
export * from "./open-settings-store.ts";
export * from "./types.ts";
export * from "./usable-relays.ts";
