import { stripTypeScriptTypes } from "node:module";
import type { Edit } from "./guard.ts";

/** The table does not fit the product any more: its entry has to be written anew. */
export class StaleEdit extends Error {
  override readonly name = "StaleEdit";
}

/**
 * What the files hold once the edits are made.
 * @param read content of a file from the root of the repository
 * @throws StaleEdit when a text is not there exactly once, changes nothing, or leaves what is no program
 */
export function applyEdits(edits: readonly Edit[], read: (file: string) => string): Map<string, string> {
  const changed = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const text = changed.get(file) ?? readFile(file, read);
    changed.set(file, replaceOnce(text, find, replace, file));
  }
  for (const [file, text] of changed) checkParses(file, text);
  return changed;
}

function readFile(file: string, read: (file: string) => string): string {
  try {
    return read(file);
  } catch {
    throw new StaleEdit(`${file} is not there`);
  }
}

function replaceOnce(text: string, find: string, replace: string, file: string): string {
  const at = find === "" ? -1 : text.indexOf(find);
  if (at === -1) throw new StaleEdit(`${file} has no ${JSON.stringify(find)}`);
  if (text.includes(find, at + 1)) throw new StaleEdit(`${file} has ${JSON.stringify(find)} more than once`);
  if (find === replace) throw new StaleEdit(`${file}: the edit changes nothing`);
  return text.slice(0, at) + replace + text.slice(at + find.length);
}

/** A file that is no program would fail every test and show nothing. What Redis makes of a script it says itself. */
function checkParses(file: string, text: string): void {
  if (file.endsWith(".lua")) return;
  if (!file.endsWith(".ts")) throw new StaleEdit(`${file}: only .ts and .lua files are edited`);
  try {
    stripTypeScriptTypes(text, { mode: "strip" });
  } catch (error) {
    throw new StaleEdit(`${file} does not parse once edited: ${(error as Error).message.split("\n")[0]}`);
  }
}
