import { setTimeout as sleep } from "node:timers/promises";
import { keys } from "@postlane/redis";
import { type RedisServer, startRedis, startRedisCluster } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bearing, logIn, makeToken } from "./access-client.ts";
import { startTestApi, TOKEN, type TestApi } from "./start-test-api.ts";
import { triesWithin } from "./tries-within.ts";

let server: RedisServer;
let api: TestApi;
/** Another replica. */
let other: TestApi;

beforeAll(async () => {
  server = await startRedis();
  api = await startTestApi(server.url);
  other = await startTestApi(server.url);
});
afterAll(async () => {
  await api.close();
  await other.close();
  await server.stop();
});
beforeEach(async () => void (await api.redis.flushall()));

const inFuture = (ms: number): string => new Date(Date.now() + ms).toISOString();

describe("/v1/tokens", () => {
  it("makes, shows, lists and revokes a token; its secret is shown once and kept nowhere", async () => {
    const wish = { name: "ops-bot", scope: "operator", expires_at: inFuture(86_400_000), requests_per_minute: 600 };
    const made = await api.call("POST", "/v1/tokens", wish);
    expect(made.status).toBe(201);
    const { token, ...view } = made.body;
    expect(token).toMatch(/^pl_[0-9a-f]{12}_[0-9a-f]{64}$/);
    expect(view).toMatchObject({ ...wish, state: "active", created_by: "admin token" });
    expect(made.headers.get("location")).toBe(`/v1/tokens/${view.id}`);
    expect((await api.call("GET", `/v1/tokens/${view.id}`)).body).toEqual(view);
    expect((await api.call("GET", "/v1/tokens")).body).toEqual({ items: [view] });

    const secret = token.split("_")[2];
    const stored = JSON.stringify(await api.redis.hgetall(keys.token(view.id)));
    expect(stored).toContain("ops-bot");
    expect(stored + api.logLines.join("")).not.toContain(secret);

    expect((await bearing(api, view.id, token).call("GET", "/v1/access")).body).toEqual({
      actor: `token ops-bot (${view.id})`,
      scope: "operator",
      via: "token",
      token_id: view.id,
      expires_at: wish.expires_at,
    });
    expect((await api.call("DELETE", `/v1/tokens/${view.id}`)).status).toBe(204);
    expect((await api.call("GET", `/v1/tokens/${view.id}`)).body).toMatchObject({
      state: "revoked",
      revoked_by: "admin token",
    });
  });

  it.each([
    ["no name", { scope: "viewer" }, "/name"],
    ["an empty name", { name: "", scope: "viewer" }, "/name"],
    ["a name with a line break", { name: "a\nb", scope: "viewer" }, "/name"],
    ["an unknown scope", { name: "a", scope: "root" }, "/scope"],
    ["an end that has passed", { name: "a", scope: "viewer", expires_at: "2020-01-01T00:00:00Z" }, "/expires_at"],
    ["an end that is no time", { name: "a", scope: "viewer", expires_at: "soon" }, "/expires_at"],
    ["a negative limit", { name: "a", scope: "viewer", requests_per_minute: -1 }, "/requests_per_minute"],
    ["senders of a viewer", { name: "a", scope: "viewer", allowed_senders: ["a.example"] }, "/allowed_senders"],
    ["a sender that is none", { name: "a", scope: "sender", allowed_senders: ["a b"] }, "/allowed_senders/0"],
    ["everybody as a sender", { name: "a", scope: "sender", allowed_senders: ["*"] }, "/allowed_senders/0"],
    ["a field nobody knows", { name: "a", scope: "viewer", admin: true }, "/admin"],
  ])("refuses %s", async (_what, body, field) => {
    const answer = await api.call("POST", "/v1/tokens", body);
    expect([answer.status, Object.keys(answer.errors)]).toEqual([400, [field]]);
    expect((await api.call("GET", "/v1/tokens")).body).toEqual({ items: [] });
  });

  it("refuses a name that is in use; that of a token that ended is free", async () => {
    const first = await api.call("POST", "/v1/tokens", { name: "bot", scope: "viewer" });
    const second = await api.call("POST", "/v1/tokens", { name: "bot", scope: "admin" });
    expect([second.status, second.body.code]).toEqual([409, "already_exists"]);
    await api.call("DELETE", `/v1/tokens/${first.body.id}`);
    expect((await api.call("POST", "/v1/tokens", { name: "bot", scope: "viewer" })).status).toBe(201);
  });

  it("lets one of several take a name at once", async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => api.call("POST", "/v1/tokens", { name: "bot", scope: "viewer" })),
    );
    expect(made.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(made.filter(({ status }) => status === 409)).toHaveLength(7);
  });

  it.each([
    ["GET", "/v1/tokens/0123456789ab", undefined],
    ["DELETE", "/v1/tokens/0123456789ab", undefined],
    ["POST", "/v1/tokens/0123456789ab/rotate", {}],
  ])("answers 404 to %s %s of no token", async (method, path, body) => {
    expect((await api.call(method, path, body)).status).toBe(404);
  });

  it("does not take what is no id", async () => {
    expect((await api.call("GET", "/v1/tokens/..%2fother")).status).toBe(400);
  });

  it("keeps the record of a token 30 days after its end, not for ever", async () => {
    const { body } = await api.call("POST", "/v1/tokens", { name: "a", scope: "viewer", expires_at: inFuture(60_000) });
    const days = async (): Promise<number> => (await api.redis.pttl(keys.token(body.id))) / 86_400_000;
    expect(await days()).toBeCloseTo(30, 1);
    await api.call("DELETE", `/v1/tokens/${body.id}`);
    expect(await days()).toBeCloseTo(30, 1);
    await api.redis.del(keys.token(body.id));
    expect((await api.call("GET", "/v1/tokens")).body).toEqual({ items: [] });
    expect(await api.redis.smembers(keys.tokenIds())).toEqual([]);
  });
});

