import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { drainSessions } from "../src/drain.ts";
import { DEFAULT_LIMITS } from "../src/limits.ts";
import { connectSmtp } from "./support/smtp-client.ts";
import { startServer, type TestServer } from "./support/start-server.ts";

/** Guards that a client alone cannot put to the test. */
let test: TestServer;
afterEach(() => test.close());

it("names of clients are not looked up (S22)", async () => {
  test = await startServer();
  const asked: string[] = [];
  test.server.options.resolver = { reverse: (address) => void asked.push(address) };
  const client = await connectSmtp(test.address);
  expect(asked).toEqual([]);
  client.destroy();
});

it("a text with a line end in it stays one reply", async () => {
  test = await startServer();
  const client = await connectSmtp(test.address);
  test.sessions()[0]!.answer({ code: 550, enhancedCode: "5.0.0", text: "no\r\n250 2.0.0 yes\0\u0085" });
  expect(await client.reply()).toBe("550 5.0.0 no  250 2.0.0 yes  ".trimEnd());
  client.destroy();
});

it("a handler whose promise is rejected is a temporary refusal without its text (S1, S21)", async () => {
  test = await startServer({
    context: { authenticator: { verify: () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.3:6379")) } },
  });
  const client = await connectSmtp(test.address);
  await client.ehlo();
  const login = `AUTH PLAIN ${Buffer.from("\0ann\0secret").toString("base64")}`;
  expect(await client.say(login)).toBe("451 4.3.0 Internal error, try again later");
  expect(await client.say("NOOP")).toMatch(/^250/);
  client.destroy();
});

describe("Node does not crash when", () => {
  it.each([0, 1, 2, 3])("ingress stops %i turns after a connection for implicit TLS was accepted", async (turns) => {
    test = await startServer({ implicitTls: true });
    const socket = connect(Number(test.address.split(":")[1]), "127.0.0.1");
    socket.on("error", () => {});
    await once(test.server.server, "connection");
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    await drainSessions([test.server], test.sessions, DEFAULT_LIMITS);
    await once(socket, "close");
  });
});
