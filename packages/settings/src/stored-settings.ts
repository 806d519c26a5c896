import { pointer, validateSettings, type Problem } from "@postlane/contract";
import type { Relay } from "@postlane/mail";
import { NO_KEY, type Sealer } from "./create-sealer.ts";
import { SettingsInvalid } from "./errors.ts";
import { isPasswordHash } from "./password.ts";
import { ownerOf, SEALED_FIELDS, type SealedField } from "./sealed-fields.ts";
import type { Credential, Settings, SettingsSnapshot, Webhook } from "./types.ts";

/** Settings with what belongs to them in the store: the sealed text of each secret. */
export interface OpenedSettings {
  readonly settings: Settings;
  /** Owner (see sealed-fields.ts) → sealed text as stored. */
  readonly sealed: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

type Entry = Readonly<Record<string, unknown>> & { readonly id: string };
type Document = Record<string, readonly Entry[]>;

/** Sections that documents of earlier versions do not have. */
const LATER_SECTIONS = { webhooks: [], dkimKeys: [] };

/**
 * Opens a document of the store. A secret that cannot be opened is a problem of its entry alone: the entry stays without it.
 * @throws SettingsInvalid when the document does not fit this program's schema.
 */
export function openStored(document: string, sealer: Sealer): OpenedSettings {
  const stored = { ...LATER_SECTIONS, ...JSON.parse(document) } as Document;
  const sealed = new Map<string, string>();
  const problems: Problem[] = [];
  for (const field of SEALED_FIELDS) {
    stored[field.section] = stored[field.section]!.map((entry, at) => {
      const { [field.sealedAs]: text, ...rest } = entry;
      if (typeof text !== "string") return entry;
      const owner = ownerOf(field, entry.id);
      sealed.set(owner, text);
      try {
        const secret = sealer.open(text, owner);
        return { ...rest, id: entry.id, [field.field]: field.field === "headers" ? JSON.parse(secret) : secret };
      } catch (error) {
        const message = `The ${field.what} \`${entry.id}\` cannot be opened, so it is not used. ${(error as Error).message}`;
        problems.push({ field: pointer(field.section, at, field.field), message });
        return { ...rest, id: entry.id };
      }
    });
  }
  return { settings: checkSettings(stored), sealed, problems };
}

/**
 * The document to store. A secret that did not change keeps its sealed text, so equal settings are equal documents.
 * @throws SettingsInvalid when a secret is to be sealed and there is no key, or one that must be there is missing.
 */
export function toStored(settings: Settings, current: OpenedSettings, sealer: Sealer): string {
  const problems: Problem[] = [];
  const stored = { ...settings } as unknown as Document;
  for (const field of SEALED_FIELDS) {
    const before = current.settings[field.section] as readonly object[] as readonly Entry[];
    stored[field.section] = stored[field.section]!.map((entry, at) => {
      const { [field.field]: secret, ...rest } = entry;
      const owner = ownerOf(field, entry.id);
      const kept = current.sealed.get(owner);
      const text = sealable(secret);
      const known = before.find(({ id }) => id === entry.id);
      const place = pointer(field.section, at, field.field);
      const isUsed = usesSecret(field, entry);
      if (isUsed && kept !== undefined && sealable(known?.[field.field]) === text)
        return { ...rest, id: entry.id, [field.sealedAs]: kept };
      if (isUsed && text !== undefined) {
        try {
          return { ...rest, id: entry.id, [field.sealedAs]: sealer.seal(text, owner) };
        } catch {
          problems.push({ field: place, message: NO_KEY });
        }
      } else if (isUsed && needsSecret(field)) problems.push({ field: place, message: missing(field, entry) });
      return { ...rest, id: entry.id };
    });
  }
  if (problems.length > 0) throw new SettingsInvalid(problems);
  return JSON.stringify(stored);
}

function sealable(secret: unknown): string | undefined {
  if (secret === undefined) return undefined;
  return typeof secret === "string" ? secret : JSON.stringify(secret);
}

/** A relay without login has no password; a webhook has a secret before only until its time is over. */
function usesSecret({ section, field }: SealedField, entry: Entry): boolean {
  if (section === "relays") return entry["username"] !== undefined;
  return field !== "previousSecret" || entry["previousSecretUntil"] !== undefined;
}

function needsSecret({ field }: SealedField): boolean {
  return field !== "headers" && field !== "previousSecret";
}

function missing({ section, field }: SealedField, entry: Entry): string {
  return section === "relays" ? `Write the password of \`${String(entry["username"])}\`.` : `Write the ${field}.`;
}

/**
 * Settings in their one form.
 * @throws SettingsInvalid naming each bad field; also for a credential without hash, for clear passwords never come here.
 */
export function checkSettings(input: unknown): Settings {
  const verdict = validateSettings(input);
  if (!verdict.ok) throw new SettingsInvalid(verdict.problems);
  const problems: Problem[] = [];
  const credentials = verdict.settings.credentials.map(({ password: _clear, ...credential }, at): Credential => {
    const { username, passwordHash = "" } = credential;
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
    return { ...credential, passwordHash };
  });
  if (problems.length > 0) throw new SettingsInvalid(problems);
  const relays = verdict.settings.relays.map(({ password, ...relay }): Relay =>
    password ? { ...relay, password } : relay,
  );
  const webhooks = verdict.settings.webhooks.map(({ headers, ...webhook }): Webhook =>
    headers ? { ...webhook, headers } : webhook,
  );
  return { ...verdict.settings, relays, credentials, webhooks };
}

export function toSnapshot(version: number, { settings, problems }: OpenedSettings): SettingsSnapshot {
  return { version, settings, ...(problems.length > 0 ? { problems } : {}) };
}