describe("a token", () => {
  it("that was revoked is refused at once on every replica", async () => {
    const token = await makeToken(api, "viewer");
    const there = bearing(other, token.id, token.text);
    expect((await there.call("GET", "/v1/lanes")).status).toBe(200);
    await api.call("DELETE", `/v1/tokens/${token.id}`);
    const { status, body } = await there.call("GET", "/v1/lanes");
    expect([status, body.code, body.detail]).toEqual([401, "unauthorized", expect.stringContaining("was revoked")]);
    expect((await api.call("POST", `/v1/tokens/${token.id}/rotate`, {})).body.code).toBe("token_ended");
    expect((await api.call("DELETE", `/v1/tokens/${token.id}`)).status).toBe(204);
  });

  it("that has expired is refused, and cannot be rotated", async () => {
    const token = await makeToken(api, "viewer", { expires_at: inFuture(4_000) });
    expect((await token.call("GET", "/v1/lanes")).status).toBe(200);
    await sleep(4_050);
    const { status, body } = await token.call("GET", "/v1/lanes");
    expect([status, body.detail]).toEqual([401, expect.stringContaining("has expired")]);
    expect((await api.call("GET", `/v1/tokens/${token.id}`)).body.state).toBe("expired");
    expect((await api.call("POST", `/v1/tokens/${token.id}/rotate`, {})).status).toBe(409);
  });

  it("that is rotated leaves the old one good for the grace it is given, and no longer", async () => {
    const old = await makeToken(api, "viewer");
    const rotated = await api.call("POST", `/v1/tokens/${old.id}/rotate`, { grace_seconds: 4 });
    expect(rotated.body.token).not.toBe(old.text);
    const fresh = bearing(other, old.id, rotated.body.token);
    expect((await fresh.call("GET", "/v1/lanes")).status).toBe(200);
    expect((await old.call("GET", "/v1/lanes")).status).toBe(200);
    await sleep(4_050);
    const { status, body } = await old.call("GET", "/v1/lanes");
    expect([status, body.detail]).toEqual([401, expect.stringContaining("was rotated")]);
    expect((await fresh.call("GET", "/v1/lanes")).status).toBe(200);
  });

  it("that is rotated without grace ends the old one at once", async () => {
    const old = await makeToken(api, "viewer");
    await api.call("POST", `/v1/tokens/${old.id}/rotate`, {});
    expect((await old.call("GET", "/v1/lanes")).status).toBe(401);
  });

  it("is not known by its id alone, nor by another's secret", async () => {
    const [a, b] = [await makeToken(api, "viewer"), await makeToken(api, "admin")];
    const secretOf = (text: string): string => text.split("_")[2]!;
    const mixed = bearing(api, b.id, `pl_${b.id}_${secretOf(a.text)}`);
    expect((await mixed.call("GET", "/v1/lanes")).status).toBe(401);
    const digest = (await api.redis.hget(keys.token(b.id), "digest"))!;
    expect((await bearing(api, b.id, `pl_${b.id}_${digest}`).call("GET", "/v1/lanes")).status).toBe(401);
  });

  it("tells when it was used last, written once a minute", async () => {
    const token = await makeToken(api, "viewer");
    expect((await api.call("GET", `/v1/tokens/${token.id}`)).body.last_used_at).toBeUndefined();
    await token.call("GET", "/v1/lanes");
    const first = (await api.call("GET", `/v1/tokens/${token.id}`)).body.last_used_at;
    expect(Math.abs(Date.parse(first) - Date.now())).toBeLessThan(10_000);
    await sleep(5);
    await token.call("GET", "/v1/lanes");
    expect((await api.call("GET", `/v1/tokens/${token.id}`)).body.last_used_at).toBe(first);
    await api.redis.hset(keys.token(token.id), "last_used_at", Date.now() - 60_001);
    await token.call("GET", "/v1/lanes");
    const later = (await api.call("GET", `/v1/tokens/${token.id}`)).body.last_used_at;
    expect(Date.parse(later)).toBeGreaterThan(Date.parse(first));
  });

  it("costs one command of Redis a request", async () => {
    const token = await makeToken(api, "viewer");
    await token.call("GET", "/v1/general");
    const count = async (): Promise<number> => {
      const stats = await api.redis.info("commandstats");
      return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0);
    };
    const before = await count();
    for (let i = 0; i < 5; i++) await token.call("GET", "/v1/general");
    expect((await count()) - before).toBe(5);
  });

  it("is refused by 503 while Redis is away; that of the environment goes on", async () => {
    const own = await startRedis();
    const cut = await startTestApi(own.url);
    const token = await makeToken(cut, "viewer");
    const page = await logIn(cut, token.text);
    await own.kill();
    for (const answer of [
      await token.call("GET", "/v1/general"),
      await page.call("GET", "/v1/general", undefined, { authorization: "" }),
    ])
      expect([answer.status, answer.body.code, answer.headers.get("retry-after")]).toEqual([503, "unavailable", "5"]);
    expect((await cut.call("POST", "/v1/tokens", { name: "a", scope: "viewer" })).status).toBe(503);
    expect((await cut.call("GET", "/v1/general")).status).toBe(200);
    for (const path of ["/healthz", "/metrics"])
      expect((await cut.call("GET", path, undefined, { authorization: "" })).status).toBe(200);
    await cut.close();
    await own.stop();
  });

  it("works while Redis is full, so that somebody can make room", async () => {
    const own = await startRedis();
    const full = await startTestApi(own.url);
    const token = await makeToken(full, "admin");
    await full.redis.config("SET", "maxmemory", "1mb");
    await expect(full.redis.set("x", "y")).rejects.toThrow("OOM");
    expect((await token.call("GET", "/v1/general")).status).toBe(200);
    expect((await full.call("DELETE", `/v1/tokens/${token.id}`)).status).toBe(204);
    await full.close();
    await own.stop();
  });
});

