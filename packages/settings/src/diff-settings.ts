import { pointer } from "@postlane/contract";
import { isDeepStrictEqual } from "node:util";
import { SECRET_FIELD_NAMES } from "./sealed-fields.ts";
import type { Settings } from "./types.ts";

/** One difference. Entries are named by their key, not their place: `/relays/relay-1/port`. Secrets only tell that they changed. */
export interface SettingsChange {
  readonly field: string;
  readonly kind: "added" | "removed" | "changed" | "reordered";
  readonly before?: unknown;
  readonly after?: unknown;
}

type Entry = Readonly<Record<string, unknown>>;

const SECTION_KEYS = {
  domainRules: "domain",
  relays: "id",
  accessRules: "network",
  credentials: "username",
  webhooks: "id",
  dkimKeys: "id",
} as const;
/** Lists whose order decides. */
const ORDERED: ReadonlySet<string> = new Set(["relays", "accessRules"]);

/** What changed from one version of the settings to another. */
export function diffSettings(before: Settings, after: Settings): readonly SettingsChange[] {
  const { reports: reportsBefore, ...generalBefore } = before.general;
  const { reports: reportsAfter, ...generalAfter } = after.general;
  const changes = diffFields("/general", generalBefore, generalAfter);
  changes.push(...diffFields("/general/reports", { ...reportsBefore }, { ...reportsAfter }));
  for (const [section, key] of Object.entries(SECTION_KEYS) as [keyof typeof SECTION_KEYS, string][]) {
    changes.push(...diffEntries(section, keyed(before[section], key), keyed(after[section], key)));
  }
  return changes;
}

function diffEntries(
  section: string,
  before: ReadonlyMap<string, Entry>,
  after: ReadonlyMap<string, Entry>,
): SettingsChange[] {
  const changes: SettingsChange[] = [];
  for (const [key, entry] of before) {
    const now = after.get(key);
    const field = pointer(section, key);
    if (now) changes.push(...diffFields(field, entry, now));
    else changes.push({ field, kind: "removed", before: withoutSecrets(entry) });
  }
  for (const [key, entry] of after) {
    if (!before.has(key)) changes.push({ field: pointer(section, key), kind: "added", after: withoutSecrets(entry) });
  }
  const stayed = [...before.keys()].filter((key) => after.has(key));
  const order = [...after.keys()].filter((key) => before.has(key));
  if (ORDERED.has(section) && !isDeepStrictEqual(stayed, order))
    changes.push({ field: pointer(section), kind: "reordered", before: [...before.keys()], after: [...after.keys()] });
  return changes;
}

function diffFields(at: string, before: Entry, after: Entry): SettingsChange[] {
  const changes: SettingsChange[] = [];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (isDeepStrictEqual(before[name], after[name])) continue;
    const secret = name === "passwordHash" ? "password" : name;
    if (SECRET_FIELD_NAMES.has(name)) changes.push({ field: at + pointer(secret), kind: "changed" });
    else changes.push({ field: at + pointer(name), kind: "changed", before: before[name], after: after[name] });
  }
  return changes;
}

function keyed(entries: readonly object[], key: string): ReadonlyMap<string, Entry> {
  return new Map((entries as readonly Entry[]).map((entry) => [String(entry[key]), entry]));
}

function withoutSecrets(entry: Entry): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => !SECRET_FIELD_NAMES.has(name)));
}
