import { afterEach, describe, expect, test } from "vitest";
import { isLoopback } from "../src/authenticate.ts";
import { openConnection, openWithTlsFallback } from "../src/index.ts";
import { opened, request, steps, target } from "./fixture.ts";
import { type ScriptServer, smtpScript, startScriptServer } from "./script-server.ts";

const servers: ScriptServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const auth = { username: "jösé", password: "pa55 wörd" };
const PLAIN = Buffer.from("\0jösé\0pa55 wörd").toString("base64");
const NAME = Buffer.from("jösé").toString("base64");
const PASSWORD = Buffer.from("pa55 wörd").toString("base64");

async function serve(capability: string, answers: Record<string, string>): Promise<ScriptServer> {
  const server = await startScriptServer(smtpScript({ capabilities: [capability], answer: (line) => answers[line] }));
  servers.push(server);
  return server;
}

test("PLAIN, with the secret masked in the transcript", async () => {
  const server = await serve("AUTH LOGIN PLAIN", { [`AUTH PLAIN ${PLAIN}`]: "235 2.7.0 ok" });
  const connection = await opened(target(server.port, { auth }));
  expect(steps(connection.opening).at(-1)).toBe("auth: AUTH PLAIN ***");
  expect(JSON.stringify(connection.opening)).not.toContain(PLAIN);
  connection.destroy();
});

test("PLAIN with a server that asks for the response", async () => {
  const server = await serve("AUTH PLAIN", { [`AUTH PLAIN ${PLAIN}`]: "334 ", [PLAIN]: "235 ok" });
  const connection = await opened(target(server.port, { auth }));
  expect(JSON.stringify(connection.opening)).not.toContain(PLAIN);
  connection.destroy();
});

test("LOGIN, with name and password masked", async () => {
  const server = await serve("AUTH LOGIN", {
    "AUTH LOGIN": "334 VXNlcm5hbWU6",
    [NAME]: "334 UGFzc3dvcmQ6",
    [PASSWORD]: "235 ok",
  });
  const connection = await opened(target(server.port, { auth }));
  expect(steps(connection.opening).slice(-3)).toEqual([
    "auth: AUTH LOGIN",
    "auth: *** (user name)",
    "auth: *** (password)",
  ]);
  const shown = JSON.stringify(connection.opening);
  expect([NAME, PASSWORD].some((secret) => shown.includes(secret))).toBe(false);
  connection.destroy();
});

test.each<[string, string, Record<string, string>, string]>([
  ["wrong password", "AUTH PLAIN", { [`AUTH PLAIN ${PLAIN}`]: "535 5.7.8 no" }, "4.7.8"],
  ["any other 2yz", "AUTH PLAIN", { [`AUTH PLAIN ${PLAIN}`]: "250 ok" }, "4.5.0"],
  ["LOGIN refused at the name", "AUTH LOGIN", { "AUTH LOGIN": "334 x", [NAME]: "535 no" }, "4.7.8"],
  ["no AUTH offered", "SIZE 5", {}, "4.7.4"],
  ["only unknown methods", "AUTH CRAM-MD5", {}, "4.7.4"],
])("%s is a temporary failure of the site", async (_name, capability, answers, enhancedCode) => {
  const server = await serve(capability, answers);
  const result = await openConnection(target(server.port, { auth }));
  expect(result).toMatchObject({ ok: false, failure: { scope: "site", step: "auth", enhancedCode } });
  expect(JSON.stringify(result)).not.toContain(PLAIN);
});

/** Reaches this machine but is no loopback address. */
const NOT_LOOPBACK = "0.0.0.0";

test("no password without TLS to another machine, also after a failed handshake", async () => {
  const answers = { STARTTLS: "220 go", "500 what?": "", [`AUTH PLAIN ${PLAIN}`]: "235 ok" };
  const without = await serve("AUTH PLAIN", answers);
  const broken = await startScriptServer(async (peer) => {
    await smtpScript({
      capabilities: ["STARTTLS", "AUTH PLAIN"],
      answer: (line) => {
        if (line === "STARTTLS") peer.socket.once("data", () => peer.end());
        return answers[line as keyof typeof answers];
      },
    })(peer);
  });
  servers.push(broken);
  for (const server of [without, broken]) {
    const to = target(server.port, { auth, tls: "opportunistic", address: NOT_LOOPBACK });
    const result = await openWithTlsFallback(to);
    expect(result).toMatchObject({ ok: false, failure: { scope: "site", step: "auth", enhancedCode: "4.7.11" } });
    for (const peer of server.peers) expect(peer.received).not.toContain("AUTH");
  }
  expect(broken.peers).toHaveLength(2);
});

