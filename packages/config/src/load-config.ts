import { clientVariables } from "./client-variables.ts";
import { ConfigError } from "./config-error.ts";
import { type Environment, readVariable } from "./read-variable.ts";
import type { Variable } from "./variable.ts";
import { variables } from "./variables.ts";

type Variables = typeof variables;

/** What a process is told by its environment. Paths are absolute. What each field means stands in variables.ts. */
export type Config = {
  readonly [K in keyof Variables]: Variables[K] extends Variable<infer T> ? T : never;
};

/**
 * Turns the environment into a typed configuration; with load-client-config.ts the only reader of process.env. An empty variable counts as not set.
 * @throws ConfigError with every problem at once: values that cannot be used, names that look like ours and are not.
 */
export function loadConfig(env: Environment = process.env): Config {
  const problems = unknownNames(env);
  const values: Record<string, unknown> = {};
  const read = (key: keyof Variables, dataDir: string) => {
    values[key] = readVariable(variables[key] as Variable<unknown>, env, dataDir, problems);
  };
  read("dataDir", "");
  for (const key of Object.keys(variables) as (keyof Variables)[]) {
    if (key !== "dataDir") read(key, values.dataDir as string);
  }
  const config = values as Config;
  if (!config.tlsCert !== !config.tlsKey) {
    problems.push("POSTLANE_TLS_CERT and POSTLANE_TLS_KEY go together: set both, or neither for a self-signed pair");
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/** A misspelt variable would otherwise be a setting silently not in force. */
function unknownNames(env: Environment): string[] {
  const known = new Set([...Object.values(variables), ...Object.values(clientVariables)].map(({ name }) => name));
  return Object.keys(env)
    .filter((name) => name.startsWith("POSTLANE_") && !known.has(name) && !isServiceLink(name))
    .map(
      (name) =>
        `${name} is not a variable of Postlane: remove it or correct its name (docs/configuration.md has them all)`,
    );
}

/** Kubernetes puts such variables into every pod beside a Service called `postlane-…`. */
function isServiceLink(name: string): boolean {
  return /_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_\d+_(TCP|UDP)(_[A-Z]+)?)?)$/.test(name);
}
