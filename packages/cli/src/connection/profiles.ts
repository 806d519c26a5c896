import { readFile, stat } from "node:fs/promises";
import { parse } from "yaml";
import { usageError } from "../cli-error.ts";

export interface Profile {
  readonly url?: string;
  readonly token?: string;
  readonly tokenFile?: string;
}

const EXAMPLE = "See docs/cli.md for what stands in it.";

/**
 * The named profile of the file, or its `default` one.
 * @returns undefined when no name is given and there is no file or no default
 * @throws CliError when the file is not right, holds a token others can read, or has no such profile
 */
export async function readProfile(file: string, wanted: string | undefined): Promise<Profile | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw usageError(`The profiles file ${file} cannot be read: ${error.message}.`);
  });
  if (text === undefined) {
    if (wanted === undefined) return undefined;
    throw usageError(`There is no profile ${wanted}: the file ${file} does not exist.`, EXAMPLE);
  }
  const { default: standard, profiles } = parseFile(text, file);
  const name = wanted ?? standard;
  if (name === undefined) return undefined;
  const profile = profiles[name];
  if (profile === undefined) {
    const known = Object.keys(profiles).join(", ") || "none";
    throw usageError(`There is no profile ${name} in ${file}; it has: ${known}.`, EXAMPLE);
  }
  if (profile.token !== undefined) await refuseReadable(file);
  return profile;
}

function parseFile(text: string, file: string): { default?: string; profiles: Record<string, Profile> } {
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw usageError(`The profiles file ${file} is no YAML: ${(error as Error).message}`, EXAMPLE);
  }
  const isRecord = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isRecord(content) || !isRecord(content["profiles"])) throw usageError(`${file} has no \`profiles\`.`, EXAMPLE);
  for (const [name, profile] of Object.entries(content["profiles"])) {
    const odd = isRecord(profile) ? Object.entries(profile).find(([key, value]) => !isField(key, value)) : ["", ""];
    if (odd) throw usageError(`Profile ${name} in ${file}: write url, token or tokenFile, each a text.`, EXAMPLE);
  }
  return content as { default?: string; profiles: Record<string, Profile> };
}

function isField(key: string, value: unknown): boolean {
  return ["url", "token", "tokenFile"].includes(key) && typeof value === "string";
}

async function refuseReadable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0)
    throw usageError(`${file} holds a token and others can read it.`, `Run \`chmod 600 ${file}\`, or use tokenFile.`);
}
