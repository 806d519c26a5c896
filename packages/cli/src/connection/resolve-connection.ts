import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { ClientConfig } from "@postlane/config";
import { CliError, usageError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type Profile, readProfile } from "./profiles.ts";

/** Where to ask, and as whom. */
export interface Connection {
  readonly url: string;
  readonly token: string | undefined;
}

export interface ConnectionOptions {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly profile?: string | undefined;
}

const LOCAL_URL = "http://127.0.0.1:8025";

/**
 * Options win over the environment, that over the profile. A profile that was asked for by an option wins over the environment.
 * Without any token, an api on this machine is asked with the one its first start left in the data directory.
 */
export async function resolveConnection(
  options: ConnectionOptions,
  config: ClientConfig,
  ownDataDir: string,
): Promise<Connection> {
  const profile = (await readProfile(config.profilesFile, options.profile ?? config.profile)) ?? {};
  const given = { ...options, ...(options.tokenFile !== undefined && { tokenFile: resolve(options.tokenFile) }) };
  const ranked: Profile[] = [
    given as Profile,
    ...(options.profile === undefined ? [environment(config), profile] : [profile, environment(config)]),
  ];
  const url = checkUrl(ranked.find(({ url }) => url !== undefined)?.url ?? LOCAL_URL);
  const source = ranked.find(({ token, tokenFile }) => token !== undefined || tokenFile !== undefined);
  if (source) return { url, token: source.token ?? (await readToken(source.tokenFile!, dirname(config.profilesFile))) };
  return { url, token: isLoopback(url) ? await localToken([config.dataDir, ownDataDir]) : undefined };
}

function environment({ apiUrl, token }: ClientConfig): Profile {
  return { ...(apiUrl !== undefined && { url: apiUrl }), ...(token !== undefined && { token }) };
}

function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw usageError(`${text} is no address of an api.`, `Write one such as ${LOCAL_URL}.`);
  if (url.username || url.password)
    throw usageError("Leave user and password out of the address; give a token instead.");
  return text.replace(/\/+$/, "");
}

/** A token of this machine is shown to no other one. */
function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

async function readToken(file: string, from: string): Promise<string> {
  const path = file.startsWith("~/") ? join(homedir(), file.slice(2)) : resolve(from, file);
  const text = await readFile(path, "utf8").catch((cause: Error) => {
    throw new CliError(EXIT.usage, `The token file ${path} cannot be read: ${cause.message}.`, undefined, { cause });
  });
  return text.trim();
}

async function localToken(directories: readonly string[]): Promise<string | undefined> {
  for (const directory of directories) {
    const text = await readFile(join(directory, "admin-token"), "utf8").catch(() => undefined);
    if (text?.trim()) return text.trim();
  }
  return undefined;
}
