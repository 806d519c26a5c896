import { createServer, getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testCertificate } from "@postlane/testkit";
import { createTlsSessions, openConnection } from "../src/index.ts";
import { opened, target } from "./fixture.ts";
import { createPeer, smtpScript } from "./script-server.ts";

const certificate = await testCertificate();
const server = createServer(certificate, (socket) => void smtpScript()(createPeer(socket)));
let port = 0;

beforeAll(async () => {
  setDefaultCACertificates([...getCACertificates("bundled"), certificate.cert]);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as { port: number }).port;
});
afterAll(() => void server.close());

test("a certificate that is trusted and bears the name is verified", async () => {
  const tlsSessions = createTlsSessions();
  for (let i = 0; i < 2; i += 1) {
    const connection = await opened(target(port, { tls: "implicit", tlsVerify: true }), { tlsSessions });
    expect(connection.tls).toMatchObject({ verified: true });
    await connection.quit();
  }
});

test("one with another name is not, also when a session from without verification is kept", async () => {
  const tlsSessions = createTlsSessions();
  const other = (tlsVerify: boolean) => target(port, { tls: "implicit", host: "other.test", tlsVerify });
  for (let i = 0; i < 2; i += 1) {
    const connection = await opened(other(false), { tlsSessions });
    // A resumed session shows no certificate; what was found in the first handshake counts.
    expect(connection.tls).toMatchObject({ verified: false });
    await connection.quit();
  }
  const result = await openConnection(other(true), { tlsSessions });
  expect(result).toMatchObject({
    ok: false,
    failure: { scope: "site", step: "starttls", detail: expect.stringContaining("ERR_TLS_CERT_ALTNAME_INVALID") },
  });
});
