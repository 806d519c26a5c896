import { DEFAULT_REPORTS } from "@postlane/contract";
import { keys } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
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
  await api?.redis.del(keys.settings());
  await api?.close();
  api = await startTestApi(server.url);
});

describe("/v1/settings", () => {
  it("shows the defaults at version 0", async () => {
    const { status, headers, body } = await api.call("GET", "/v1/settings");
    expect([status, headers.get("etag")]).toEqual([200, '"0"']);
    expect(body.domainRules).toEqual([expect.objectContaining({ domain: "*", directAttempts: 8, maxContinuous: 5 })]);
    expect(body.accessRules.map(({ network }: { network: string }) => network)).toEqual(["127.0.0.0/8", "::1"]);
  });

  it("takes back what it showed, with one change", async () => {
    await api.call("POST", "/v1/relays", { id: "r", host: "h.example", username: "u", password: "p" });
    await api.call("POST", "/v1/credentials", { username: "c", password: "p" });
    const { headers, body } = await api.call("GET", "/v1/settings");
    const etag = headers.get("etag")!;
    expect((await api.call("PUT", "/v1/settings", body, { "if-match": etag })).headers.get("etag")).toBe(etag);
    body.general.maxRecipients = 5;
    const put = await api.call("PUT", "/v1/settings", body, { "if-match": etag });
    expect([put.status, put.headers.get("etag")]).toEqual([200, '"3"']);
    expect(put.body).toEqual(body);
    expect(api.store.current().settings.relays[0]!.password).toBe("p");
  });

  it("wants If-Match, and the current version in it", async () => {
    const { body } = await api.call("GET", "/v1/settings");
    const without = await api.call("PUT", "/v1/settings", body);
    expect([without.status, without.body.code]).toEqual([428, "if_match_required"]);
    await api.call("PATCH", "/v1/general", { maxRecipients: 5 });
    const late = await api.call("PUT", "/v1/settings", body, { "if-match": '"0"' });
    expect([late.status, late.body.code]).toEqual([412, "version_conflict"]);
    expect(api.store.current().settings.general.maxRecipients).toBe(5);
    expect((await api.call("PUT", "/v1/settings", body, { "if-match": "*" })).status).toBe(200);
    expect((await api.call("PUT", "/v1/settings", body, { authorization: "" })).status).toBe(401);
    expect((await api.call("GET", "/v1/settings", undefined, { authorization: "" })).status).toBe(401);
  });

  it("names every bad field by its place in the document and changes nothing", async () => {
    const { body } = await api.call("GET", "/v1/settings");
    body.domainRules.push({ domain: "a.example", maxConnections: 1.5 }, { domain: "b.example", tls: "maybe" });
    body.general = { maxMessageBytes: -1 };
    delete body.relays;
    const shape = await api.call("PUT", "/v1/settings", body, { "if-match": "*" });
    expect([shape.status, Object.keys(shape.errors).toSorted()]).toEqual([
      400,
      ["/domainRules/1/maxConnections", "/domainRules/2/tls", "/general/maxMessageBytes", "/relays"],
    ]);
    const { body: again } = await api.call("GET", "/v1/settings");
    again.domainRules.push({ domain: "*" });
    again.accessRules.push({ network: "10.0.0.1/8", action: "allow" });
    const meaning = await api.call("PUT", "/v1/settings", again, { "if-match": "*" });
    expect([meaning.status, Object.keys(meaning.errors).toSorted()]).toEqual([
      400,
      ["/accessRules/2/network", "/domainRules/1/domain"],
    ]);
    expect(api.store.current().version).toBe(0);
  });
});

describe("/v1/general", () => {
  it("is read, changed in part, replaced with defaults", async () => {
    const { body: defaults } = await api.call("GET", "/v1/general");
    expect(defaults).toMatchObject({ maxMessageBytes: 52_428_800, maxRecipients: 1_000, maxReceivedHops: 50 });
    await api.call("PATCH", "/v1/general", { maxRecipients: 5 });
    const patched = await api.call("PATCH", "/v1/general", { maxReceivedHops: 7 });
    expect(patched.body).toEqual({ ...defaults, maxRecipients: 5, maxReceivedHops: 7 });
    await api.call("PATCH", "/v1/general", { reports: { copyTo: "postmaster@Ops.Test" } });
    const reports = await api.call("PATCH", "/v1/general", { reports: { success: false } });
    expect(reports.body.reports).toEqual({ ...DEFAULT_REPORTS, copyTo: "postmaster@ops.test", success: false });
    const put = await api.call("PUT", "/v1/general", { maxMessageBytes: 1_000 });
    expect(put.body).toEqual({ ...defaults, maxMessageBytes: 1_000 });
    await api.call("PATCH", "/v1/general", { suppression: { expireDays: 7 } });
    await api.call("PATCH", "/v1/general", { backPressure: { maxWaiting: 7 } });
    const { body } = await api.call("PATCH", "/v1/general", { suppression: { enabled: false } });
    expect(body.suppression).toEqual({ ...defaults.suppression, expireDays: 7, enabled: false });
    const { body: other } = await api.call("PATCH", "/v1/general", { backPressure: { startPercent: 50 } });
    expect(other.backPressure).toEqual({ ...defaults.backPressure, maxWaiting: 7, startPercent: 50 });
  });

  it.each(["PUT", "PATCH"])("%s refuses bad fields, old versions and strangers", async (method) => {
    const bad = await api.call(method, "/v1/general", { maxRecipients: "5", size: 1 });
    expect([bad.status, bad.errors]).toEqual([
      400,
      {
        "/maxRecipients": "Write a whole number from 1 to 100000.",
        "/size": expect.stringContaining("There is no such field; write one of: maxMessageBytes, maxRecipients,"),
      },
    ]);
    expect((await api.call(method, "/v1/general", {}, { "if-match": '"4"' })).status).toBe(412);
    expect((await api.call(method, "/v1/general", {}, { authorization: "Bearer x" })).status).toBe(401);
    expect(api.store.current().version).toBe(0);
  });
});
