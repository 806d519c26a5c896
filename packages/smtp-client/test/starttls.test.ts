import { createSecureContext, createServer as createTlsServer, TLSSocket } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { testCertificate } from "@postlane/testkit";
import { createTlsSessions, openConnection, openWithTlsFallback, type OpenResult } from "../src/index.ts";
import { opened, request, steps, target, until } from "./fixture.ts";
import {
  type Behaviour,
  createPeer,
  type Peer,
  type ScriptServer,
  smtpScript,
  startScriptServer,
} from "./script-server.ts";

const certificate = await testCertificate();
const servers: ScriptServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** An SMTP server with STARTTLS; `inTls` says how it goes on after the handshake. */
async function serveTls(inClear: Behaviour = {}, inTls: Behaviour = {}): Promise<ScriptServer & { tlsPeers: Peer[] }> {
  const secureContext = createSecureContext(certificate);
  const tlsPeers: Peer[] = [];
  const server = await startScriptServer(async (peer) => {
    const capabilities = inClear.capabilities ?? ["STARTTLS", "PIPELINING"];
    const answer = (line: string) => inClear.answer?.(line, peer) ?? (line === "STARTTLS" ? "220 go" : undefined);
    let upgraded = false;
    await smtpScript({
      ...inClear,
      capabilities,
      answer: (line) => {
        const said = answer(line);
        if (line !== "STARTTLS" || !said?.startsWith("220") || upgraded) return said;
        upgraded = true;
        peer.raw(`${said}\r\n`);
        peer.socket.removeAllListeners("data");
        const secure = new TLSSocket(peer.socket, {
          isServer: true,
          secureContext,
          sessionIdContext: undefined,
        } as object);
        secure.on("error", () => undefined);
        const inner = createPeer(secure);
        tlsPeers.push(inner);
        inner.say = (
          (say) =>
          (...lines: string[]) => {
            if (!lines[0]?.startsWith("220 ")) say(...lines);
          }
        )(inner.say);
        void smtpScript({ capabilities: ["PIPELINING"], ...inTls })(inner);
        return "";
      },
    })(peer);
  });
  servers.push(server);
  return Object.assign(server, { tlsPeers });
}

function said(result: OpenResult): string {
  if (result.ok) return "open";
  const { scope, step, enhancedCode } = result.failure;
  return `${scope} ${step} ${enhancedCode}`;
}

test("opportunistic: TLS without verification, EHLO again behind it", async () => {
  const server = await serveTls({}, { capabilities: ["SIZE 5000"] });
  const connection = await opened(target(server.port, { tls: "opportunistic", tlsVerify: true }));
  expect(connection.tls).toMatchObject({ version: "TLSv1.3", verified: false });
  // RFC 3207 section 4.2: PIPELINING was only announced in clear.
  expect(connection.capabilities).toMatchObject({ pipelining: false, sizeBytes: 5000, startTls: false });
  expect(steps(connection.opening).slice(2)).toEqual([
    "ehlo: EHLO client.test",
    "starttls: STARTTLS",
    "starttls: TLS handshake",
    "ehlo: EHLO client.test",
  ]);
  expect(connection.opening[4]!.detail).toMatch(/^TLSv1\.3 TLS_/);
  expect(await connection.transact(request())).toMatchObject({ status: "delivered" });
  expect(await connection.transact(request())).toMatchObject({ status: "delivered" });
  expect(await connection.quit()).toMatchObject({ reply: { code: 221 } });
  expect(server.tlsPeers[0]!.received).toContain("RCPT TO:<b@b.test>");
  expect(server.peers[0]!.received).not.toContain("RCPT");
});

test("opportunistic: no STARTTLS offered, or refused: in clear on the same connection", async () => {
  const without = await serveTls({ capabilities: [] });
  const refusing = await serveTls({ answer: (line) => (line === "STARTTLS" ? "454 4.7.0 not now" : undefined) });
  for (const server of [without, refusing]) {
    const connection = await opened(target(server.port, { tls: "opportunistic" }));
    expect(connection.tls).toBeUndefined();
    expect(await connection.transact(request())).toMatchObject({ status: "delivered" });
    connection.destroy();
    expect(server.peers).toHaveLength(1);
  }
});

