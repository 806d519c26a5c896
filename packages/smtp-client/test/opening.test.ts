import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { freePort } from "@postlane/testkit";
import { openConnection, type OpenResult } from "../src/index.ts";
import { opened, request, sleep, steps, target } from "./fixture.ts";
import { type Peer, type ScriptServer, smtpScript, startScriptServer } from "./script-server.ts";

const servers: ScriptServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serve(script: (peer: Peer) => Promise<void>): Promise<ScriptServer> {
  const server = await startScriptServer(script);
  servers.push(server);
  return server;
}

function said(result: OpenResult): string {
  if (result.ok) return "open";
  const { scope, step, enhancedCode } = result.failure;
  return `${scope} ${step} ${enhancedCode}`;
}

test("greeting, EHLO and the capabilities of the server", async () => {
  const server = await serve(smtpScript({ capabilities: ["PIPELINING", "SIZE 1000", "AUTH PLAIN"] }));
  const connection = await opened(target(server.port));
  expect(connection.capabilities).toMatchObject({
    pipelining: true,
    sizeBytes: 1000,
    authMethods: ["PLAIN"],
    dsn: false,
  });
  expect(connection.usable).toBe(true);
  expect(connection.tls).toBeUndefined();
  expect(steps(connection.opening)).toEqual([
    `connect: connect localhost[127.0.0.1]:${server.port}`,
    "greeting: (greeting)",
    "ehlo: EHLO client.test",
  ]);
  for (const { startedAtMs, durationMs } of connection.opening) {
    expect(Math.abs(startedAtMs - Date.now())).toBeLessThan(5000);
    expect(durationMs).toBeGreaterThanOrEqual(0);
  }
  expect(await connection.quit()).toMatchObject({ step: "quit", command: "QUIT", reply: { code: 221 } });
  expect(connection.usable).toBe(false);
});

test.each([
  ["220 client.test ESMTP Postlane", true, "site greeting 5.4.6"],
  ["220-Client.Test esmtp postlane\r\n220 more", true, "site greeting 5.4.6"],
  ["220 client.test ESMTP Postfix", true, "open"],
  ["220 mx.client.test ESMTP Postlane", true, "open"],
  ["220 client.test ESMTP Postlane", false, "open"],
])(
  "a server that greets %j is ourselves, if that matters (%s): %s (RFC 5321 section 6.3)",
  async (banner, notOurselves, wanted) => {
    const server = await serve(async (peer) => {
      peer.say(banner);
      while ((await peer.line()) !== undefined) peer.say("250 ok");
    });
    const result = await openConnection(target(server.port, { notOurselves }));
    expect(said(result)).toBe(wanted);
    if (result.ok) result.connection.destroy();
    else expect(server.peers[0]!.received).toBe("");
  },
);

test.each([500, 502])("HELO when EHLO is answered %i", async (code) => {
  const server = await serve(smtpScript({ answer: (line) => (line.startsWith("EHLO") ? `${code} what?` : undefined) }));
  const connection = await opened(target(server.port));
  expect(connection.capabilities).toMatchObject({ pipelining: false, authMethods: [] });
  expect(steps(connection.opening).slice(2)).toEqual(["ehlo: EHLO client.test", "ehlo: HELO client.test"]);
  expect(await connection.transact(request())).toMatchObject({ status: "delivered" });
  connection.destroy();
});

test.each([
  ["554 5.7.1 go away", "site greeting 4.7.1"],
  ["421 busy", "site greeting 4.3.2"],
  ["250 hm", "site greeting 4.5.0"],
  ["2", "site greeting 4.5.0"],
  ["2xx hello", "site greeting 4.5.0"],
  ["220-mx.test\r\n250 hello", "site greeting 4.5.0"],
  ["220 mx\r\n250 more", "site ehlo 4.5.0"],
])("greeting %j: %s", async (greeting, failure) => {
  const server = await serve(smtpScript({ greeting, answer: (line) => (line.startsWith("EHLO") ? "" : undefined) }));
  const result = await openConnection(target(server.port));
  expect(said(result)).toBe(failure);
  await server.peers[0]!.closed;
});

