import { pointer } from "@postlane/contract";
import { SECRET_FIELD_NAMES, type Settings } from "@postlane/settings";
import { HttpProblem, invalidInput } from "../http/http-problem.ts";
import type { Change } from "./create-settings-editor.ts";
import type { Section } from "./sections.ts";

export type Entry = Readonly<Record<string, unknown>>;
export type Place = "top" | "up" | "down" | "bottom";

/** Adds an entry at the end, or at `position` (from 0). @throws HttpProblem when there is one of that key. */
export function add(settings: Settings, section: Section, body: Entry, position?: number): Change {
  const entries = entriesOf(settings, section);
  const key = body[section.key];
  if (typeof key === "string" && indexOf(entries, section, key) >= 0)
    throw new HttpProblem("already_exists", `The ${section.entry} \`${section.normalise(key)}\` exists already.`);
  const at = Math.min(position ?? entries.length, entries.length);
  return replaced(settings, section, entries.toSpliced(at, 0, body), at);
}

/** Replaces an entry; what the body leaves open falls back to its default, but for secrets, which stay. @throws HttpProblem */
export function replace(settings: Settings, section: Section, key: string, body: Entry): Change {
  const entries = entriesOf(settings, section);
  const at = find(entries, section, key);
  return replaced(settings, section, entries.with(at, keyed(section, key, body)), at);
}

/** Changes the fields the body names; null takes a field back to its default (RFC 7396). @throws HttpProblem */
export function patch(settings: Settings, section: Section, key: string, body: Entry): Change {
  const entries = entriesOf(settings, section);
  const at = find(entries, section, key);
  const merged = { ...entries[at], ...keyed(section, key, body) };
  // A secret that is left out is kept, so its null must be seen; every other null is a field left out.
  const fields = Object.entries(merged).filter(([name, value]) => value !== null || SECRET_FIELD_NAMES.has(name));
  return replaced(settings, section, entries.with(at, Object.fromEntries(fields)), at);
}

/** @throws HttpProblem when there is none of that key. */
export function remove(settings: Settings, section: Section, key: string): Change {
  const entries = entriesOf(settings, section);
  return replaced(settings, section, entries.toSpliced(find(entries, section, key), 1));
}

/** @throws HttpProblem when there is none of that key. */
export function move(settings: Settings, section: Section, key: string, to: Place): Change {
  const entries = entriesOf(settings, section);
  const from = find(entries, section, key);
  const last = entries.length - 1;
  const at = { top: 0, up: Math.max(0, from - 1), down: Math.min(last, from + 1), bottom: last }[to];
  return replaced(settings, section, entries.toSpliced(from, 1).toSpliced(at, 0, entries[from]!));
}

/** @returns -1 when there is none */
export function indexOf(entries: readonly Entry[], section: Section, key: string): number {
  const wanted = section.normalise(key);
  return entries.findIndex((entry) => entry[section.key] === wanted);
}

function find(entries: readonly Entry[], section: Section, key: string): number {
  const at = indexOf(entries, section, key);
  if (at < 0) throw notFound(section, key);
  return at;
}

export function notFound(section: Section, key: string): HttpProblem {
  return new HttpProblem("not_found", `There is no ${section.entry} \`${key}\`.`);
}

/** Entries as a user would write them to keep them: without secrets, for what is left out is kept. */
function entriesOf(settings: Settings, section: Section): readonly Entry[] {
  const entries = settings[section.name] as readonly object[] as readonly Entry[];
  return entries.map((entry) =>
    Object.fromEntries(Object.entries(entry).filter(([name]) => !SECRET_FIELD_NAMES.has(name))),
  );
}

/** An entry keeps its key: queues, logs and mail programs know it by that. */
function keyed(section: Section, key: string, body: Entry): Entry {
  const normal = section.normalise(key);
  const written = body[section.key];
  if (written !== undefined && (typeof written !== "string" || section.normalise(written) !== normal))
    throw invalidInput([
      {
        field: pointer(section.key),
        message: `Write \`${normal}\`, as in the address, or leave it out: it cannot change.`,
      },
    ]);
  return { ...body, [section.key]: normal };
}

function replaced(settings: Settings, section: Section, entries: readonly Entry[], at?: number): Change {
  const document = { ...settings, [section.name]: entries };
  return at === undefined ? { document } : { document, focus: pointer(section.name, at) };
}
