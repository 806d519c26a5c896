import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bearing, logIn, makeToken } from "./access-client.ts";
import { startTestApi, TOKEN, type TestApi } from "./start-test-api.ts";
import { triesWithin } from "./tries-within.ts";

const NO_BEARER = { authorization: "" };

let server: RedisServer;
let api: TestApi;
let other: TestApi;

beforeAll(async () => {
  server = await startRedis();
  const own = { app: { trustedProxies: ["127.0.0.1/32"] }, access: { sessionIdleMs: 4_000, sessionMaxMs: 10_000 } };
  api = await startTestApi(server.url, null, () => [], own);
  other = await startTestApi(server.url, null, () => [], own);
});
afterAll(async () => {
  await api.close();
  await other.close();
  await server.stop();
});
beforeEach(async () => void (await api.redis.flushall()));

describe("a session (CWE-613, CWE-1275)", () => {
  it("is opened with a token, and known by a cookie that no script and no other site gets", async () => {
    const token = await makeToken(api, "operator");
    const page = await logIn(api, token.text);
    expect(page.opened.status).toBe(201);
    const setCookie = page.opened.headers.get("set-cookie")!;
    expect(setCookie).toMatch(/^postlane=[^;]+; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(setCookie + JSON.stringify(page.opened.body)).not.toContain(token.text.split("_")[2]);
    const { body } = await page.call("GET", "/v1/sessions/current", undefined, NO_BEARER);
    expect(body).toEqual(page.opened.body);
    expect(body).toMatchObject({ scope: "operator", via: "session", token_id: token.id });
    expect(body.actor).toMatch(/^console, token operator .* \([0-9a-f]{12}\)$/);
  });

  it("is known to every replica, and kept only as a digest", async () => {
    const page = await logIn(api, (await makeToken(api, "viewer")).text);
    const headers = { ...NO_BEARER, cookie: page.cookie };
    expect((await other.call("GET", "/v1/general", undefined, headers)).status).toBe(200);
    const [key] = await api.redis.keys("pl:{tok:*:session:*");
    const stored = JSON.stringify(await api.redis.hgetall(key!));
    expect(stored).toContain("digest");
    expect(stored).not.toContain(page.cookie.split(".")[2]);
    expect(stored).not.toContain(page.csrf);
  });

  it("may do what its token may, and no more", async () => {
    const page = await logIn(api, (await makeToken(api, "viewer")).text);
    const change = await page.call("PATCH", "/v1/general", { maxRecipients: 3 }, NO_BEARER);
    expect([change.status, change.body.code]).toEqual([403, "forbidden"]);
    const admin = await logIn(api, (await makeToken(api, "admin")).text);
    expect((await admin.call("PATCH", "/v1/general", { maxRecipients: 3 }, NO_BEARER)).status).toBe(200);
    expect((await api.call("GET", "/v1/settings/history")).body.items[0].by).toMatch(/^console, token admin/);
  });

  it("can be opened with the token of the environment", async () => {
    const page = await logIn(api, TOKEN);
    expect(page.opened.body).toMatchObject({ actor: "console, admin token", scope: "admin" });
    expect((await page.call("PATCH", "/v1/general", { maxRecipients: 3 }, NO_BEARER)).status).toBe(200);
    const changed = await startTestApi(server.url, null, () => [], { access: { adminToken: "another-admin-token" } });
    const headers = { ...NO_BEARER, cookie: page.cookie };
    expect((await changed.call("GET", "/v1/general", undefined, headers)).status).toBe(401);
    await changed.close();
  });

  it("ends when somebody logs out: the cookie is taken back and good for nothing", async () => {
    const page = await logIn(api, (await makeToken(api, "viewer")).text);
    const closed = await page.call("DELETE", "/v1/sessions/current", undefined, NO_BEARER);
    expect([closed.status, closed.headers.get("set-cookie")]).toEqual([
      204,
      "postlane=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict",
    ]);
    expect((await page.call("GET", "/v1/general", undefined, NO_BEARER)).status).toBe(401);
  });

  it.each(["revoked", "rotated", "expired"])("ends when its token is %s, on every replica", async (how) => {
    const token = await makeToken(api, "viewer", { expires_at: new Date(Date.now() + 5_000).toISOString() });
    const page = await logIn(api, token.text);
    const headers = { ...NO_BEARER, cookie: page.cookie };
    expect((await other.call("GET", "/v1/general", undefined, headers)).status).toBe(200);
    if (how === "revoked") await api.call("DELETE", `/v1/tokens/${token.id}`);
    if (how === "rotated") await api.call("POST", `/v1/tokens/${token.id}/rotate`, {});
    if (how === "expired") await sleep(5_050);
    expect((await other.call("GET", "/v1/general", undefined, headers)).status).toBe(401);
  });

  it("ends after a time without requests, and at the latest after its whole time", async () => {
    const token = (await makeToken(api, "viewer")).text;
    const idle = await logIn(api, token);
    const busy = await logIn(api, token);
    const statusOf = async (page: typeof idle) => (await page.call("GET", "/v1/general", undefined, NO_BEARER)).status;
    const started = Date.now();
    while (Date.now() - started < 5_000) {
      expect(await statusOf(busy)).toBe(200);
      await sleep(200);
    }
    expect(await statusOf(idle)).toBe(401);
    await sleep(10_200 - (Date.now() - started));
    expect(await statusOf(busy)).toBe(401);
  });

  it("ends at its time whatever Redis keeps of it", async () => {
    const page = await logIn(api, (await makeToken(api, "viewer")).text);
    const [key] = await api.redis.keys("pl:{tok:*:session:*");
    await api.redis.hset(key!, "ends_at", Date.now() - 1);
    expect((await page.call("GET", "/v1/general", undefined, NO_BEARER)).status).toBe(401);
  });

  it("shares the rate limit of its token", async () => {
    const token = await makeToken(api, "viewer", { requests_per_minute: 2 });
    const page = await logIn(api, token.text);
    expect((await token.call("GET", "/v1/general")).status).toBe(200);
    const limited = await page.call("GET", "/v1/general", undefined, NO_BEARER);
    expect([limited.status, limited.body.code]).toEqual([429, "too_many_requests"]);
  });

  it("is not needed by a token, and a token wins over a cookie", async () => {
    expect((await api.call("GET", "/v1/sessions/current")).status).toBe(404);
    expect((await api.call("DELETE", "/v1/sessions/current")).status).toBe(404);
    const page = await logIn(api, (await makeToken(api, "viewer")).text);
    const change = await api.call("PATCH", "/v1/general", { maxRecipients: 3 }, { cookie: page.cookie });
    expect(change.status).toBe(200);
    const wrong = { cookie: page.cookie, authorization: "Bearer wrong" };
    expect((await api.call("GET", "/v1/general", undefined, wrong)).status).toBe(401);
  });

  it.each([
    ["nothing", "postlane="],
    ["no session", "postlane=environment.0123456789abcdef"],
    ["an unknown session", `postlane=environment.0123456789abcdef.${"0".repeat(64)}`],
    ["another token's id", "postlane=../../settings.0123456789abcdef.x"],
    ["the name for https", `__Host-postlane=environment.0123456789abcdef.${"0".repeat(64)}`],
  ])("is not known by a cookie that holds %s", async (_what, cookie) => {
    expect((await api.call("GET", "/v1/general", undefined, { ...NO_BEARER, cookie })).status).toBe(401);
  });
});

describe("a change that comes with a cookie (CSRF, CWE-352)", () => {
  it.each([
    ["the page of this host", {}, 200],
    ["a browser that says same-origin, without Origin", { origin: "", "sec-fetch-site": "same-origin" }, 200],
    ["another site", { origin: "https://evil.example" }, 403],
    ["this host on another port", { origin: "http://127.0.0.1:1" }, 403],
    ["a sandboxed page", { origin: "null" }, 403],
    ["an origin that is none", { origin: "evil" }, 403],
    ["a page of a neighbouring host", { "sec-fetch-site": "same-site" }, 403],
    ["another site, by fetch metadata", { "sec-fetch-site": "cross-site" }, 403],
    ["another site that leaves Origin out", { origin: "", "sec-fetch-site": "cross-site" }, 403],
    ["nobody says where", { origin: "" }, 403],
    ["this host without the token", { "x-csrf-token": "" }, 403],
    ["this host with a wrong token", { "x-csrf-token": "0".repeat(64) }, 403],
    ["this host with a token of wrong length", { "x-csrf-token": "0" }, 403],
    ["this host with a token beyond ASCII", { "x-csrf-token": "é".repeat(64) }, 403],
  ])("from %s", async (_what, headers, status) => {
    const page = await logIn(api, (await makeToken(api, "admin")).text);
    const change = await page.call("PATCH", "/v1/general", { maxRecipients: 3 }, { ...NO_BEARER, ...headers });
    expect(change.status).toBe(status);
    if (status === 403) expect(change.body.code).toBe("csrf");
  });

  it("needs the token of this very session", async () => {
    const token = (await makeToken(api, "admin")).text;
    const [mine, yours] = [await logIn(api, token), await logIn(api, token)];
    const headers = { ...NO_BEARER, "x-csrf-token": yours.csrf };
    expect((await mine.call("PATCH", "/v1/general", { maxRecipients: 3 }, headers)).status).toBe(403);
  });

  it("is only reading otherwise: no token, no origin", async () => {
    const page = await logIn(api, (await makeToken(api, "viewer")).text);
    const headers = { ...NO_BEARER, origin: "https://evil.example", "x-csrf-token": "" };
    expect((await page.call("GET", "/v1/general", undefined, headers)).status).toBe(200);
  });
});

describe("logging in (CWE-307, CWE-352)", () => {
  const login = (body: unknown, headers: Record<string, string> = {}) =>
    api.call("POST", "/v1/sessions", body, { ...NO_BEARER, ...headers });

  it.each([
    ["no token", {}],
    ["an empty token", { token: "" }],
    ["no text", { token: 7 }],
    ["more than a token", { token: TOKEN, scope: "admin" }],
  ])("does not take %s", async (_what, body) => {
    expect((await login(body)).status).toBe(400);
  });

  it("does not take a body that is no login", async () => {
    expect((await login({ token: "x".repeat(5_000) })).status).toBe(413);
  });

  it("with the token of a sender is refused: it may not read anything", async () => {
    const { status, body } = await login({ token: (await makeToken(api, "sender")).text });
    expect([status, body.code]).toEqual([403, "forbidden"]);
  });

  it("is not done by a page of another site", async () => {
    const answer = await login({ token: TOKEN }, { origin: "https://evil.example" });
    expect([answer.status, answer.body.code, answer.headers.get("set-cookie")]).toEqual([403, "csrf", null]);
  });

  it("needs TLS but on the machine itself", async () => {
    const away = { "x-forwarded-host": "postlane.example" };
    const plain = await login({ token: TOKEN }, away);
    expect([plain.status, plain.body.code, plain.headers.get("set-cookie")]).toEqual([403, "https_required", null]);
    expect(await api.redis.keys("pl:{tok:*:session:*")).toEqual([]);
    const tls = { ...away, "x-forwarded-proto": "https" };
    const secure = await login({ token: TOKEN }, { ...tls, origin: "https://postlane.example" });
    const cookie = secure.headers.get("set-cookie")!;
    expect(cookie).toMatch(/^__Host-postlane=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    const name = cookie.split(";")[0]!;
    expect((await api.call("GET", "/v1/general", undefined, { ...NO_BEARER, ...tls, cookie: name })).status).toBe(200);
    // A neighbouring host can set a cookie of any other name for this one.
    const tossed = name.replace("__Host-", "");
    expect((await api.call("GET", "/v1/general", undefined, { ...NO_BEARER, ...tls, cookie: tossed })).status).toBe(
      401,
    );
  });

  it("is slowed down for an address that failed, on every replica, with the right token, too", async () => {
    const from = (address: string) => ({ ...NO_BEARER, "x-forwarded-for": address });
    const token = (await makeToken(api, "viewer")).text;
    expect((await api.call("POST", "/v1/sessions", { token: "wrong-0" }, from("192.0.2.7"))).status).toBe(401);
    const key = "pl:{auth}:console:address:192.0.2.7";
    expect([await api.redis.get(key), await api.redis.ttl(key)]).toEqual(["1", expect.closeTo(900, -1)]);
    await api.redis.set(key, 7, "EX", 900);
    const { status, body, headers } = await other.call("POST", "/v1/sessions", { token }, from("192.0.2.7"));
    expect([status, body.code, headers.get("retry-after")]).toEqual([429, "too_many_logins", "4"]);
    expect((await api.call("POST", "/v1/sessions", { token }, from("192.0.2.8"))).status).toBe(201);
    // As if these four seconds were over.
    await api.redis.expire(key, 895);
    expect((await other.call("POST", "/v1/sessions", { token }, from("192.0.2.7"))).status).toBe(201);
    await api.redis.set(key, 100, "EX", 900);
    const blocked = await other.call("POST", "/v1/sessions", { token }, from("192.0.2.7"));
    expect([blocked.status, Number(blocked.headers.get("retry-after"))]).toEqual([429, expect.closeTo(900, -1)]);
  });

  it("is slowed down for a token that others guess at, from wherever", async () => {
    const token = await makeToken(api, "viewer");
    const wrong = `pl_${token.id}_${"0".repeat(64)}`;
    expect((await login({ token: wrong }, { "x-forwarded-for": "192.0.2.1" })).status).toBe(401);
    const [key] = await api.redis.keys("pl:{auth}:console:account:*");
    expect(key).not.toContain(token.id);
    await api.redis.set(key!, 20, "EX", 900);
    expect((await login({ token: token.text }, { "x-forwarded-for": "198.51.100.1" })).status).toBe(429);
    expect((await login({ token: (await makeToken(api, "viewer")).text })).status).toBe(201);
  });

  it("gets no more tries for asking all at once", async () => {
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => login({ token: `guess-${at}` })));
    const most = 4 + triesWithin(performance.now() - startedAt);
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(most);
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
  });

  it("is not hindered by programs with a wrong token on the same network", async () => {
    for (let i = 0; i < 25; i++) await bearing(api, "", "wrong").call("GET", "/v1/general");
    expect((await login({ token: TOKEN })).status).toBe(201);
  });

  it("leaves neither token nor cookie in the log", async () => {
    const page = await logIn(api, (await makeToken(api, "viewer")).text);
    const log = api.logLines.join("");
    expect(log).toContain("session.opened");
    for (const secret of [page.cookie.split(".")[2]!, page.csrf, TOKEN, "wrong-0"]) expect(log).not.toContain(secret);
  });
});

it("believes X-Forwarded headers of nobody it is not told to", async () => {
  const plain = await startTestApi(server.url);
  const headers = { ...NO_BEARER, "x-forwarded-proto": "https", "x-forwarded-host": "evil.example" };
  const opened = await plain.call("POST", "/v1/sessions", { token: TOKEN }, headers);
  expect(opened.headers.get("set-cookie")).toMatch(/^postlane=/);
  expect(opened.headers.get("strict-transport-security")).toBeNull();
  await plain.close();
});