test.each([
  ["550 no", "site ehlo 4.0.0"],
  ["421 no", "site ehlo 4.3.2"],
  ["220 no", "site ehlo 4.5.0"],
])("EHLO answered %j: %s", async (reply, failure) => {
  const server = await serve(smtpScript({ answer: (line) => (line.startsWith("EHLO") ? reply : undefined) }));
  expect(said(await openConnection(target(server.port)))).toBe(failure);
});

test("nobody listens", async () => {
  const result = await openConnection(target(await freePort()));
  expect(said(result)).toBe("site connect 4.4.1");
  expect(result).toMatchObject({
    aborted: false,
    tlsFailed: false,
    transcript: [{ step: "connect", detail: "ECONNREFUSED" }],
    failure: { detail: expect.stringMatching(/^localhost\[127\.0\.0\.1\]:\d+: ECONNREFUSED/) },
  });
});

test("a name instead of an address is not looked up", async () => {
  const server = await serve(async (peer) => peer.say("220 mx"));
  expect(said(await openConnection(target(server.port, { address: "localhost" })))).toBe("site connect 4.4.1");
  expect(server.peers).toEqual([]);
  expect(said(await openConnection(target(0)))).toBe("site connect 4.4.1");
});

test.each([
  ["before the greeting", async (peer: Peer) => peer.end(), "site greeting 4.4.2"],
  [
    "in the middle of a reply",
    async (peer: Peer) => {
      peer.raw("220-mx");
      peer.end();
    },
    "site greeting 4.4.2",
  ],
  [
    "at EHLO",
    async (peer: Peer) => {
      peer.say("220 mx");
      await peer.line();
      peer.socket.resetAndDestroy();
    },
    "site ehlo 4.4.2",
  ],
])("connection lost %s", async (_name, script, failure) => {
  const server = await serve(script);
  const result = await openConnection(target(server.port));
  expect(said(result)).toBe(failure);
  if (!result.ok) expect(result.transcript.at(-1)!.detail).toMatch(/the server closed the connection|ECONNRESET/);
});

test("a silent server runs into the deadline of the step, a dripping one as well (N3)", async () => {
  const silent = await serve(async () => undefined);
  const dripping = await serve(async (peer) => {
    for (const char of "220-".padEnd(1000, "x")) {
      if (peer.socket.destroyed) return;
      peer.raw(char);
      await sleep(20);
    }
  });
  for (const server of [silent, dripping]) {
    const begun = performance.now();
    const result = await openConnection(target(server.port, { timeouts: { greetingMs: 150 } }));
    expect(said(result)).toBe("site greeting 4.4.2");
    expect(performance.now() - begun).toBeLessThan(5000);
    if (!result.ok) expect(result.failure.detail).toContain("no answer within 0.2 s");
    await server.peers[0]!.closed;
  }
});

test("a server that answers each step at its last moment runs into the limit of all of them (N3)", async () => {
  const server = await serve(async (peer) => {
    peer.say("220 mx");
    for (let line = await peer.line(); line !== undefined; line = await peer.line()) {
      await sleep(150);
      peer.say(line.startsWith("EHLO") ? "502 what?" : "250 mx");
    }
  });
  const result = await openConnection(target(server.port, { timeouts: { openingMs: 220 } }));
  expect(said(result)).toBe("site ehlo 4.4.2");
  if (!result.ok) expect(result.failure.detail).toContain("not done within 0.2 s");
  await server.peers[0]!.closed;
  // What is open has no limit but that of its transactions.
  const kept = await opened(target((await serve(smtpScript())).port, { timeouts: { openingMs: 1_000 } }));
  await sleep(1_100);
  expect(kept.usable).toBe(true);
  kept.destroy();
});

