import { createSuspensionStore } from "@postlane/control";
import { keys } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { suspensionRoutes } from "../src/suspensions/suspension-routes.ts";
import { startTestApi, type TestApi } from "./start-test-api.ts";

let server: RedisServer;
let api: TestApi;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(async () => {
  await api.close();
  await server.stop();
});
beforeEach(async () => {
  await api?.redis.flushall();
  await api?.close();
  api = await startTestApi(server.url, null, (_redis, { suspensions, store, audit }) => [
    suspensionRoutes({
      suspensions,
      settings: () => store.current().settings,
      audit,
      deadAfterMs: 20_000,
      now: Date.now,
    }),
  ]);
});

const suspend = (body: unknown) => api.call("POST", "/v1/suspensions", body);
const audited = async () =>
  (await api.redis.xrange(keys.audit(), "-", "+")).map(([, fields]) => JSON.parse(fields[1]!) as { action: string });

describe("/v1/suspensions", () => {
  it("suspends, shows by whom and why, resumes; each is in the audit log", async () => {
    const until = new Date(Date.now() + 60_000).toISOString();
    const added = await suspend({ target: "domain:B.Example", reason: "blocklisted", until });
    expect(added.status).toBe(201);
    expect(added.headers.get("location")).toBe("/v1/suspensions/domain%3Ab.example");
    const shown = { id: "domain:b.example", kind: "domain", reason: "blocklisted", by: "admin token", until };
    expect(added.body).toEqual({ ...shown, since: expect.any(String), unconfirmed_workers: [] });
    expect((await api.call("GET", "/v1/suspensions")).body.items).toMatchObject([shown]);
    expect((await api.call("GET", "/v1/suspensions/domain:B.EXAMPLE")).body).toMatchObject(shown);
    expect((await api.call("DELETE", "/v1/suspensions/domain%3Ab.example")).body).toMatchObject(shown);
    expect((await api.call("GET", "/v1/suspensions")).body.items).toEqual([]);
    expect(await audited()).toMatchObject([
      { action: "suspension.added", actor: "admin token", target: "domain:b.example", clientAddress: "127.0.0.1" },
      { action: "suspension.removed", actor: "admin token", target: "domain:b.example" },
    ]);
  });

  it.each([
    ["all", "all", "all"],
    ["lane:direct:X.example", "lane:direct:x.example", "lane"],
    ["domain:bücher.example", "domain:xn--bcher-kva.example", "domain"],
    ["domain:[192.0.2.1]", "domain:[192.0.2.1]", "domain"],
  ])("takes %s", async (target, id, kind) => {
    expect((await suspend({ target, reason: "r" })).body).toMatchObject({ id, kind });
  });

  it("takes a relay that is in the settings, and no other", async () => {
    await api.call("POST", "/v1/relays", { id: "r", host: "h.example" });
    expect((await suspend({ target: "relay:r", reason: "r" })).body).toMatchObject({ id: "relay:r", kind: "relay" });
    expect((await suspend({ target: "lane:relay:r", reason: "r" })).body).toMatchObject({ kind: "lane" });
    for (const target of ["relay:none", "lane:relay:none"]) {
      const refused = await suspend({ target, reason: "r" });
      expect([refused.status, refused.body.code, Object.keys(refused.errors)]).toEqual([
        422,
        "not_possible",
        ["/target"],
      ]);
    }
  });

  it.each([
    [{ target: "everything", reason: "r" }, "/target"],
    [{ target: "lane:x", reason: "r" }, "/target"],
    [{ target: "domain:a b", reason: "r" }, "/target"],
    [{ target: "domain:", reason: "r" }, "/target"],
    [{ target: "all" }, "/reason"],
    [{ target: "all", reason: "" }, "/reason"],
    [{ target: "all", reason: "r", until: "soon" }, "/until"],
    [{ target: "all", reason: "r", until: "2020-01-01T00:00:00Z" }, "/until"],
    [{ target: "all", reason: "r", unti: "2020-01-01T00:00:00Z" }, "/unti"],
  ])("refuses %j", async (body, field) => {
    const answer = await suspend(body);
    expect([answer.status, Object.keys(answer.errors)]).toEqual([400, [field]]);
    expect(await audited()).toEqual([]);
  });

  it("does not suspend what is suspended already, nor resume what is not", async () => {
    await suspend({ target: "all", reason: "first" });
    const again = await suspend({ target: "all", reason: "second" });
    expect([again.status, again.body.code]).toEqual([409, "already_suspended"]);
    expect((await api.call("GET", "/v1/suspensions/all")).body.reason).toBe("first");
    for (const method of ["GET", "DELETE"]) {
      const missing = await api.call(method, "/v1/suspensions/relay:r");
      expect([missing.status, missing.body.code]).toEqual([404, "not_found"]);
    }
  });

  it("answers when every living worker has taken it, and names those that have not", async () => {
    await api.redis.zadd(keys.workersAlive(), Date.now(), "w1", Date.now(), "w2");
    const store = createSuspensionStore(api.redis);
    const waiting = suspend({ target: "all", reason: "r" });
    await expect.poll(async () => (await store.read()).version).toBe(1);
    await store.confirm("w1", 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await store.confirm("w2", 1);
    expect((await waiting).body.unconfirmed_workers).toEqual([]);
    const late = suspend({ target: "domain:a.example", reason: "r" });
    await store.confirm("w2", 2);
    expect((await late).body.unconfirmed_workers).toEqual(["w1"]);
  });

  it("lets nobody in without the token", async () => {
    for (const [method, path] of [
      ["GET", "/v1/suspensions"],
      ["POST", "/v1/suspensions"],
      ["GET", "/v1/suspensions/all"],
      ["DELETE", "/v1/suspensions/all"],
    ] as const)
      expect((await api.call(method, path, undefined, { authorization: "" })).status).toBe(401);
  });
});

it("says so when Redis does not answer, and writes nothing it could not keep", async () => {
  const other = await startRedis();
  const alone = await startTestApi(other.url, null, (_redis, { suspensions, store, audit }) => [
    suspensionRoutes({
      suspensions,
      settings: () => store.current().settings,
      audit,
      deadAfterMs: 20_000,
      now: Date.now,
    }),
  ]);
  await other.stop();
  for (const [method, path, body] of [
    ["GET", "/v1/suspensions"],
    ["GET", "/v1/suspensions/all"],
    ["POST", "/v1/suspensions", { target: "all", reason: "r" }],
    ["DELETE", "/v1/suspensions/all"],
  ] as const) {
    const answer = await alone.call(method, path, body);
    expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 503, "unavailable"]);
  }
  await alone.close();
});
