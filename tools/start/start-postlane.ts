import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Config, loadConfig } from "@postlane/config";
import type { Lifecycle } from "@postlane/runtime";
import { checkPort } from "./check-port.ts";
import type { DataDirectory, Secret } from "./open-data-directory.ts";
import { createPartGroups, type Part } from "./part-groups.ts";
import type { StartOptions } from "./parse-options.ts";
import { readReadyLine } from "./read-log-line.ts";
import { checkWorld, listenAddresses, serviceEnvironment } from "./service-environment.ts";
import { StartError } from "./start-error.ts";
import { startOwnRedis } from "./start-own-redis.ts";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

export interface RunningPostlane {
  readonly smtp: readonly string[];
  readonly api: string;
  readonly redis: string;
  /** Where the sandbox takes mail; undefined with --live. */
  readonly sandbox: string | undefined;
  readonly config: Config;
  /** The administrator's token, when this start keeps it and not the user's environment. */
  readonly keptToken: Secret | undefined;
  /** Resolves with a text for the user when a part has ended that should not have. */
  readonly failed: Promise<string>;
}

/**
 * Starts every part in order: Redis, the sandbox, workers and api, ingress. Closing goes the other way, so the ingress stops taking
 * mail first and Redis ends last.
 * @throws StartError in words for the user
 */
export async function startPostlane(
  options: StartOptions,
  env: Readonly<Record<string, string | undefined>>,
  data: DataDirectory,
  lifecycle: Lifecycle,
  onLine: (name: string, line: string) => void,
  onProgress: (text: string) => void,
): Promise<RunningPostlane> {
  checkWorld(options, env);
  await checkPorts(options, env);
  const serviceEnv = serviceEnvironment(options, env, data);
  const config = loadConfig(serviceEnv);
  const groups = createPartGroups(REPOSITORY, data, lifecycle, onLine);
  const group = (name: string) => {
    onProgress(name);
    return groups.open(name);
  };
  const service = (name: string, file: string, ...args: string[]): Part => ({
    name,
    command: process.execPath,
    args: [join(REPOSITORY, file), ...args],
    env: serviceEnv,
    isReady: readReadyLine,
    ipc: true,
  });

  let redis = env["POSTLANE_REDIS_URL"];
  if (!redis) {
    redis = (await startOwnRedis(data, group("redis").common, env)).url;
    serviceEnv["POSTLANE_REDIS_URL"] = redis;
  }
  let sandbox: string | undefined;
  if (!options.live) {
    const { ready } = await group("sandbox").start(service("sandbox", "tools/start/sandbox.ts"));
    sandbox = String(ready["smtp"]);
    serviceEnv["POSTLANE_DNS_SERVERS"] = String(ready["dns"]);
    serviceEnv["POSTLANE_DIRECT_PORT"] = sandbox.slice(sandbox.lastIndexOf(":") + 1);
    serviceEnv["POSTLANE_ALLOWED_NETWORKS"] = "127.0.0.0/8";
  }
  const inner = group("workers and api");
  const workers = Array.from({ length: options.workers }, (_, index) =>
    inner.start(service(`worker-${index + 1}`, "services/worker/src/main.ts")),
  );
  const [api] = await Promise.all([inner.start(service("api", "services/api/src/main.ts")), ...workers]);
  const ingress = await group("ingress").start(
    service("ingress", "services/ingress/src/main.ts", "--processes", String(options.processes)),
  );
  return {
    smtp: [ingress.ready["smtp"]].flat().map(String),
    api: String(api.ready["api"]),
    redis,
    sandbox,
    config,
    keptToken: env["POSTLANE_ADMIN_TOKEN"] ? undefined : data.secret("admin-token"),
    failed: groups.failed(),
  };
}

async function checkPorts(options: StartOptions, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const { smtp, api } = listenAddresses(options, env);
  if (smtp === api) throw new StartError("Mail and the api need two different ports: --smtp-port and --api-port.");
  const own = /^127\.0\.0\.1:(\d+)$/;
  for (const [address, option] of [
    [smtp, "--smtp-port"],
    [api, "--api-port"],
  ] as const) {
    const port = own.exec(address)?.[1];
    if (port)
      await checkPort("127.0.0.1", Number(port), `choose another one with ${option} (npm start -- ${option} N)`);
  }
}