test("the password goes out in clear when mode none was chosen", async () => {
  const server = await serve("AUTH PLAIN", { [`AUTH PLAIN ${PLAIN}`]: "235 ok" });
  (await opened(target(server.port, { auth, tls: "none", address: NOT_LOOPBACK }))).destroy();
  (await opened(target(server.port, { auth, tls: "opportunistic" }))).destroy();
});

test.each(["127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"])("%s is this machine", (address) => {
  expect(isLoopback(address)).toBe(true);
});

test.each(["192.0.2.1", "128.0.0.1", "0.0.0.0", "2001:db8::1", "::2", "2001:db8::1:1"])("%s is not", (address) => {
  expect(isLoopback(address)).toBe(false);
});

describe("a server that repeats what it was sent", () => {
  const login = { username: "shop", password: "Correct-Horse-47" };
  const plain = Buffer.from("\0shop\0Correct-Horse-47").toString("base64");
  const password = Buffer.from("Correct-Horse-47").toString("base64");
  const secrets = [plain, password, "Correct-Horse-47", plain.slice(0, 24), plain.slice(-20), password.slice(0, 12)];

  test.each<[string, string, Record<string, string>]>([
    ["in its refusal of PLAIN", "AUTH PLAIN", { [`AUTH PLAIN ${plain}`]: `535 5.7.8 no: AUTH PLAIN ${plain}` }],
    ["cut", "AUTH PLAIN", { [`AUTH PLAIN ${plain}`]: `500 5.5.2 unknown: "AUTH PLAIN ${plain.slice(0, 26)}"...` }],
    ["in capitals", "AUTH PLAIN", { [`AUTH PLAIN ${plain}`]: `500 AUTH PLAIN ${plain.toUpperCase()}` }],
    ["in several lines", "AUTH PLAIN", { [`AUTH PLAIN ${plain}`]: `535-no\r\n535-${plain}\r\n535 Correct-Horse-47` }],
    ["when it asks for it", "AUTH PLAIN", { [`AUTH PLAIN ${plain}`]: `334 ${plain}`, [plain]: `535 ${plain}` }],
    [
      "in clear",
      "AUTH LOGIN",
      { "AUTH LOGIN": "334 x", c2hvcA: "", "c2hvcA==": "334 y", [password]: "535 shop/Correct-Horse-47?" },
    ],
    [
      "at LOGIN's password",
      "AUTH LOGIN",
      { "AUTH LOGIN": "334 x", "c2hvcA==": "334 y", [password]: `500 ${password} what?` },
    ],
    ["without a code", "AUTH PLAIN", { [`AUTH PLAIN ${plain}`]: `AUTH PLAIN ${plain}` }],
    ["when it lets us in", "AUTH PLAIN", { [`AUTH PLAIN ${plain}`]: `235 2.7.0 ${plain} Correct-Horse-47` }],
  ])("has it masked: %s", async (_how, capability, answers) => {
    const server = await serve(capability, answers);
    const result = await openConnection(target(server.port, { auth: login }));
    const shown = JSON.stringify(result.ok ? result.connection.opening : result);
    expect(shown).toContain("***");
    for (const secret of secrets) expect(shown.toLowerCase()).not.toContain(secret.toLowerCase());
    if (result.ok) result.connection.destroy();
  });

  test("later, too, has it masked, and nothing else", async () => {
    const answers = {
      [`AUTH PLAIN ${plain}`]: "235 ok",
      "MAIL FROM:<a@client.test>": `451 4.7.0 shop used ${plain} for a@client.test`,
    };
    const server = await serve("AUTH PLAIN", answers);
    const connection = await opened(target(server.port, { auth: login }));
    const result = await connection.transact(request());
    expect(result.failure?.reply).toMatchObject({ text: "shop used *** for a@client.test" });
    connection.destroy();
  });
});
