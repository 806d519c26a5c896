import { clientVariables } from "./client-variables.ts";
import { ConfigError } from "./config-error.ts";
import { type Environment, readVariable } from "./read-variable.ts";
import { variables } from "./variables.ts";

/** What the environment tells the `postlane` command. Paths are absolute. */
export interface ClientConfig {
  readonly apiUrl: string | undefined;
  readonly token: string | undefined;
  readonly profile: string | undefined;
  readonly profilesFile: string;
  /** Where an api started on this machine keeps its admin token. */
  readonly dataDir: string;
}

/** Only what the command itself uses is looked at: the environment may be that of a service of another version. @throws ConfigError */
export function loadClientConfig(env: Environment = process.env): ClientConfig {
  const problems: string[] = [];
  const config = {
    apiUrl: readVariable(clientVariables.apiUrl, env, "", problems),
    token: readVariable(clientVariables.token, env, "", problems),
    profile: readVariable(clientVariables.profile, env, "", problems),
    profilesFile: readVariable(clientVariables.profilesFile, env, env["XDG_CONFIG_HOME"] ?? "", problems),
    dataDir: readVariable(variables.dataDir, env, "", problems),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config as ClientConfig;
}