test("a transaction given up in the middle of its content ends in a reset beneath TLS as well", async () => {
  const server = await serveTls();
  const connection = await opened(target(server.port, { tls: "require" }));
  let error: Error | undefined;
  server.peers[0]!.socket.on("error", (e) => (error = e));
  server.tlsPeers[0]!.socket.on("error", (e) => (error = e));
  const content = Buffer.alloc(20_000_000, "x\r\n");
  const transaction = connection.transact(request({ content, beforeDot: () => new Promise(() => undefined) }));
  await until(() => expect(server.tlsPeers[0]!.received.length).toBeGreaterThan(1_000_000));
  expect(connection.abortBeforeDot()).toBe(true);
  expect(await transaction).toMatchObject({ status: "aborted", dotSent: false });
  await server.tlsPeers[0]!.closed;
  expect(error).toMatchObject({ code: "ECONNRESET" });
});

test("mode none does not use an offered STARTTLS", async () => {
  const server = await serveTls();
  const connection = await opened(target(server.port));
  expect(connection.tls).toBeUndefined();
  expect(server.peers[0]!.received).not.toContain("STARTTLS");
  connection.destroy();
});

test.each([
  ["not offered", { capabilities: ["PIPELINING"] }, "site starttls 4.7.4"],
  ["refused", { answer: (line: string) => (line === "STARTTLS" ? "454 4.7.0 no" : undefined) }, "site starttls 4.7.0"],
  [
    "refused for good",
    { answer: (line: string) => (line === "STARTTLS" ? "502 no" : undefined) },
    "site starttls 4.5.1",
  ],
  ["answered 250", { answer: (line: string) => (line === "STARTTLS" ? "250 ok" : undefined) }, "site starttls 4.5.0"],
])("require: STARTTLS %s is a failure", async (_name, behaviour, failure) => {
  const server = await serveTls(behaviour);
  const result = await openWithTlsFallback(target(server.port, { tls: "require" }));
  expect(said(result)).toBe(failure);
  expect(result).toMatchObject({ tlsFailed: false });
  expect(server.peers).toHaveLength(1);
});

test("require with verification refuses a self-signed certificate, and never falls back", async () => {
  const server = await serveTls();
  const result = await openWithTlsFallback(target(server.port, { tls: "require", tlsVerify: true }));
  expect(said(result)).toBe("site starttls 4.7.5");
  expect(result).toMatchObject({ failure: { detail: expect.stringContaining("DEPTH_ZERO_SELF_SIGNED_CERT") } });
  expect(server.peers).toHaveLength(1);
  const lax = await opened(target(server.port, { tls: "require", tlsVerify: false }));
  expect(lax.tls).toMatchObject({ verified: false });
  lax.destroy();
});

test.each(["250 injected\r\n", "2", "\u0016\u0003"])(
  "data in clear behind the 220 of STARTTLS is refused (CVE-2021-38371): %j",
  async (extra) => {
    for (const tls of ["opportunistic", "require"] as const) {
      const server = await startScriptServer(
        smtpScript({
          capabilities: ["STARTTLS"],
          answer: (line, peer) => {
            if (line !== "STARTTLS") return undefined;
            peer.raw(`220 go\r\n${extra}`);
            return "";
          },
        }),
      );
      servers.push(server);
      const result = await openConnection(target(server.port, { tls }));
      expect(said(result)).toBe("site starttls 4.5.0");
      expect(result).toMatchObject({ tlsFailed: false });
    }
  },
);

/** A server whose TLS does not work: it agrees, then talks nonsense or hangs up. */
async function serveBrokenTls(after: (peer: Peer) => void): Promise<ScriptServer> {
  const server = await startScriptServer(
    smtpScript({
      capabilities: ["STARTTLS", "AUTH PLAIN"],
      answer: (line, peer) => {
        if (line !== "STARTTLS") return undefined;
        peer.say("220 go");
        peer.socket.once("data", () => after(peer));
        return "";
      },
    }),
  );
  servers.push(server);
  return server;
}

