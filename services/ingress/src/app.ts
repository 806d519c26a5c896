import type { AddressInfo } from "node:net";
import type { Config, ListenAddress } from "@postlane/config";
import type { Intake } from "@postlane/intake";
import type { RedisClient } from "@postlane/redis";
import type { Logger, Metrics } from "@postlane/runtime";
import type { SettingsStore } from "@postlane/settings";
import { createAuthenticator } from "./auth/authenticator.ts";
import { createLoginFailures } from "./auth/login-failures.ts";
import { drainSessions } from "./drain.ts";
import { DEFAULT_LIMITS, type IngressLimits } from "./limits.ts";
import { createIngressMetrics } from "./metrics.ts";
import { createPolicy } from "./policy.ts";
import { guardSessions } from "./session-guard.ts";
import type { IngressContext } from "./session/context.ts";
import { createConnectionGate } from "./smtp/connection-gate.ts";
import type { IngressConnection } from "./smtp/ingress-connection.ts";
import { IngressServer } from "./smtp/ingress-server.ts";
import { loadCertificate } from "./tls/certificate.ts";

/** What ingress needs to know of the configuration. */
export type IngressConfig = Pick<
  Config,
  "hostname" | "smtpListen" | "dataDir" | "tlsCert" | "tlsKey" | "spoolInlineMaxBytes"
>;

export interface IngressDeps {
  readonly config: IngressConfig;
  readonly settings: Pick<SettingsStore, "current" | "onChange">;
  readonly intake: Intake;
  /** For failed logins; fail-fast. */
  readonly redis: RedisClient;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits?: IngressLimits;
  readonly now?: () => number;
}

export interface Ingress {
  /** `host:port` of each listener, in the order of the configuration. */
  readonly addresses: readonly string[];
  /** Open sessions. */
  readonly sessions: number;
  /** Stops listening, ends idle sessions, waits for messages that are being taken, then closes. */
  close(): Promise<void>;
}

/**
 * Starts accepting mail.
 * @throws Error when an address cannot be listened on, the certificate cannot be used, or the settings are not usable.
 */
export async function startIngress(deps: IngressDeps): Promise<Ingress> {
  const { config, logger, limits = DEFAULT_LIMITS, now = Date.now } = deps;
  const certificate = await loadCertificate({
    dataDir: config.dataDir,
    hostname: config.hostname,
    certFile: config.tlsCert,
    keyFile: config.tlsKey,
  });
  const policy = createPolicy(deps.settings, logger);
  const failures = createLoginFailures(deps.redis, (err) => logger.warn({ err }, "failed logins cannot be counted"));
  const context: IngressContext = {
    hostname: config.hostname,
    inlineMaxBytes: config.spoolInlineMaxBytes,
    limits,
    policy,
    authenticator: await createAuthenticator({ policy, failures, now }),
    intake: deps.intake,
    logger,
    metrics: createIngressMetrics(deps.metrics),
    now,
    draining: false,
  };
  const gate = createConnectionGate(limits);
  const servers: IngressServer[] = [];
  const connections = (): IngressConnection[] =>
    servers.flatMap((server) => [...server.connections] as IngressConnection[]);
  const guard = guardSessions(connections, limits, now);

  async function close(): Promise<void> {
    context.draining = true;
    await drainSessions(servers, connections, limits);
    guard.stop();
    policy.close();
  }

  try {
    for (const address of config.smtpListen) {
      const server = new IngressServer(context, { implicitTls: address.implicitTls, certificate, gate });
      servers.push(server);
      await listen(server, address);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    addresses: servers.map(addressOf),
    get sessions() {
      return connections().length;
    },
    close,
  };
}

function listen(server: IngressServer, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void => {
      reject(new Error(`POSTLANE_SMTP_LISTEN: cannot listen on ${host}:${port}: ${cause.message}`, { cause }));
    };
    server.server.once("error", fail);
    server.listen({ host, port }, () => {
      server.server.off("error", fail);
      resolve();
    });
  });
}

function addressOf(server: IngressServer): string {
  const { address, port, family } = server.server.address() as AddressInfo;
  return family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`;
}