describe("the audit log", () => {
  const audited = async (from: TestApi) =>
    (await from.redis.xrange(keys.audit(), "-", "+")).map(([, fields]) => {
      const { actor, action, target, detail, clientAddress } = JSON.parse(fields[1]!);
      return { actor, action, target, detail, clientAddress };
    });

  it("has who made, rotated and revoked which token, and who logged in and out", async () => {
    const token = await makeToken(api, "admin");
    const page = await logIn(api, token.text);
    const { name } = (await api.call("GET", `/v1/tokens/${token.id}`)).body;
    const { session } = { session: page.cookie.split(".")[1] };
    await page.call("DELETE", "/v1/sessions/current", undefined, { authorization: "" });
    await token.call("POST", `/v1/tokens/${token.id}/rotate`, { grace_seconds: 5 });
    await api.call("DELETE", `/v1/tokens/${token.id}`);
    const clientAddress = "127.0.0.1";
    const actor = `token ${name} (${token.id})`;
    const admin = { actor: "admin token", target: token.id, clientAddress };
    const console = { actor: `console, ${actor}`, target: session, clientAddress, detail: {} };
    expect(await audited(api)).toEqual([
      { ...admin, action: "token.made", detail: { name, scope: "admin" } },
      { ...console, action: "session.opened" },
      { ...console, action: "session.closed" },
      { ...admin, actor, action: "token.rotated", detail: { grace_seconds: 5 } },
      { ...admin, action: "token.revoked", detail: {} },
    ]);
  });

  it("that cannot be written keeps nobody from revoking a token", async () => {
    const own = await startRedis();
    const full = await startTestApi(own.url);
    const token = await makeToken(full, "admin");
    await full.redis.config("SET", "maxmemory", "1mb");
    expect((await full.call("DELETE", `/v1/tokens/${token.id}`)).status).toBe(204);
    expect((await token.call("GET", "/v1/general")).status).toBe(401);
    expect(full.logLines.join("")).toContain("could not be written to the audit log");
    await full.close();
    await own.stop();
  });
});

