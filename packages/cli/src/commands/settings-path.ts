import { usageError } from "../cli-error.ts";

/** Sections as the api's addresses name them, and as settings.yaml does. */
const SECTIONS: Readonly<Record<string, string>> = {
  "domain-rules": "domainRules",
  relays: "relays",
  "access-rules": "accessRules",
  credentials: "credentials",
  webhooks: "webhooks",
  "dkim-keys": "dkimKeys",
};

/** What `general`, `relays` or `domain-rules/example.com` stands for. */
export type SettingsPath =
  | { readonly kind: "all" }
  | { readonly kind: "general" }
  | { readonly kind: "section"; readonly section: string }
  | { readonly kind: "entry"; readonly section: string; readonly key: string };

/** @throws CliError when no such section is known */
export function parseSettingsPath(text: string | undefined): SettingsPath {
  if (text === undefined) return { kind: "all" };
  // A network has a slash of its own: `access-rules/10.0.0.0/8`.
  const slash = text.indexOf("/");
  const name = slash < 0 ? text : text.slice(0, slash);
  const key = slash < 0 ? "" : text.slice(slash + 1);
  if (name === "general" && key === "") return { kind: "general" };
  const section = Object.keys(SECTIONS).find((known) => known === name || SECTIONS[known] === name);
  if (section === undefined)
    throw usageError(
      `There are no settings ${text}.`,
      `Write general, ${Object.keys(SECTIONS).join(", ")}, or <section>/<key>.`,
    );
  return key === "" ? { kind: "section", section } : { kind: "entry", section, key };
}

/** The entry a path must name. */
export function parseEntryPath(text: string): { readonly section: string; readonly key: string } {
  const path = parseSettingsPath(text);
  if (path.kind === "entry") return path;
  throw usageError(`${text} names no entry.`, "Write <section>/<key>, such as relays/relay-1.");
}

/** `name=value` pairs; values are JSON where they read as such, else text. `name=` sets an empty text, `name=null` null. */
export function parseAssignments(pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf("=");
      if (equals < 1) throw usageError(`${pair} sets nothing.`, "Write field=value, such as maxConnections=2.");
      return [pair.slice(0, equals), parseValue(pair.slice(equals + 1))];
    }),
  );
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