test.each<[string, (peer: Peer) => void]>([
  ["nonsense", (peer) => peer.raw("500 what is this?\r\n")],
  ["the end", (peer) => peer.end()],
  ["silence", () => undefined],
])(
  "a handshake answered with %s is reported, and tried again in clear when opportunistic (N13)",
  async (_name, after) => {
    const server = await serveBrokenTls(after);
    const timeouts = { commandMs: 1_500 };
    const first = await openConnection(target(server.port, { tls: "opportunistic", timeouts }));
    expect(first).toMatchObject({ ok: false, tlsFailed: true, failure: { scope: "site", step: "starttls" } });
    const result = await openWithTlsFallback(target(server.port, { tls: "opportunistic", timeouts }));
    if (!result.ok) expect.fail(result.failure.detail);
    expect(steps(result.connection.opening).map((step) => step.split(":")[0])).toEqual([
      "connect",
      "greeting",
      "ehlo",
      "starttls",
      "starttls",
      "connect",
      "greeting",
      "ehlo",
    ]);
    expect(await result.connection.transact(request())).toMatchObject({ status: "delivered" });
    result.connection.destroy();
    const required = await openWithTlsFallback(target(server.port, { tls: "require", timeouts }));
    expect(said(required)).toMatch(/^site starttls/);
  },
);

test("a refusal under TLS is no reason to go back to clear text", async () => {
  const server = await serveTls({}, { answer: (line) => (line.startsWith("EHLO") ? "550 5.7.1 not you" : undefined) });
  const result = await openWithTlsFallback(target(server.port, { tls: "opportunistic" }));
  expect(said(result)).toBe("site ehlo 4.7.1");
  expect(server.peers).toHaveLength(1);
});

test("implicit TLS", async () => {
  const server = createTlsServer(certificate, (socket) => void smtpScript()(createPeer(socket)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const connection = await opened(target(port, { tls: "implicit" }));
  expect(connection.tls?.version).toBe("TLSv1.3");
  expect(steps(connection.opening)).toEqual([
    `connect: connect localhost[127.0.0.1]:${port}`,
    "starttls: TLS handshake",
    "greeting: (greeting)",
    "ehlo: EHLO client.test",
  ]);
  expect(await connection.transact(request())).toMatchObject({ status: "delivered" });
  expect(await connection.quit()).toMatchObject({ reply: { code: 221 } });
  const verified = await openConnection(target(port, { tls: "implicit", tlsVerify: true }));
  expect(said(verified)).toBe("site starttls 4.7.5");
  expect(verified).toMatchObject({ tlsFailed: false });
  server.close();
});

test("TLS sessions are resumed per host, and verified ones are kept apart", async () => {
  const resumed: boolean[] = [];
  const server = createTlsServer(certificate, (socket) => {
    resumed.push(socket.isSessionReused());
    void smtpScript()(createPeer(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const tlsSessions = createTlsSessions();
  for (let i = 0; i < 3; i += 1) {
    const connection = await opened(target(port, { tls: "implicit" }), { tlsSessions });
    await connection.transact(request());
    await connection.quit();
  }
  expect(resumed).toEqual([false, true, true]);
  const other = await opened(target(port, { tls: "implicit", host: "other.test" }), { tlsSessions });
  await other.quit();
  expect(resumed.at(-1)).toBe(false);
  expect(said(await openConnection(target(port, { tls: "implicit", tlsVerify: true }), { tlsSessions }))).toBe(
    "site starttls 4.7.5",
  );
  server.close();
});

test("the cache of TLS sessions is bounded", () => {
  const sessions = createTlsSessions(2);
  for (const key of ["a", "b", "c"]) sessions.set(key, { data: Buffer.from(key), verified: false });
  expect(["a", "b", "c"].map((key) => sessions.get(key)?.data.toString())).toEqual([undefined, "b", "c"]);
});