it("tokens and sessions work on a Redis Cluster", { timeout: 60_000 }, async () => {
  const cluster = await startRedisCluster();
  const on = await startTestApi(cluster.url);
  const token = await makeToken(on, "operator", { requests_per_minute: 50 });
  const page = await logIn(on, token.text);
  expect((await token.call("GET", "/v1/access")).body.scope).toBe("operator");
  expect((await page.call("GET", "/v1/access", undefined, { authorization: "" })).body.via).toBe("session");
  expect((await bearing(on, "", "wrong").call("GET", "/v1/access")).status).toBe(401);
  const rotated = await on.call("POST", `/v1/tokens/${token.id}/rotate`, {});
  expect((await bearing(on, "", rotated.body.token).call("GET", "/v1/access")).status).toBe(200);
  expect((await on.call("GET", "/v1/tokens")).body.items).toHaveLength(1);
  expect((await on.call("DELETE", `/v1/tokens/${token.id}`)).status).toBe(204);
  expect((await bearing(on, "", rotated.body.token).call("GET", "/v1/access")).status).toBe(401);
  await on.close();
  await cluster.stop();
});

describe("the rate limit of a token", () => {
  it("is told with every answer, and what is beyond it gets 429 and when to come again, on all replicas together", async () => {
    const token = await makeToken(api, "viewer", { requests_per_minute: 3 });
    const there = bearing(other, token.id, token.text);
    const first = await token.call("GET", "/v1/general");
    expect(["limit", "remaining", "reset"].map((name) => first.headers.get(`ratelimit-${name}`))).toEqual([
      "3",
      "2",
      "20",
    ]);
    await there.call("GET", "/v1/general");
    expect((await token.call("GET", "/v1/general")).headers.get("ratelimit-remaining")).toBe("0");
    const { status, headers, body } = await there.call("GET", "/v1/general");
    expect([status, body.code]).toEqual([429, "too_many_requests"]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(15);
    expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(20);
    expect(headers.get("ratelimit-remaining")).toBe("0");
  });

  it("fills up again evenly", async () => {
    const token = await makeToken(api, "viewer", { requests_per_minute: 15 });
    await token.call("GET", "/v1/general");
    await api.redis.hset(keys.tokenBucket(token.id), "level", 0);
    expect((await token.call("GET", "/v1/general")).status).toBe(429);
    await sleep(4_050);
    expect((await token.call("GET", "/v1/general")).status).toBe(200);
  });

  it("is not used up by those who do not have the secret", async () => {
    const token = await makeToken(api, "viewer", { requests_per_minute: 2 });
    const guess = bearing(api, token.id, `pl_${token.id}_${"0".repeat(64)}`);
    for (let i = 0; i < 5; i++) await guess.call("GET", "/v1/general");
    expect((await token.call("GET", "/v1/general")).status).toBe(200);
  });

  it("is that of the configuration unless the token has its own; 0 is none", async () => {
    const limited = await startTestApi(server.url, null, () => [], { access: { requestsPerMinute: 1 } });
    const [usual, free] = [
      await makeToken(limited, "viewer"),
      await makeToken(limited, "viewer", { requests_per_minute: 0 }),
    ];
    await usual.call("GET", "/v1/general");
    expect((await usual.call("GET", "/v1/general")).status).toBe(429);
    for (let i = 0; i < 5; i++) {
      const { status, headers } = await free.call("GET", "/v1/general");
      expect([status, headers.get("ratelimit-limit")]).toEqual([200, null]);
    }
    await limited.close();
  });
});

describe("wrong tokens", () => {
  it.each([
    ["none", ""],
    ["another scheme", "Basic YWRtaW46YWRtaW4="],
    ["no token after the scheme", "Bearer "],
    ["two tokens", `Bearer ${TOKEN} ${TOKEN}`],
    ["the token without scheme", TOKEN],
  ])("get 401 and the scheme to use: %s", async (_what, authorization) => {
    const { status, headers, body } = await api.call("GET", "/v1/general", undefined, { authorization });
    expect([status, body.code, headers.get("www-authenticate")]).toEqual([
      401,
      "unauthorized",
      'Bearer realm="postlane"',
    ]);
  });

  it("are slowed down over all replicas, whatever they look like; good tokens pass meanwhile", async () => {
    const token = await makeToken(api, "viewer");
    const wrong = [`guess-of-a-password`, `pl_0123456789ab_${"0".repeat(64)}`];
    for (const text of wrong) {
      await api.redis.del(...(await api.redis.keys("pl:{auth}:*")), "none");
      expect((await bearing(api, "", text).call("GET", "/v1/general")).status).toBe(401);
      const key = "pl:{auth}:bearer:address:127.0.0.1";
      expect([await api.redis.get(key), await api.redis.ttl(key)]).toEqual(["1", expect.closeTo(900, -1)]);
      await api.redis.set(key, 19, "EX", 900);
      expect((await bearing(other, "", text).call("GET", "/v1/general")).status).toBe(401);
      await api.redis.set(key, 24, "EX", 900);
      const { status, body, headers } = await bearing(other, "", text).call("GET", "/v1/general");
      expect([status, body.code, headers.get("retry-after")]).toEqual([429, "too_many_logins", "4"]);
    }
    expect((await token.call("GET", "/v1/general")).status).toBe(200);
  });

  it("keep out the right token of the environment, too, for that can be guessed", async () => {
    const key = "pl:{auth}:bearer:address:127.0.0.1";
    await api.redis.set(key, 24, "EX", 900);
    expect((await api.call("GET", "/v1/general")).status).toBe(429);
    await api.redis.expire(key, 895);
    expect((await api.call("GET", "/v1/general")).status).toBe(200);
  });

  it("get no more tries for coming all at once, the right one among them", async () => {
    const guesses = [...Array.from({ length: 60 }, (_, at) => `guess-number-${at}`), TOKEN];
    const startedAt = performance.now();
    const statuses = await Promise.all(
      guesses.map(async (text) => (await bearing(api, "", text).call("GET", "/v1/general")).status),
    );
    const tookMs = performance.now() - startedAt;
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(21 + triesWithin(tookMs));
  });

  it("are not told from one of the environment that looks like a made one", async () => {
    const adminToken = `pl_0123456789ab_${"1".repeat(64)}`;
    const own = await startTestApi(server.url, null, () => [], { access: { adminToken } });
    const call = bearing(own, "", adminToken);
    expect((await call.call("GET", "/v1/access")).body.via).toBe("environment");
    expect((await logIn(own, adminToken)).opened.body.scope).toBe("admin");
    await own.close();
  });

  it("leave nothing of them in the log", async () => {
    await bearing(api, "", "my-secret-in-the-wrong-field").call("GET", "/v1/general");
    expect(api.logLines.join("")).not.toContain("my-secret");
  });
});
