import type { AddressInfo } from "node:net";
import type { ListenAddress } from "@postlane/config";
import { createConnectionGate } from "@postlane/limits";
import { isLoopback } from "./access/access-rules.ts";
import { createContext, type IngressDeps } from "./create-context.ts";
import { drainSessions } from "./drain.ts";
import { guardSessions } from "./session-guard.ts";
import type { IngressConnection } from "./smtp/ingress-connection.ts";
import { IngressServer } from "./smtp/ingress-server.ts";
import { loadCertificate } from "./tls/certificate.ts";

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
  const { config } = deps;
  const certificate = await loadCertificate({
    dataDir: config.dataDir,
    hostname: config.hostname,
    certFile: config.tlsCert,
    keyFile: config.tlsKey,
  });
  const context = await createContext(deps);
  const { limits, now } = context;
  const gate = createConnectionGate({ ...limits, isShared: isLoopback });
  const servers: IngressServer[] = [];
  const connections = (): IngressConnection[] =>
    servers.flatMap((server) => [...server.connections] as IngressConnection[]);
  const guard = guardSessions(connections, limits, now);

  async function close(): Promise<void> {
    context.draining = true;
    await drainSessions(servers, connections, limits);
    guard.stop();
    context.policy.close();
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
