import type { DataDirectory } from "./open-data-directory.ts";
import type { StartOptions } from "./parse-options.ts";
import { StartError } from "./start-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables by which the sandbox stands in for the Internet. */
const WORLD = ["POSTLANE_DNS_SERVERS", "POSTLANE_DIRECT_PORT", "POSTLANE_ALLOWED_NETWORKS"];

/** @throws StartError when the user's environment names another world than the sandbox, which would win silently or lose silently */
export function checkWorld(options: StartOptions, env: Environment): void {
  const set = WORLD.filter((name) => env[name]);
  if (options.live || set.length === 0) return;
  throw new StartError(
    `${set.join(", ")} ${set.length > 1 ? "are" : "is"} set, but without --live the sandbox stands in for the Internet. Use --live, or unset ${set.length > 1 ? "them" : "it"}.`,
  );
}

/** The addresses to listen on: an option, else the user's environment, else loopback. */
export function listenAddresses(
  options: StartOptions,
  env: Environment,
): { readonly smtp: string; readonly api: string } {
  const listen = (port: number | undefined, set: string | undefined, usual: number) =>
    port === undefined && set ? set : `127.0.0.1:${port ?? usual}`;
  return {
    smtp: listen(options.smtpPort, env["POSTLANE_SMTP_LISTEN"], 2525),
    api: listen(options.apiPort, env["POSTLANE_API_LISTEN"], 8025),
  };
}

/** The environment of every service: the user's own, with what this start decides. */
export function serviceEnvironment(
  options: StartOptions,
  env: Environment,
  data: Pick<DataDirectory, "path" | "secret">,
): Record<string, string | undefined> {
  const { smtp, api } = listenAddresses(options, env);
  return {
    ...env,
    POSTLANE_SECRET_KEY: env["POSTLANE_SECRET_KEY"] || data.secret("secret-key").value,
    POSTLANE_ADMIN_TOKEN: env["POSTLANE_ADMIN_TOKEN"] || data.secret("admin-token").value,
    POSTLANE_SMTP_LISTEN: smtp,
    POSTLANE_API_LISTEN: api,
    POSTLANE_DATA_DIR: data.path,
    // Given to the ingress alone, by its option: one number must not multiply the workers too.
    POSTLANE_PROCESSES: undefined,
  };
}
