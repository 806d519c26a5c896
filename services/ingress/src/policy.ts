import type { Credential, GeneralSettings, Settings, SettingsSnapshot, SettingsStore } from "@postlane/settings";
import { type Access, compileAccessRules } from "./access/access-rules.ts";

/** The settings as sessions ask them: compiled once per version. */
export interface Policy {
  /** Grows with each change taken over: what a session remembers of an older one must be asked again. */
  readonly version: number;
  readonly general: GeneralSettings;
  access(clientAddress: string): Access;
  /** Only enabled ones. */
  credential(username: string): Credential | undefined;
  onChange(listener: () => void): void;
  close(): void;
}

export interface PolicyLog {
  error(fields: object, message: string): void;
}

/**
 * Follows the settings. When a change cannot be taken over, the one before it stays in force: rules that half hold could open a relay.
 * @throws Error when the settings at hand cannot be used
 */
export function createPolicy(settings: Pick<SettingsStore, "current" | "onChange">, log: PolicyLog): Policy {
  let version = 0;
  let compiled = compile(settings.current().settings);
  const listeners: (() => void)[] = [];
  const unsubscribe = settings.onChange((snapshot: SettingsSnapshot) => {
    try {
      compiled = compile(snapshot.settings);
    } catch (err) {
      log.error({ err, settings_version: snapshot.version }, "settings cannot be used, the ones before stay in force");
      return;
    }
    version++;
    for (const listener of listeners) listener();
  });
  return {
    get version() {
      return version;
    },
    get general() {
      return compiled.general;
    },
    access: (clientAddress) => compiled.access(clientAddress),
    credential: (username) => compiled.credentials.get(username),
    onChange: (listener) => void listeners.push(listener),
    close: unsubscribe,
  };
}

function compile(settings: Settings) {
  return {
    general: settings.general,
    access: compileAccessRules(settings.accessRules),
    credentials: new Map(settings.credentials.filter(({ enabled }) => enabled).map((one) => [one.username, one])),
  };
}
