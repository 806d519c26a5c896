import { connect } from "node:net";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PROBLEM_CODES } from "../src/http/problem-codes.ts";
import { openApiDocument } from "../src/openapi-document.ts";
import { startTestApi, TOKEN, type TestApi } from "./start-test-api.ts";

let server: RedisServer;
let api: TestApi;

beforeAll(async () => {
  server = await startRedis();
  api = await startTestApi(server.url);
});
afterAll(async () => {
  await api.close();
  await server.stop();
});

it("is healthy and ready without a token", async () => {
  const open = { authorization: "" };
  expect((await api.call("GET", "/healthz", undefined, open)).body).toEqual({ status: "ok" });
  expect((await api.call("GET", "/readyz", undefined, open)).body).toEqual({
    status: "ready",
    checks: { redis: { ok: true } },
  });
});

it("counts requests by route, never by address", async () => {
  await api.call("GET", "/v1/domain-rules/no-such.example");
  await api.call("GET", "/nowhere/no-such.example");
  const { body } = await api.call("GET", "/metrics", undefined, { authorization: "" });
  const counts = String(body).match(/^postlane_api_request_seconds_count\{.*$/gm) ?? [];
  expect(counts.filter((line) => line.includes('route="/v1/domain-rules/:key",status="404"'))).toHaveLength(1);
  expect(body).not.toContain("no-such.example");
});

it("sends security headers with every answer, errors too", async () => {
  for (const path of ["/healthz", "/v1/settings", "/nowhere"]) {
    const { headers } = await api.call("GET", path);
    expect(headers.get("content-security-policy")).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-powered-by")).toBeNull();
  }
});

it.each([
  ["an unknown address", "GET", "/v1/nowhere", undefined, {}, "no_such_route"],
  ["an unknown method", "DELETE", "/v1/settings", undefined, {}, "no_such_route"],
  ["broken JSON", "POST", "/v1/relays", "{", {}, "malformed_request"],
  ["no body", "POST", "/v1/relays", "", {}, "malformed_request"],
  ["a body that reaches for the prototype", "POST", "/v1/relays", '{"__proto__":{"x":1}}', {}, "malformed_request"],
  ["another content type", "POST", "/v1/relays", "id=r", { "content-type": "text/csv" }, "unsupported_media_type"],
  ["a body beyond the limit", "POST", "/v1/relays", `{"id":"${"r".repeat(2 ** 20)}"}`, {}, "body_too_large"],
  ["an address that cannot be decoded", "GET", "/v1/relays/%zz", undefined, {}, "malformed_request"],
] as const)("answers %s with a problem of a stable code", async (_what, method, path, body, headers, code) => {
  const answer = await api.call(method, path, body, headers);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const { status, title } = PROBLEM_CODES[code];
  expect([answer.status, answer.body.code, answer.body.title]).toEqual([status, code, title]);
});

it("tells a client nothing of an error of its own, and the log everything", async () => {
  const broken = await startTestApi(server.url);
  broken.store.current = () => {
    throw new Error("connect ECONNREFUSED 10.0.0.3:6379");
  };
  const answer = await broken.call("GET", "/v1/settings");
  await broken.close();
  expect([answer.status, answer.body.code]).toEqual([500, "internal"]);
  expect(JSON.stringify(answer.body)).not.toMatch(/10\.0\.0\.3|at .*\.ts/);
  expect(broken.logLines.join("")).toContain("10.0.0.3");
});

it("answers what is no HTTP with 400 and ends the connection", async () => {
  const socket = connect(Number(new URL(api.url).port), "127.0.0.1");
  socket.write("NONSENSE\r\n\r\n");
  let answer = "";
  for await (const data of socket) answer += data;
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).not.toMatch(/at .*\.(js|ts)/);
});

it("works on with the settings it has while Redis is away, and says what is wrong", async () => {
  const own = await startRedis();
  const cut = await startTestApi(own.url);
  await cut.call("PATCH", "/v1/general", { maxRecipients: 3 });
  await own.kill();
  expect((await cut.call("GET", "/v1/general")).body.maxRecipients).toBe(3);
  const change = await cut.call("PATCH", "/v1/general", { maxRecipients: 4 });
  expect([change.status, change.body.code, change.headers.get("retry-after")]).toEqual([503, "unavailable", "5"]);
  expect((await cut.call("GET", "/v1/lanes")).body.code).toBe("unavailable");
  expect((await cut.call("GET", "/v1/lanes/direct:a.example")).body.code).toBe("unavailable");
  expect((await cut.call("GET", "/readyz")).body).toMatchObject({
    status: "not ready",
    checks: { redis: { ok: false } },
  });
  expect((await cut.call("GET", "/healthz")).status).toBe(200);
  await own.start();
  for (let tries = 0; (await cut.call("GET", "/readyz")).status !== 200 && tries < 150; tries++) await sleep(100);
  expect((await cut.call("PATCH", "/v1/general", { maxRecipients: 4 })).body.maxRecipients).toBe(4);
  await cut.close();
  await own.stop();
});

it("is described by docs/openapi.json; `pnpm generate` writes it anew", async () => {
  const file = await readFile(new URL("../../../docs/openapi.json", import.meta.url), "utf8");
  expect(await openApiDocument()).toBe(file);
});

it("never writes the token into the log", async () => {
  await api.call("POST", "/v1/relays", { id: "r", host: "h.example" });
  expect(api.logLines.length).toBeGreaterThan(0);
  expect(api.logLines.join("")).not.toContain(TOKEN);
});

it("closes although somebody has opened a connection and never asked anything", async () => {
  const own = await startRedis();
  const closing = await startTestApi(own.url);
  const { hostname, port } = new URL(closing.url);
  const silent = connect(Number(port), hostname);
  silent.on("error", () => {});
  await new Promise((resolve) => silent.once("connect", resolve));
  const started = performance.now();
  await closing.close();
  expect(performance.now() - started).toBeLessThan(20_000);
  await own.stop();
});
