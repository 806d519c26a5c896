export * from "./complete-settings.ts";
export * from "./diff-settings.ts";
export * from "./default-settings.ts";
export {
  type FileProblem,
  SettingsConflict,
  SettingsFileInvalid,
  SettingsInvalid,
  SettingsUnavailable,
} from "./errors.ts";
export * from "./open-settings-store.ts";
export * from "./password.ts";
export * from "./sealed-fields.ts";
export * from "./sealed-store.ts";
export * from "./settings-file.ts";
export * from "./show-settings.ts";
export * from "./types.ts";
export * from "./usable-relays.ts";
export * from "./webhook-secret.ts";
