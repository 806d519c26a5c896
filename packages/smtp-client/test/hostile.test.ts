import { afterEach, describe, expect, test } from "vitest";
import { openConnection } from "../src/index.ts";
import { opened, request, sleep, target } from "./fixture.ts";
import { type Peer, type ScriptServer, startScriptServer } from "./script-server.ts";

/**
 * Servers that answer endlessly, in pieces, with control characters, with wrong codes or with nothing. Whatever they send, the attempt ends in
 * bounded time and memory, and what is kept of their words is short and harmless.
 */
let server: ScriptServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const SHORT = { greetingMs: 400, ehloMs: 400, commandMs: 400, dataMs: 400, dataEndMs: 400 } as const;
/** Long enough for a server that answers on a busy machine: in a transaction none of these is ended by time. */
const LONG = {
  greetingMs: 20_000,
  commandMs: 20_000,
  mailMs: 20_000,
  rcptMs: 20_000,
  dataMs: 20_000,
  dataEndMs: 20_000,
} as const;

async function serve(script: (peer: Peer) => Promise<void>): Promise<number> {
  server = await startScriptServer(script);
  return server.port;
}

/** Sends a piece for as long as the client takes it. */
async function pour(peer: Peer, piece: string | Buffer): Promise<void> {
  while (!peer.socket.destroyed) {
    if (!peer.socket.write(piece))
      await Promise.race([new Promise((resolve) => peer.socket.once("drain", resolve)), peer.closed]);
    await sleep(0);
  }
}

describe("before the first command", () => {
  test.each<[string, (peer: Peer) => Promise<void>]>([
    ["a banner that never ends its line (RFC 5321 section 4.5.3.1.5)", async (peer) => pour(peer, "x".repeat(10_000))],
    ["a banner of endless lines (RFC 5321 section 4.2.1)", async (peer) => pour(peer, "220-welcome\r\n".repeat(1_000))],
    [
      "200,000 lines of continuation (RFC 5321 section 4.2.1)",
      async (peer) => peer.raw(`${"220-x\r\n".repeat(200_000)}220 x\r\n`),
    ],
    [
      "a banner byte by byte (RFC 5321 section 4.5.3.2.1)",
      async (peer) => {
        for (const byte of "220-".padEnd(5_000, "x")) {
          if (peer.socket.destroyed) return;
          peer.raw(byte);
          await sleep(10);
        }
      },
    ],
    ["NUL for ever (CWE-158)", async (peer) => pour(peer, Buffer.alloc(10_000))],
    [
      "an HTTP answer (RFC 5321 section 4.2)",
      async (peer) => peer.raw("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
    ],
    ["an SSH banner (RFC 5321 section 4.2)", async (peer) => peer.raw("SSH-2.0-OpenSSH_9.2\r\n")],
    ["a TLS alert (RFC 8446 section 6)", async (peer) => peer.raw(Buffer.from("15030100020246", "hex"))],
    ["random bytes (RFC 5321 section 4.2)", async (peer) => peer.raw(Buffer.from("8f00ff0a0d2e0a9b", "hex"))],
    [
      "two banners in one (RFC 5321 section 3.1)",
      async (peer) => peer.say("220 mx", "220 mx", "250 mx", "250 ok", "250 ok", "354 go", "250 queued"),
    ],
    [
      "an EHLO reply of endless capabilities (RFC 5321 section 4.1.1.1)",
      async (peer) => {
        peer.say("220 mx");
        await peer.line();
        await pour(peer, "250-X-CAPABILITY\r\n".repeat(1_000));
      },
    ],
    [
      "an EHLO reply of one endless line (RFC 5321 section 4.5.3.1.5)",
      async (peer) => {
        peer.say("220 mx");
        await peer.line();
        await pour(peer, `250-${"x".repeat(10_000)}`);
      },
    ],
  ])("%s", async (_what, script) => {
    const port = await serve(script);
    const before = process.memoryUsage();
    const begun = performance.now();
    const result = await openConnection(target(port, { timeouts: SHORT }));
    if (result.ok) throw new Error("the connection opened");
    expect(result.failure.scope).toBe("site");
    expect(result.failure.enhancedCode).toMatch(/^4\.(4\.2|5\.0|4\.0)$/);
    // Without these limits those of the RFC would hold: minutes.
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(process.memoryUsage().arrayBuffers - before.arrayBuffers).toBeLessThan(60_000_000);
    expect(JSON.stringify(result).length).toBeLessThan(6_000);
    expect(JSON.stringify(result)).not.toMatch(/\\u00(0|1|7f|8|9)/);
  });
});

describe("in a transaction", () => {
  /** Answers as a server should until `verb`, then as the test says. */
  function until(verb: string, hostile: (peer: Peer) => Promise<void> | void) {
    return serve(async (peer) => {
      peer.say("220 mx");
      for (let line = await peer.line(); line !== undefined; line = await peer.line()) {
        if (line.startsWith(verb)) return void (await hostile(peer));
        if (line === "DATA") {
          peer.say("354 go");
          await peer.content();
          if (verb === ".") return void (await hostile(peer));
        } else peer.say(line.startsWith("EHLO") ? "250 mx" : "250 ok");
      }
    });
  }

  test.each(["MAIL", "RCPT", "DATA", "."])(
    "endless continuation lines in answer to %s (RFC 5321 section 4.2.1)",
    async (verb) => {
      const port = await until(verb, (peer) => pour(peer, "250-and so on\r\n".repeat(1_000)));
      const connection = await opened(target(port, { timeouts: LONG }));
      const begun = performance.now();
      const result = await connection.transact(request());
      expect(result.status).toBe("failed");
      expect(result.failure?.enhancedCode).toMatch(/^4\./);
      // By its length, not by the step's time.
      expect(performance.now() - begun).toBeLessThan(15_000);
      expect(connection.usable).toBe(false);
    },
  );

  test.each([
    ["escape sequences (CVE-2003-0063)", "550 5.1.1 \x1b]0;owned\x07\x1b[2J no"],
    ["NUL and DEL (CWE-150)", "550 5.1.1 a\0b\x7fc"],
    ["C1 controls (CVE-2003-0063)", "550 5.1.1 \x9b31m red"],
    ["bidi overrides (CVE-2021-42574)", "550 5.1.1 \u202egnp.exe"],
    ["a carriage return that overwrites (CWE-117)", "550 5.1.1 refused\r250 2.0.0 ok"],
  ])("%s in a reply are not kept", async (_what, reply) => {
    const port = await until("RCPT", (peer) => peer.raw(`${reply}\r\n`));
    const connection = await opened(target(port, { timeouts: LONG }));
    const result = await connection.transact(request());
    const text = JSON.stringify(result);
    // As JSON.stringify shows them, and as they are.
    expect(text).not.toMatch(/\\u00[01789]|\\r|\\u202e/);
    expect(text).not.toMatch(/[\x7f-\x9f\u202a-\u202e]/);
  });

  test("answers to commands that were not sent yet (CVE-2021-38371) are not taken for answers to the next ones", async () => {
    const port = await until("MAIL", (peer) => peer.say("250 ok", "250 ok", "354 go", "250 queued, trust me"));
    const connection = await opened(target(port, { timeouts: LONG }));
    const result = await connection.transact(request());
    expect(result.status).not.toBe("delivered");
  });
});
