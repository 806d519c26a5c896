import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRedis } from "@postlane/redis";
import { createLogger, createMetrics } from "@postlane/runtime";
import { DEFAULT_SETTINGS, type Settings } from "@postlane/settings";
import { createContext } from "../../src/create-context.ts";
import { createConnectionGate } from "../../src/smtp/connection-gate.ts";
import { IngressServer } from "../../src/smtp/ingress-server.ts";
import { loadCertificate } from "../../src/tls/certificate.ts";
import { createRecordingIntake, type RecordingIntake } from "./recording-intake.ts";
import { connectSmtp, type SmtpClient } from "./smtp-client.ts";

export interface ProxiedIngress {
  readonly intake: RecordingIntake;
  /** A client of any address, without the greeting read. */
  connectFrom(clientAddress: string): Promise<SmtpClient>;
  close(): Promise<void>;
}

/** Clients of a test all come from loopback; the library's PROXY protocol lets them come from anywhere. Redis is away here. */
export async function startProxiedIngress(settings: Partial<Settings>): Promise<ProxiedIngress> {
  const dataDir = await mkdtemp(join(tmpdir(), "postlane-ingress-"));
  const redis = openRedis("redis://127.0.0.1:1", "fail-fast", () => {});
  const intake = createRecordingIntake();
  const snapshot = { version: 1, settings: { ...DEFAULT_SETTINGS, ...settings } };
  const context = await createContext({
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
    redis,
    logger: createLogger("ingress", "silent"),
    metrics: createMetrics("ingress"),
  });
  const server = new IngressServer(context, {
    implicitTls: false,
    certificate: await loadCertificate({ dataDir, hostname: context.hostname }),
    gate: createConnectionGate(context.limits),
  });
  server.options.useProxy = true;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    intake,
    async connectFrom(clientAddress) {
      const client = await connectSmtp(`127.0.0.1:${port}`, { greeting: false });
      const family = clientAddress.includes(":") ? "TCP6" : "TCP4";
      client.send(`PROXY ${family} ${clientAddress} 127.0.0.1 40000 25\r\n`);
      return client;
    },
    async close() {
      for (const connection of server.connections) connection._socket.destroy();
      await new Promise<void>((resolve) => server.server.close(() => resolve()));
      redis.disconnect();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
