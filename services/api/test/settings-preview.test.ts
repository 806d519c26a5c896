import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { lane, startTestApi, type TestApi } from "./start-test-api.ts";

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
});

const preview = (body: object, headers?: Record<string, string>) =>
  api.call("POST", "/v1/settings/preview", body, headers);

it("says which lanes a proposed rule changes, and what its pauses do to their backlog", async () => {
  for (let at = 0; at < 12; at++) await api.lanes.enqueue(`d${at}`, lane("direct:mx.a.example"));
  await api.lanes.enqueue("e", lane("direct:b.example"));
  await api.lanes.enqueue("f", lane("relay:r"));
  const { body } = await preview({
    domainRule: { domain: "*.A.example", maxContinuous: 2, continuingDelaySeconds: 3 },
  });
  expect(body).toMatchObject({ version: 0, lanes_seen: 3, complete: true });
  expect(body.changes).toEqual([
    {
      field: "/domainRules/*.a.example",
      kind: "added",
      after: { domain: "*.a.example", maxContinuous: 2, continuingDelaySeconds: 3 },
    },
  ]);
  // 12 waiting: bursts of 5 need two pauses of 1 s, bursts of 2 five of 3 s.
  expect(body.lanes).toEqual([
    {
      lane: "direct:mx.a.example",
      waiting: 12,
      delayed: 0,
      changes: [
        { field: "pattern", before: "*", after: "*.a.example" },
        { field: "maxContinuous", before: 5, after: 2 },
        { field: "continuingDelaySeconds", before: 1, after: 3 },
      ],
      least_drain_seconds: { before: 2, after: 15 },
      // The same, and 300 ms for the deliveries of each burst, which go side by side.
      drain_seconds: { before: 2.9, after: 16.8 },
      drain_all_seconds: { before: 2.9, after: 16.8 },
      service_ms: 300,
      basis: "assumed",
    },
  ]);
  expect(body.drain).toMatchObject({
    deliveries: 12,
    due: { before: 2.9, after: 16.8 },
    all: { before: 2.9, after: 16.8 },
    assumption: expect.stringContaining("300 ms"),
  });
  expect(api.store.current().version).toBe(0);
});

it("drains by what the lane was seen to take, over the connections it may have, retries at their time", async () => {
  const key = lane("direct:slow.example");
  for (let at = 0; at < 40; at++) await api.lanes.enqueue(`d${at}`, key);
  await api.lanes.enqueue("later", key, Date.now() + 100_000);
  await api.lanes.noteSpeed(key, 2_000);
  const rule = { domain: "slow.example", maxContinuous: 0, maxConnections: 4 };
  await api.call("POST", "/v1/domain-rules", rule);
  const { body } = await preview({ domainRule: { ...rule, maxConnections: 8 } });
  const [slow] = body.lanes;
  expect(slow).toMatchObject({ service_ms: 2_000, basis: "observed", drain_seconds: { before: 20, after: 10 } });
  for (const all of [slow.drain_all_seconds.before, slow.drain_all_seconds.after])
    expect(all).toSatisfy((seconds: number) => seconds > 100 && seconds < 103);
  expect(body.drain.due).toEqual({ before: 20, after: 10 });
});

it("says which rule wins for an address, before and after", async () => {
  await api.call("POST", "/v1/domain-rules", { domain: "*.example", maxConnections: 2 });
  const { body } = await preview({
    domainRule: { domain: "shop.example", directAttempts: 0 },
    addresses: ["Ann@Shop.EXAMPLE", "other.example", "bob@example.net"],
  });
  const rules = body.addresses.map((each: { domain: string; before: object; after: object }) => each);
  expect(rules).toMatchObject([
    {
      address: "Ann@Shop.EXAMPLE",
      domain: "shop.example",
      before: { pattern: "*.example", maxConnections: 2, directAttempts: 8 },
      after: { pattern: "shop.example", maxConnections: 10, directAttempts: 0 },
    },
    { domain: "other.example", before: { pattern: "*.example" }, after: { pattern: "*.example" } },
    { domain: "example.net", before: { pattern: "*" }, after: { pattern: "*" } },
  ]);
});

it("previews whole sections: a changed and a removed relay change its lane, no secret is told", async () => {
  await api.call("POST", "/v1/relays", { id: "r", host: "h.example", username: "u", password: "secret-1" });
  await api.call("POST", "/v1/relays", { id: "s", host: "h.example" });
  await api.lanes.enqueue("d", lane("relay:r"));
  await api.lanes.enqueue("d", lane("relay:s"));
  const relays = [{ id: "r", host: "h.example", username: "u", password: "secret-2", maxConnections: 1 }];
  const { body } = await preview({ settings: { relays } });
  expect(body.lanes).toMatchObject([
    { lane: "relay:r", changes: [{ field: "maxConnections", before: 10, after: 1 }] },
    { lane: "relay:s", changes: expect.arrayContaining([{ field: "enabled", before: true }]) },
  ]);
  expect(JSON.stringify(body)).not.toContain("secret");
});

it("an empty proposal changes nothing", async () => {
  await api.lanes.enqueue("d", lane("direct:a.example"));
  expect((await preview({})).body).toEqual({
    version: 0,
    changes: [],
    addresses: [],
    lanes: [],
    drain: {
      deliveries: 0,
      due: { before: 0, after: 0 },
      all: { before: 0, after: 0 },
      assumption: expect.any(String),
    },
    lanes_seen: 1,
    complete: true,
  });
});

it("names bad fields of the proposal where they stand in the request", async () => {
  const refused = async (body: object) => Object.keys((await preview(body)).errors);
  expect(await refused({ domainRule: { domain: "a.example", maxConnections: 0 } })).toEqual([
    "/domainRule/maxConnections",
  ]);
  expect(await refused({ domainRule: { domain: "a b" } })).toEqual(["/domainRule/domain"]);
  expect(await refused({ settings: { relays: [{ id: "r" }] } })).toEqual(["/settings/relays/0/host"]);
  expect(await refused({ settings: { accessRules: [{ network: "10.0.0.1/8", action: "deny" }] } })).toEqual([
    "/settings/accessRules/0/network",
  ]);
  expect(await refused({ settings: { credentials: [{ username: "new" }] } })).toEqual([
    "/settings/credentials/0/password",
  ]);
  expect(await refused({ addresses: ["a.example", "no domain"] })).toEqual(["/addresses/1"]);
  expect(await refused({ rule: {} })).toEqual(["/rule"]);
  expect((await preview({}, { authorization: "" })).status).toBe(401);
});
