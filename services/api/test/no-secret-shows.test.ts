import { generateKeyPairSync } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { logIn, makeToken } from "./access-client.ts";
import { startTestApi, TOKEN, type TestApi } from "./start-test-api.ts";

const PRIVATE_KEY = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
}).privateKey;

/** Everything secret that is planted below, each under the name of where it came from. */
const secrets: Record<string, string> = {
  "the relay's password": "relay-password-4711",
  "the relay's password before": "relay-password-0815",
  "the credential's password": "credential-password-4711",
  "the webhook's secret": `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
  "the webhook's header": "header-of-the-webhook-4711",
  "the DKIM key": PRIVATE_KEY.split("\n")[3]!,
  "the admin token": TOKEN,
  "a wrong token": "pasted-into-the-wrong-place-4711",
};

let server: RedisServer;
let api: TestApi;

beforeAll(async () => {
  server = await startRedis();
  api = await startTestApi(server.url);
  const send = async (method: string, path: string, body: unknown, status: number): Promise<void> => {
    const answer = await api.call(method, path, body);
    expect([path, answer.status, answer.body]).toEqual([path, status, answer.body]);
  };
  const relay = { id: "r", host: "h.example", username: "u" };
  await send("POST", "/v1/relays", { ...relay, password: secrets["the relay's password before"] }, 201);
  await send("PATCH", "/v1/relays/r", { password: secrets["the relay's password"] }, 200);
  await send("POST", "/v1/credentials", { username: "ann", password: secrets["the credential's password"] }, 201);
  const headers = { authorization: `Bearer ${secrets["the webhook's header"]}` };
  const hook = { id: "shop", url: "https://shop.example/", secret: secrets["the webhook's secret"], headers };
  await send("POST", "/v1/webhooks", hook, 201);
  const dkim = { id: "main", domain: "example.com", selector: "s1", privateKey: PRIVATE_KEY };
  await send("POST", "/v1/dkim-keys", dkim, 201);
  await send("POST", "/v1/settings/rollback", { version: 1 }, 200);
  await send("POST", "/v1/settings/rollback", { version: 5 }, 200);
  // Refused with the secret in what was sent, at the right place and at a wrong one.
  const bad = { ...relay, id: "q", password: secrets["the relay's password"], port: -1 };
  await send("POST", "/v1/relays", bad, 400);
  await send("POST", "/v1/relays", { ...relay, id: "q", host: secrets["a wrong token"], pass: "x" }, 400);
  await api.call("POST", "/v1/sessions", { token: secrets["a wrong token"] }, { authorization: "" });
  await api.call("GET", "/v1/general", undefined, { authorization: `Bearer ${secrets["a wrong token"]}` });

  const token = await makeToken(api, "admin");
  const rotated = (await api.call("POST", `/v1/tokens/${token.id}/rotate`, { grace_seconds: 60 })).body.token as string;
  const page = await logIn(api, rotated);
  secrets["a token"] = token.text.split("_")[2]!;
  secrets["a rotated token"] = rotated.split("_")[2]!;
  secrets["a session"] = page.cookie.split(".")[2]!;
  secrets["a CSRF token"] = page.csrf;
  await send("POST", "/v1/secrets/rotate", undefined, 200);
  await sleep(50);
});
afterAll(async () => {
  await api.close();
  await server.stop();
});

async function everyAnswer(): Promise<string> {
  const answers: string[] = [];
  const paths = api.app.swagger().paths as Record<string, object>;
  const known: Record<string, string> = {
    "/v1/domain-rules/{key}": "*",
    "/v1/relays/{key}": "r",
    "/v1/webhooks/{key}": "shop",
  };
  for (const [path, methods] of Object.entries(paths)) {
    if (!("get" in methods)) continue;
    const { id } = (await api.call("GET", "/v1/tokens")).body.items[0];
    const fills: Record<string, string> = { id, version: "3", key: known[path] ?? "ann", lane: "direct:a.example" };
    const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(fills[name] ?? "x"));
    const query = path === "/v1/settings/diff" ? "?from=0&to=7" : "";
    const { status, body } = await api.call("GET", filled + query);
    answers.push(`${path} ${status} ${typeof body === "string" ? body : JSON.stringify(body)}`);
  }
  for (const from of [1, 2, 3, 4, 5])
    answers.push(JSON.stringify((await api.call("GET", `/v1/settings/diff?from=${from}`)).body));
  for (const version of [1, 2, 3, 4, 5])
    answers.push(JSON.stringify((await api.call("GET", `/v1/settings/history/${version}`)).body));
  const preview = {
    settings: { relays: [{ id: "r", host: "h.example", username: "u", password: secrets["a wrong token"] }] },
  };
  answers.push(JSON.stringify((await api.call("POST", "/v1/settings/preview", preview)).body));
  expect(answers.length).toBeGreaterThan(25);
  return answers.join("\n");
}

async function everythingInRedis(): Promise<string> {
  const found: string[] = [];
  for (const key of await api.redis.keys("*")) {
    found.push(key);
    const type = await api.redis.type(key);
    if (type === "hash") found.push(JSON.stringify(await api.redis.hgetall(key)));
    if (type === "string") found.push((await api.redis.get(key))!);
    if (type === "stream") found.push(JSON.stringify(await api.redis.xrange(key, "-", "+")));
    if (type === "set") found.push(...(await api.redis.smembers(key)));
  }
  expect(found.join("")).toContain('"sealedPassword\\":\\"v1.');
  return found.join("\n");
}

it.each([
  ["what the api answers: settings, history, differences, export, tokens, sessions, metrics", everyAnswer],
  ["what lies in Redis", everythingInRedis],
  ["the log", async () => api.logLines.join("")],
] as const)("none of them shows in %s", async (_where, read) => {
  const text = await read();
  expect(text.length).toBeGreaterThan(1_000);
  for (const [name, secret] of Object.entries(secrets)) expect([name, text.includes(secret)]).toEqual([name, false]);
  // As base64 neither: what is sealed is not merely encoded.
  for (const [name, secret] of Object.entries(secrets)) {
    const encoded = Buffer.from(secret).toString("base64").slice(0, 16);
    expect([name, text.includes(encoded)]).toEqual([name, false]);
  }
});
