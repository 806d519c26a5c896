import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchPressure } from "@postlane/intake";
import { createConnectionGate } from "@postlane/limits";
import { openRedis } from "@postlane/redis";
import { createLogger, createMetrics } from "@postlane/runtime";
import { DEFAULT_SETTINGS, type Settings } from "@postlane/settings";
import { isLoopback } from "../../src/access/access-rules.ts";
import { createContext } from "../../src/create-context.ts";
import type { IngressContext } from "../../src/session/context.ts";
import type { IngressConnection } from "../../src/smtp/ingress-connection.ts";
import { IngressServer } from "../../src/smtp/ingress-server.ts";
import { loadCertificate } from "../../src/tls/certificate.ts";
import { createRecordingIntake, type RecordingIntake } from "./recording-intake.ts";
import { connectSmtp, type SmtpClient } from "./smtp-client.ts";

export interface TestServer {
  readonly server: IngressServer;
  readonly context: IngressContext;
  readonly intake: RecordingIntake;
  readonly address: string;
  /** A client of any address, without the greeting read: the library's PROXY protocol lets it come from anywhere. */
  connectFrom(clientAddress: string): Promise<SmtpClient>;
  sessions(): readonly IngressConnection[];
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly settings?: Partial<Settings>;
  readonly implicitTls?: boolean;
  readonly proxied?: boolean;
  /** Parts of the context that are to be others. */
  readonly context?: Partial<IngressContext>;
}

/** One listener by itself, where a test can reach into it. Redis is away here. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { implicitTls = false, proxied = false } = options;
  const dataDir = await mkdtemp(join(tmpdir(), "postlane-ingress-"));
  const redis = openRedis("redis://127.0.0.1:1", "fail-fast", () => {});
  const intake = createRecordingIntake();
  const snapshot = { version: 1, settings: { ...DEFAULT_SETTINGS, ...options.settings } };
  const metrics = createMetrics("ingress");
  const logger = createLogger("ingress", "silent");
  const limits = () => snapshot.settings.general.backPressure;
  const pressure = watchPressure({ redis, limits, metrics, log: logger, now: Date.now });
  const made = await createContext({
    config: {
      hostname: "mx.postlane.example",
      smtpListen: [],
      dataDir,
      tlsCert: undefined,
      tlsKey: undefined,
      spoolInlineMaxBytes: 65_536,
    },
    settings: { current: () => snapshot, onChange: () => () => {} },
    intake,
    pressure,
    redis,
    logger,
    metrics,
  });
  const context = { ...made, ...options.context };
  const server = new IngressServer(context, {
    implicitTls,
    certificate: await loadCertificate({ dataDir, hostname: context.hostname }),
    gate: createConnectionGate({ ...context.limits, isShared: isLoopback }),
  });
  server.options.useProxy = proxied;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return {
    server,
    context,
    intake,
    address,
    async connectFrom(clientAddress) {
      const client = await connectSmtp(address, { greeting: false });
      const family = clientAddress.includes(":") ? "TCP6" : "TCP4";
      client.send(`PROXY ${family} ${clientAddress} 127.0.0.1 40000 25\r\n`);
      return client;
    },
    sessions: () => [...server.connections] as IngressConnection[],
    async close() {
      for (const connection of [...server.connections] as IngressConnection[]) connection._socket.destroy();
      if (server.server.listening) await new Promise<void>((resolve) => server.server.close(() => resolve()));
      pressure.close();
      redis.disconnect();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
