import { readFile } from "node:fs/promises";
import { type Problem, SettingsInputSchema, validateSettings } from "@postlane/contract";
import { unreadableFile } from "@postlane/runtime";
import { type Document, LineCounter, parseDocument, stringify, visit } from "yaml";
import { completeSettings } from "./complete-settings.ts";
import { type FileProblem, SettingsConflict, SettingsFileInvalid, SettingsInvalid } from "./errors.ts";
import { showSettings } from "./show-settings.ts";
import type { SettingsSnapshot, SettingsStore } from "./types.ts";

/** Several processes may apply the same file at the same moment; one of them saves, the others find nothing left to change. */
const MAX_CONFLICTS = 10;

/**
 * Applies a settings.yaml. A section the file names is replaced whole, one it does not name stays as it is; a file that changes nothing
 * makes no new version. Passwords may be left out for entries that are already stored.
 * @returns whether a new version was made
 * @throws SettingsFileInvalid with file, line and field of each problem; SettingsUnavailable; UnusablePath when the file cannot be read.
 */
export async function applySettingsFile(path: string, store: SettingsStore): Promise<boolean> {
  const file = parseFile(path, await read(path));
  for (let conflicts = 0; ; conflicts++) {
    const { version, settings } = store.current();
    const verdict = validateSettings({ ...settings, ...file.content });
    if (!verdict.ok) throw file.invalid(verdict.problems);
    try {
      const saved = await store.save(await completeSettings(verdict.settings, settings), version, path);
      return saved.version !== version;
    } catch (error) {
      if (error instanceof SettingsInvalid) throw file.invalid(error.problems);
      if (!(error instanceof SettingsConflict) || conflicts === MAX_CONFLICTS) throw error;
    }
  }
}

/** The settings as a settings.yaml. Secrets are left out: where it is applied, those already stored are kept. */
export function exportSettingsFile(snapshot: SettingsSnapshot): string {
  const view = showSettings(snapshot);
  const content = {
    ...view,
    relays: view.relays.map(({ passwordSet: _set, problem: _problem, ...relay }) => relay),
    credentials: view.credentials.map(({ passwordSet: _set, ...credential }) => credential),
    webhooks: view.webhooks.map(({ secretSet: _set, headerNames: _names, problem: _problem, ...webhook }) => webhook),
    dkimKeys: view.dkimKeys.map(({ id, domain, selector, algorithm }) => ({ id, domain, selector, algorithm })),
  };
  const head = `# Postlane settings, version ${snapshot.version}. Passwords, secrets and keys are not exported; where this is applied, those already stored are kept.\n`;
  return head + stringify(content, { lineWidth: 0 });
}

function read(path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw unreadableFile({ what: "settings file", path, setting: "POSTLANE_SETTINGS_FILE" }, cause);
  });
}

interface SettingsFile {
  readonly content: object;
  invalid(problems: readonly Problem[]): SettingsFileInvalid;
}

function parseFile(path: string, text: string): SettingsFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const invalid = (problems: readonly Problem[]): SettingsFileInvalid =>
    new SettingsFileInvalid(
      path,
      problems.map((problem) => ({ ...problem, line: lineOf(document, lines, problem.field) })),
    );
  const errors = syntaxErrors(document, lines);
  if (errors.length > 0) throw new SettingsFileInvalid(path, errors);
  const content: unknown = document.toJS() ?? {};
  if (typeof content === "object" && !Array.isArray(content)) return { content: content as object, invalid };
  throw invalid([
    {
      field: "",
      message: `Write the sections ${Object.keys(SettingsInputSchema.properties).join(", ")}; each may be left out.`,
    },
  ]);
}

function syntaxErrors(document: Document.Parsed, lines: LineCounter): readonly FileProblem[] {
  const found = document.errors.map(({ message, pos }) => ({ message: `${message}.`, offset: pos[0] }));
  // YAML takes an unquoted * for an alias: the default rule's pattern, and the likeliest slip.
  visit(document, {
    Alias(_key, alias) {
      const message = `Write "*${alias.source}" in quotes.`;
      if (!alias.resolve(document)) found.push({ message, offset: alias.range?.[0] ?? 0 });
    },
  });
  return found.map(({ message, offset }) => ({ field: "", message, line: lines.linePos(offset).line }));
}

/** The line of a field, or of the nearest thing around it that the file holds. */
function lineOf(document: Document, lines: LineCounter, field: string): number | undefined {
  const parts = field.split("/").slice(1);
  for (let length = parts.length; length > 0; length--) {
    const path = parts.slice(0, length).map((part) => {
      const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
      return /^\d+$/.test(name) ? Number(name) : name;
    });
    const node = document.getIn(path, true) as
      | { readonly range?: readonly [number, number, number] | null }
      | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}
