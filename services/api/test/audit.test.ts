import { connectDatabase, migrate } from "@postlane/database";
import { keys } from "@postlane/redis";
import { freePort, type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { archiveAudit } from "../src/audit/audit-log.ts";
import { auditRoutes } from "../src/audit/audit-routes.ts";
import { LOG_DATABASES, type LogDatabase } from "./log-fixture.ts";
import { startTestApi, type TestApi, type TestParts } from "./start-test-api.ts";

describe.each(LOG_DATABASES)("/v1/audit on %s", (_name, open) => {
  let server: RedisServer;
  let log: LogDatabase;
  let api: TestApi;
  let audit: TestParts["audit"];

  beforeAll(async () => {
    server = await startRedis();
    log = await open();
    api = await startTestApi(server.url, null, (redis, own) => {
      audit = own.audit;
      return [auditRoutes({ redis, database: log.database })];
    });
  }, 60_000);
  afterAll(async () => {
    await api?.close();
    await log?.stop();
    await server?.stop();
  });
  const get = (query = "") => api.call("GET", `/v1/audit${query}`);

  test("shows what is on its way before the database has its table", async () => {
    await audit.write({ actor: "ada", action: "messages.cancel", target: "m1", detail: { reason: "spam" } });
    const { body } = await get();
    expect(body).toMatchObject({
      items: [{ actor: "ada", target: "m1", detail: { reason: "spam" } }],
      unavailable: ["archive"],
    });
    await migrate(log.database);
  });

  test("pages through what is archived and what is not, each once, while it moves", async () => {
    for (let n = 0; n < 6; n++)
      await audit.write({ actor: n % 2 === 0 ? "ada" : "bob", action: "lane.retry", target: `t${n}` });
    expect(await archiveAudit(api.redis, log.database)).toBe(7);
    expect(await archiveAudit(api.redis, log.database)).toBe(0);
    for (let n = 6; n < 9; n++) await audit.write({ actor: "bob", action: "lane.hold", target: `t${n}` });
    const seen: string[] = [];
    for (let cursor = ""; ;) {
      const { body } = await get(`?limit=4${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ target }: { target: string }) => target));
      await archiveAudit(api.redis, log.database);
      if (body.next_cursor === undefined) break;
      cursor = body.next_cursor;
    }
    expect(seen).toEqual(["t8", "t7", "t6", "t5", "t4", "t3", "t2", "t1", "t0", "m1"]);
    expect((await get("?actor=ada&action=lane")).body.items).toHaveLength(3);
    expect((await get("?action=lane.hold")).body.items).toHaveLength(3);
    expect((await get("?target=t3")).body.items).toHaveLength(1);
    expect((await get(`?from=${new Date(Date.now() + 60_000).toISOString()}`)).body.items).toEqual([]);
  });

  test.each([
    ["?limit=0", "limit"],
    ["?cursor=x", "cursor"],
    ["?from=yesterday", "from"],
    ["?from=2026-03-11T00:00:00Z&to=2026-03-10T00:00:00Z", "to"],
    ["?who=me", "who"],
  ])("refuses %s", async (query, field) => {
    const answer = await get(query);
    expect([answer.status, Object.keys(answer.errors)]).toEqual([400, [field]]);
  });

  test("lets nobody in without the token", async () => {
    expect((await api.call("GET", "/v1/audit", undefined, { authorization: "" })).status).toBe(401);
  });

  test("has every change of the settings that came through, and no other request", async () => {
    await api.redis.del(keys.audit());
    await api.call("POST", "/v1/relays", { id: "r", host: "h.example" });
    await api.call("POST", "/v1/relays", { id: "r", host: "h.example" });
    await api.call("GET", "/v1/relays");
    await api.call("POST", "/v1/settings/preview", { domainRules: [] });
    await api.call("PATCH", "/v1/relays/r", { port: 26 });
    await api.call("DELETE", "/v1/relays/r");
    const entries = (await api.redis.xrange(keys.audit(), "-", "+")).map(([, fields]) => JSON.parse(fields[1]!));
    expect(entries.map(({ target, detail }) => [target, detail.method, detail.version])).toEqual([
      ["relays", "POST", 1],
      ["relays/r", "PATCH", 2],
      ["relays/r", "DELETE", 3],
    ]);
    expect(entries[0]).toMatchObject({ actor: "admin token", action: "settings.changed", clientAddress: "127.0.0.1" });
  });
});

describe("with a database that is away", () => {
  test("the audit log is written and shown all the same", async () => {
    const server = await startRedis();
    const url = `postgres://u:p@127.0.0.1:${await freePort()}/d`;
    const database = await connectDatabase({ url, directory: "", onError: () => {} });
    let audit: TestParts["audit"] | undefined;
    const api = await startTestApi(server.url, null, (redis, own) => {
      audit = own.audit;
      return [auditRoutes({ redis, database })];
    });
    await audit!.write({ actor: "ada", action: "messages.hold" });
    await expect(archiveAudit(api.redis, database)).rejects.toThrow();
    expect((await api.call("GET", "/v1/audit")).body).toMatchObject({
      items: [{ actor: "ada" }],
      unavailable: ["archive"],
    });
    await api.close();
    await database.close();
    await server.stop();
  });
});
