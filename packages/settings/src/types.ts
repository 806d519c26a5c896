import type { CredentialLimits, DkimKeyDraft, Problem, WebhookDraft } from "@postlane/contract";
import type { SealedStore } from "./sealed-store.ts";
import type { BackPressureLimits, DomainRule, Relay, ReportSettings } from "@postlane/mail";

/** The settings every service works by. The schema in @postlane/contract must accept exactly this. Field names are those of the rules page. */
export interface Settings {
  readonly general: GeneralSettings;
  /** The most specific pattern wins; `*` is the default rule. */
  readonly domainRules: readonly DomainRule[];
  /** In the order they are tried. */
  readonly relays: readonly Relay[];
  /** First match wins; a client that none matches must log in. */
  readonly accessRules: readonly AccessRule[];
  readonly credentials: readonly Credential[];
  readonly webhooks: readonly Webhook[];
  readonly dkimKeys: readonly DkimKey[];
}

/** Secrets in clear only inside a process; sealed in the store. */
export interface Webhook extends Omit<WebhookDraft, "headers"> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** `privateKey` in PEM, absent when it cannot be opened with the present key. */
export type DkimKey = DkimKeyDraft;

export interface GeneralSettings {
  readonly maxMessageBytes: number;
  readonly maxRecipients: number;
  readonly maxReceivedHops: number;
  readonly reports: ReportSettings;
  readonly suppression: SuppressionSettings;
  readonly backPressure: BackPressureLimits;
}

/** When hard bounces put an address on the suppression list. */
export interface SuppressionSettings {
  readonly enabled: boolean;
  readonly afterHardBounces: number;
  readonly windowDays: number;
  /** 0 = until it is removed. */
  readonly expireDays: number;
}

export interface AccessRule {
  /** Address or network, IPv4 or IPv6: `10.0.0.0/8`, `::1`. */
  readonly network: string;
  readonly action: "allow" | "deny";
  readonly comment?: string;
}

export interface Credential extends CredentialLimits {
  readonly username: string;
  /** `scrypt$N$r$p$salt$hash` (base64). The password itself is never kept. */
  readonly passwordHash: string;
  readonly enabled: boolean;
}

export interface SettingsSnapshot {
  readonly version: number;
  readonly settings: Settings;
  /** What cannot be used now although it is valid: secrets that cannot be opened with the present key. */
  readonly problems?: readonly Problem[];
}

export interface SettingsVersion {
  readonly version: number;
  /** Unix milliseconds of Redis' clock. */
  readonly savedAtMs: number;
  readonly by: string;
}

/** A service's copy of the settings; it works on with the last one while Redis is away. */
export interface SettingsStore {
  current(): SettingsSnapshot;
  /** Called after each change with the new snapshot. @returns the unsubscriber */
  onChange(listener: (snapshot: SettingsSnapshot) => void): () => void;
  /**
   * Validates and saves; secrets are sealed before they leave the process. Settings equal to the current ones make no new version.
   * A relay with a user name and no password keeps the stored one if that could not be opened here, else it is refused.
   * @param by who changed them, for the history
   * @throws SettingsInvalid naming each bad field; SettingsConflict when `expectedVersion` is not the current one;
   *   SettingsUnavailable when Redis did not confirm.
   */
  save(next: Settings, expectedVersion: number, by?: string): Promise<SettingsSnapshot>;
  /** The last versions, newest first. @throws SettingsUnavailable */
  history(): Promise<readonly SettingsVersion[]>;
  /** @returns the settings of a version the history still holds. @throws SettingsUnavailable */
  at(version: number): Promise<SettingsSnapshot | undefined>;
  /** Its secrets, for a new key. */
  readonly secrets: SealedStore;
  /** Reads Redis now instead of at the next announcement. @throws SettingsUnavailable */
  refresh(): Promise<SettingsSnapshot>;
  close(): Promise<void>;
}
