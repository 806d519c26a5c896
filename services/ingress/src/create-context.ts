import type { Config } from "@postlane/config";
import type { Intake, Pressure } from "@postlane/intake";
import { createLoginTurns, createMessageQuota } from "@postlane/limits";
import type { RedisClient } from "@postlane/redis";
import { createSparingLog, type Logger, type Metrics } from "@postlane/runtime";
import type { SettingsStore } from "@postlane/settings";
import { createAuthenticator } from "./auth/authenticator.ts";
import { DEFAULT_LIMITS, type IngressLimits } from "./limits.ts";
import { createIngressMetrics } from "./metrics.ts";
import { createPolicy } from "./policy.ts";
import type { IngressContext } from "./session/context.ts";

/** What ingress needs to know of the configuration. */
export type IngressConfig = Pick<
  Config,
  "hostname" | "smtpListen" | "dataDir" | "tlsCert" | "tlsKey" | "spoolInlineMaxBytes"
>;

export interface IngressDeps {
  readonly config: IngressConfig;
  readonly settings: Pick<SettingsStore, "current" | "onChange">;
  readonly intake: Intake;
  readonly pressure: Pressure;
  /** For failed logins and quotas; fail-fast. */
  readonly redis: RedisClient;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits?: IngressLimits;
  readonly now?: () => number;
}

/** @throws Error when the settings at hand cannot be used */
export async function createContext(deps: IngressDeps): Promise<IngressContext> {
  const { config, logger, limits = DEFAULT_LIMITS, now = Date.now } = deps;
  const sparing = createSparingLog();
  const policy = createPolicy(deps.settings, logger);
  const turns = createLoginTurns(deps.redis, (err) =>
    sparing.note(`logins ${err.message}`, (times) => logger.warn({ err, times }, "failed logins cannot be counted")),
  );
  return {
    hostname: config.hostname,
    inlineMaxBytes: config.spoolInlineMaxBytes,
    limits,
    policy,
    authenticator: await createAuthenticator({ policy, turns, now }),
    quota: createMessageQuota(deps.redis),
    intake: deps.intake,
    pressure: deps.pressure,
    logger,
    sparing,
    metrics: createIngressMetrics(deps.metrics),
    now,
    draining: false,
  };
}
