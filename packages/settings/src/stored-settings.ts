import { pointer, validateSettings, type Problem } from "@postlane/contract";
import type { Relay } from "@postlane/mail";
import { NO_KEY, type Sealer } from "./create-sealer.ts";
import { SettingsInvalid } from "./errors.ts";
import { isPasswordHash } from "./password.ts";
import type { Credential, Settings, SettingsSnapshot } from "./types.ts";

/** Settings with what belongs to them in the store: the sealed password of each relay that has one. */
export interface OpenedSettings {
  readonly settings: Settings;
  /** Relay id → sealed text as stored. */
  readonly sealed: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** The document in Redis: relays carry `sealedPassword` in place of `password`. */
type StoredRelay = Omit<Relay, "password"> & { readonly sealedPassword?: string };

/**
 * Opens a document of the store. A password that cannot be opened is a problem of its relay alone: the relay stays without password.
 * @throws SettingsInvalid when the document does not fit this program's schema.
 */
export function openStored(document: string, sealer: Sealer): OpenedSettings {
  const stored = JSON.parse(document) as Omit<Settings, "relays"> & { readonly relays: readonly StoredRelay[] };
  const sealed = new Map<string, string>();
  const problems: Problem[] = [];
  const relays = stored.relays.map(({ sealedPassword, ...relay }, at) => {
    if (sealedPassword === undefined) return relay;
    sealed.set(relay.id, sealedPassword);
    try {
      return { ...relay, password: sealer.open(sealedPassword, ownerOf(relay.id)) };
    } catch (error) {
      const reason = (error as Error).message;
      problems.push({
        field: pointer("relays", at, "password"),
        message: `The password of relay \`${relay.id}\` cannot be opened, so the relay is not used. ${reason}`,
      });
      return relay;
    }
  });
  return { settings: checkSettings({ ...stored, relays }), sealed, problems };
}

/**
 * The document to store. A password that did not change keeps its sealed text, so equal settings are equal documents.
 * @throws SettingsInvalid when a password is to be sealed and there is no key, or a login has no password.
 */
export function toStored(settings: Settings, current: OpenedSettings, sealer: Sealer): string {
  const problems: Problem[] = [];
  const relays = settings.relays.map(({ password, ...relay }, at): StoredRelay => {
    if (relay.username === undefined) return relay;
    const kept = current.sealed.get(relay.id);
    const before = current.settings.relays.find(({ id }) => id === relay.id);
    if (kept !== undefined && before?.password === password) return { ...relay, sealedPassword: kept };
    const field = pointer("relays", at, "password");
    if (password === undefined) problems.push({ field, message: `Write the password of \`${relay.username}\`.` });
    else {
      try {
        return { ...relay, sealedPassword: sealer.seal(password, ownerOf(relay.id)) };
      } catch {
        problems.push({ field, message: NO_KEY });
      }
    }
    return relay;
  });
  if (problems.length > 0) throw new SettingsInvalid(problems);
  return JSON.stringify({ ...settings, relays });
}

/**
 * Settings in their one form.
 * @throws SettingsInvalid naming each bad field; also for a credential without hash, for clear passwords never come here.
 */
export function checkSettings(input: unknown): Settings {
  const verdict = validateSettings(input);
  if (!verdict.ok) throw new SettingsInvalid(verdict.problems);
  const problems: Problem[] = [];
  const credentials = verdict.settings.credentials.map(({ username, enabled, passwordHash = "" }, at): Credential => {
    if (passwordHash === "")
      problems.push({
        field: pointer("credentials", at, "password"),
        message: `Write the password of \`${username}\`.`,
      });
    else if (!isPasswordHash(passwordHash))
      problems.push({
        field: pointer("credentials", at, "passwordHash"),
        message: "Write a hash that takes at most 64 MiB: N a power of two, such as 16384, r 8, p 1.",
      });
    return { username, enabled, passwordHash };
  });
  if (problems.length > 0) throw new SettingsInvalid(problems);
  const relays = verdict.settings.relays.map(({ password, ...relay }): Relay =>
    password ? { ...relay, password } : relay,
  );
  return { ...verdict.settings, relays, credentials };
}

export function toSnapshot(version: number, { settings, problems }: OpenedSettings): SettingsSnapshot {
  return { version, settings, ...(problems.length > 0 ? { problems } : {}) };
}

function ownerOf(relayId: string): string {
  return `relay:${relayId}:password`;
}