test("a reply that lies in the socket when the loop was blocked past the deadline is read first", async () => {
  const server = await serve(async (peer) => {
    await sleep(30);
    // Behind the timers of this turn of the loop, so that those of the next one come before its reading.
    await new Promise(setImmediate);
    // The kernel has the greeting at once; client and server share this loop, which now stands still past the deadline.
    peer.raw("220 mx\r\n");
    const end = performance.now() + 200;
    while (performance.now() < end);
    await peer.line();
    peer.say("250 mx");
  });
  const result = await openConnection(target(server.port, { timeouts: { greetingMs: 100 } }));
  expect(said(result)).toBe("open");
  await sleep(20);
  expect(result).toMatchObject({ connection: { usable: true } });
  if (result.ok) result.connection.destroy();
});

test("the connect deadline", async () => {
  // A stopped process accepts nothing, and when its backlog is full the kernel answers no further attempt.
  const code = `const s = require("net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => console.log(s.address().port))`;
  const full = spawn(process.execPath, ["--eval", code], { stdio: ["ignore", "pipe", "inherit"] });
  const port = Number((await once(full.stdout, "data"))[0]);
  onTestFinished(() => void full.kill("SIGKILL"));
  full.kill("SIGSTOP");
  const fillers = Array.from({ length: 4 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const result = await openConnection(target(port, { timeouts: { connectMs: 250, greetingMs: 250 } }));
  expect(said(result)).toBe("site connect 4.4.1");
  for (const filler of fillers) filler.destroy();
});

test("the signal gives the opening up at any step", async () => {
  const silent = await serve(async () => undefined);
  const controller = new AbortController();
  const opening = openConnection(target(silent.port), { signal: controller.signal });
  await sleep(50);
  controller.abort();
  expect(await opening).toMatchObject({ ok: false, aborted: true, tlsFailed: false, failure: { step: "greeting" } });
  await silent.peers[0]!.closed;
  expect(await openConnection(target(silent.port), { signal: controller.signal })).toMatchObject({
    ok: false,
    aborted: true,
  });
  expect(silent.peers).toHaveLength(1);
});

test("an opened connection is no longer bound to the signal", async () => {
  const server = await serve(smtpScript());
  const controller = new AbortController();
  const connection = await opened(target(server.port), { signal: controller.signal });
  controller.abort();
  expect(await connection.transact(request())).toMatchObject({ status: "delivered" });
  connection.destroy();
});

test("421 or the end of an idle connection makes it unusable", async () => {
  for (const farewell of ["421 4.4.2 idle for too long\r\n", "", "250 what\r\n", "garbage\r\n"]) {
    const server = await serve(smtpScript());
    const connection = await opened(target(server.port));
    server.peers[0]!.raw(farewell);
    if (farewell === "") server.peers[0]!.end();
    await server.peers[0]!.closed;
    expect(connection.usable).toBe(false);
    const result = await connection.transact(request());
    expect(result).toMatchObject({ status: "failed", dotSent: false, uncertain: false, failure: { scope: "site" } });
    expect(await connection.quit()).toBeUndefined();
  }
});

test("QUIT waits no longer than its own timeout (N19)", async () => {
  const server = await serve(smtpScript({ answer: (line) => (line === "QUIT" ? "" : undefined) }));
  const connection = await opened(target(server.port, { timeouts: { quitMs: 100 } }));
  server.peers[0]!.end = () => undefined;
  const begun = performance.now();
  expect(await connection.quit()).toMatchObject({ step: "quit", detail: "no answer within 0.1 s" });
  expect(performance.now() - begun).toBeLessThan(4000);
  await server.peers[0]!.closed;
});

test("no error event is left alone when the server resets the connection (N12)", async () => {
  const server = await serve(smtpScript());
  const connection = await opened(target(server.port));
  server.peers[0]!.socket.resetAndDestroy();
  await sleep(50);
  expect(connection.usable).toBe(false);
  connection.destroy();
  connection.destroy();
});
