import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
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
  api = await startTestApi(server.url);
  await api.call("POST", "/v1/relays", { id: "r", host: "h.example", username: "u", password: "first" });
  await api.call("POST", "/v1/credentials", { username: "c", password: "s3cret" });
  await api.call("PATCH", "/v1/relays/r", { password: "second", port: 587 });
});

it("lists the versions with who and when", async () => {
  const { body } = await api.call("GET", "/v1/settings/history");
  expect(body.items.map(({ version, by }: { version: number; by: string }) => [version, by])).toEqual([
    [3, "admin token"],
    [2, "admin token"],
    [1, "admin token"],
  ]);
  expect(Math.abs(Date.parse(body.items[0].saved_at) - Date.now())).toBeLessThan(5_000);
});

it("shows an earlier version without its secrets", async () => {
  const { body } = await api.call("GET", "/v1/settings/history/1");
  expect(body.relays).toEqual([expect.objectContaining({ id: "r", port: 25, passwordSet: true })]);
  expect(body.credentials).toEqual([]);
  expect(JSON.stringify(body)).not.toContain("first");
});

it("says what changed between two versions, or since one", async () => {
  const { body } = await api.call("GET", "/v1/settings/diff?from=1&to=3");
  expect(body).toEqual({
    from: 1,
    to: 3,
    changes: [
      { field: "/relays/r/port", kind: "changed", before: 25, after: 587 },
      { field: "/relays/r/password", kind: "changed" },
      { field: "/credentials/c", kind: "added", after: { username: "c", enabled: true } },
    ],
  });
  expect((await api.call("GET", "/v1/settings/diff?from=2")).body).toMatchObject({ from: 2, to: 3 });
});

it("goes back to an earlier version as a new one, passwords included", async () => {
  const back = await api.call("POST", "/v1/settings/rollback", { version: 1 }, { "if-match": '"3"' });
  expect([back.status, back.headers.get("etag")]).toEqual([200, '"4"']);
  expect(back.body.credentials).toEqual([]);
  expect(api.store.current().settings.relays[0]).toMatchObject({ port: 25, password: "first" });
  await api.call("POST", "/v1/settings/rollback", { version: 3 });
  expect((await api.call("GET", "/v1/settings/diff?from=3")).body.changes).toEqual([]);
});

it("refuses what is not there, not right, outdated or not allowed, and changes nothing", async () => {
  expect((await api.call("GET", "/v1/settings/history/99")).body.code).toBe("not_found");
  expect((await api.call("GET", "/v1/settings/diff?from=99")).body.code).toBe("not_found");
  expect((await api.call("POST", "/v1/settings/rollback", { version: 99 })).body.code).toBe("not_found");
  expect((await api.call("GET", "/v1/settings/history/one")).status).toBe(400);
  expect((await api.call("GET", "/v1/settings/diff")).errors).toHaveProperty("from");
  expect((await api.call("POST", "/v1/settings/rollback", { version: "1" })).errors).toHaveProperty(["/version"]);
  const late = await api.call("POST", "/v1/settings/rollback", { version: 1 }, { "if-match": '"1"' });
  expect(late.body.code).toBe("version_conflict");
  for (const path of [
    "/v1/settings/history",
    "/v1/settings/history/1",
    "/v1/settings/diff?from=1",
    "/v1/settings/export",
  ])
    expect((await api.call("GET", path, undefined, { authorization: "" })).status).toBe(401);
  const stranger = await api.call("POST", "/v1/settings/rollback", { version: 1 }, { authorization: "" });
  expect(stranger.status).toBe(401);
  expect(api.store.current().version).toBe(3);
});

it("exports settings.yaml without secrets", async () => {
  const { headers, body } = await api.call("GET", "/v1/settings/export");
  expect(headers.get("content-type")).toBe("application/yaml");
  expect(headers.get("etag")).toBe('"3"');
  expect(body).toContain("id: r\n");
  expect(body).not.toMatch(/second|scrypt|passwordSet/);
});
