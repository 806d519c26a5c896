import { readFileSync } from "node:fs";
import type { RedisClient } from "./connect.ts";

/** Runs one Lua command: keys first, then arguments. */
export type ScriptCall = (keys: readonly string[], args: readonly (string | number | Buffer)[]) => Promise<unknown>;

/**
 * Defines the Lua commands of a folder on a client. A file is named `<verb>-<number of keys>.lua` and holds one atomic command.
 * @param names file names without `.lua`
 */
export function defineScripts<N extends string>(
  client: RedisClient,
  folder: URL,
  names: readonly N[],
): Record<N, ScriptCall> {
  const calls = {} as Record<N, ScriptCall>;
  for (const name of names) {
    const numberOfKeys = Number(name.slice(name.lastIndexOf("-") + 1));
    const command = `postlane:${name}`;
    client.defineCommand(command, {
      numberOfKeys,
      lua: readFileSync(new URL(`${name}.lua`, folder), "utf8"),
    });
    const run = (client as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[command]!.bind(client);
    calls[name] = (keys, args) => run(...keys, ...args);
  }
  return calls;
}
