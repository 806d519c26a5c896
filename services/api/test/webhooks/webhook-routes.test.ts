import { randomBytes } from "node:crypto";
import { createRecordWriter } from "@postlane/records";
import { createMetrics } from "@postlane/runtime";
import { type HttpEndpoint, type RedisServer, startHttpEndpoint, startRedis } from "@postlane/testkit";
import { Webhook as Verifier } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkWebhooks } from "../../src/webhooks/check-webhooks.ts";
import { startWebhooks, type Webhooks } from "../../src/webhooks/start-webhooks.ts";
import { createTargetGuard } from "../../src/webhooks/target-guard.ts";
import { showWebhookHealth } from "../../src/webhooks/webhook-health.ts";
import { webhookRoutes } from "../../src/webhooks/webhook-routes.ts";
import { buildRecord, newId, until } from "../log-fixture.ts";
import type { ShowLive } from "../../src/settings/section-routes.ts";
import { startTestApi, type TestApi } from "../start-test-api.ts";

let server: RedisServer;
let endpoint: HttpEndpoint;
let api: TestApi;
let webhooks: Webhooks;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  endpoint = await startHttpEndpoint();
  await start();
});
afterEach(async () => {
  await stop();
  await endpoint.stop();
});

const KEY = randomBytes(32);

async function start(secretKey = KEY): Promise<void> {
  const guard = createTargetGuard(["127.0.0.0/8"]);
  const live: ShowLive = (section, entries) => {
    const { queues, log } = webhooks;
    return showWebhookHealth({ settings: api.store, queues, log, now: Date.now })(section, entries);
  };
  api = await startTestApi(
    server.url,
    secretKey,
    (redis, own) => {
      webhooks = startWebhooks({
        redisUrl: server.url,
        redis,
        settings: own.store,
        guard,
        waitingMax: 1_000,
        lockMs: 2_000,
        consumer: newId(),
        logger: own.logger,
        metrics: createMetrics("api"),
        onRedisError: () => {},
        // The longest of the waits that are drawn: six seconds after a first failure.
        random: () => 1,
      });
      return [webhookRoutes({ settings: own.store, webhooks, now: Date.now })];
    },
    { app: { settingsParts: { check: checkWebhooks(guard), showLive: live } } },
  );
}

async function stop(keep = false): Promise<void> {
  await webhooks.close();
  if (!keep) await api.redis.flushall();
  await api.close();
}

async function addShop(more: object = {}): Promise<string> {
  const { status, body } = await api.call("POST", "/v1/webhooks", { id: "shop", url: endpoint.url, ...more });
  expect(status).toBe(201);
  await webhooks.settled();
  return body.secret as string;
}

const append = () =>
  createRecordWriter({ redis: api.redis, maxLength: 1_000 }).append(buildRecord("delivered", newId()));

const ROUTES = [
  ["GET", "deliveries", undefined],
  ["POST", "test", undefined],
  ["POST", "redeliver", { event_id: "evt_1" }],
  ["POST", "enable", undefined],
  ["POST", "disable", undefined],
  ["POST", "rotate-secret", {}],
] as const;

describe.each(ROUTES)("%s /v1/webhooks/{id}/%s", (method, verb, body) => {
  it("answers 404 for a webhook that does not exist, and 401 for strangers", async () => {
    const missing = await api.call(method, `/v1/webhooks/none/${verb}`, body);
    expect([missing.status, missing.body.code]).toEqual([404, "not_found"]);
    const stranger = await api.call(method, `/v1/webhooks/none/${verb}`, body, { authorization: "" });
    expect([stranger.status, stranger.body.code]).toEqual([401, "unauthorized"]);
  });
});

describe("adding a webhook", () => {
  it.each([
    ["http://127.0.0.1:8080/", true],
    ["http://hook.example/", true],
    ["https://hook.example/", true],
    ["https://10.0.0.1/", false],
    ["https://169.254.169.254/latest/meta-data", false],
    ["https://[::1]/", false],
    ["http://9.9.9.9/", false],
    ["https://user:pass@hook.example/", false],
    ["https://hook.example:22/", false],
  ])("to %s: allowed %s", async (url, allowed) => {
    const answer = await api.call("POST", "/v1/webhooks", { id: "w", url, enabled: false });
    expect([answer.status, Object.keys(answer.errors)]).toEqual(allowed ? [201, []] : [400, ["/url"]]);
  });

  it("that is stored and no longer allowed does not stand in the way of other settings", async () => {
    const { settings, version } = api.store.current();
    const webhook = { id: "old", url: "https://10.0.0.1/", enabled: false, secret: `whsec_${"A".repeat(43)}=` };
    const full = {
      events: [],
      domains: [],
      lanes: [],
      senders: [],
      timeoutSeconds: 1,
      retrySeconds: 1,
      maxConnections: 1,
    };
    await api.store.save({ ...settings, webhooks: [{ ...webhook, ...full }] }, version);
    expect((await api.call("PATCH", "/v1/general", { maxRecipients: 7 })).status).toBe(200);
    expect((await api.call("PATCH", "/v1/webhooks/old", { timeoutSeconds: 5 })).status).toBe(200);
    expect((await api.call("PATCH", "/v1/webhooks/old", { url: "https://10.0.0.2/" })).status).toBe(400);
  });
});

describe("GET /v1/webhooks", () => {
  it("shows how each fares", async () => {
    await addShop();
    await append();
    await until(async () => (await api.call("GET", "/v1/webhooks/shop")).body.health?.taken === 1, "taken");
    const { body } = await api.call("GET", "/v1/webhooks/shop");
    expect(body.health).toEqual({
      state: "ok",
      last_success_at: expect.any(String),
      waiting: 0,
      retrying: 0,
      taken: 1,
      failed: 0,
      given_up: 0,
      dropped: 0,
    });
    endpoint.setScript(() => ({ status: 500 }));
    for (let n = 0; n < 4; n++) await append();
    await until(
      async () => (await api.call("GET", "/v1/webhooks")).body.items[0].health.asleep_until !== undefined,
      "asleep",
    );
    const { health } = (await api.call("GET", "/v1/webhooks")).body.items[0];
    expect(health).toMatchObject({ state: "failing", failing_since: expect.any(String) });
    expect(health.waiting + health.retrying).toBe(4);
    const shown = (await api.call("GET", "/v1/webhooks/shop")).body;
    expect((await api.call("PUT", "/v1/webhooks/shop", shown)).status).toBe(200);
  });
});

describe("GET /v1/webhooks/{id}/deliveries", () => {
  it("lists the attempts, newest first, in pages", async () => {
    await addShop();
    for (let n = 0; n < 5; n++) await append();
    await until(async () => (await api.call("GET", "/v1/webhooks/shop/deliveries")).body.items.length === 5, "5");
    const all = (await api.call("GET", "/v1/webhooks/shop/deliveries")).body;
    expect(all.next_cursor).toBeUndefined();
    expect(all.items[0]).toMatchObject({ outcome: "taken", status: 204, attempt: 1, type: "message.delivered" });
    expect(all.items[0].event_id).toBe(
      endpoint.requests.find(({ body }) => body.includes(all.items[0].message_id))!.headers["webhook-id"],
    );
    const pages: string[] = [];
    for (let cursor = ""; ;) {
      const { body } = await api.call("GET", `/v1/webhooks/shop/deliveries?limit=2${cursor}`);
      pages.push(...body.items.map(({ id }: { id: string }) => id));
      if (!body.next_cursor) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(pages).toEqual(all.items.map(({ id }: { id: string }) => id));
    expect(JSON.stringify(all)).not.toContain("whsec_");
  });

  it.each([
    ["?limit=0", "limit"],
    ["?limit=x", "limit"],
    ["?cursor=first", "cursor"],
    ["?what=1", "what"],
  ])("refuses %s", async (query, field) => {
    const answer = await api.call("GET", `/v1/webhooks/shop/deliveries${query}`);
    expect([answer.status, Object.keys(answer.errors)]).toEqual([400, [field]]);
  });
});

describe("POST /v1/webhooks/{id}/test", () => {
  it("sends a signed event at once and tells what the endpoint said, also of a disabled webhook", async () => {
    const secret = await addShop({ enabled: false });
    endpoint.setScript(() => ({ status: 202, body: "thanks\u0000" }));
    const { status, body } = await api.call("POST", "/v1/webhooks/shop/test");
    expect([status, body]).toEqual([
      200,
      {
        event_id: expect.stringMatching(/^evt_test_/),
        ok: true,
        status: 202,
        duration_ms: expect.any(Number),
        answer: "thanks ",
      },
    ]);
    const [request] = endpoint.requests;
    expect(new Verifier(secret).verify(request!.body, request!.headers)).toMatchObject({ type: "webhook.test" });
    const { items } = (await api.call("GET", "/v1/webhooks/shop/deliveries")).body;
    expect(items).toMatchObject([{ event_id: body.event_id, outcome: "taken", type: "webhook.test" }]);
  });

  it.each([
    [{ status: 500 } as const, { ok: false, status: 500, error: "status 500" }],
    [{ status: 410 } as const, { ok: false, status: 410, error: "status 410" }],
    ["reset" as const, { ok: false, error: "socket hang up" }],
    ["hang" as const, { ok: false, error: "no answer within 1000 ms" }],
    [{ status: 301, headers: { location: "/" } } as const, { ok: false, error: "301: redirects are not followed" }],
  ])("tells of a failure without drawing conclusions: %j", async (reply, expected) => {
    await addShop({ timeoutSeconds: 1 });
    endpoint.setScript(() => reply);
    expect((await api.call("POST", "/v1/webhooks/shop/test")).body).toMatchObject(expected);
    const shown = (await api.call("GET", "/v1/webhooks/shop")).body;
    expect([shown.enabled, shown.health.failed, shown.health.given_up]).toEqual([true, 0, 0]);
    expect((await api.call("GET", "/v1/webhooks/shop/deliveries")).body.items[0].outcome).toBe("failed");
  });

  it("answers 409 when the secret cannot be opened", async () => {
    await addShop();
    await stop(true);
    await start(randomBytes(32));
    for (const [verb, body] of [
      ["test", undefined],
      ["redeliver", { event_id: "evt_1" }],
    ] as const) {
      const answer = await api.call("POST", `/v1/webhooks/shop/${verb}`, body);
      expect([answer.status, answer.body.code]).toEqual([409, "webhook_unusable"]);
    }
    expect((await api.call("GET", "/v1/webhooks/shop")).body.health.state).toBe("unusable");
  });
});

describe("POST /v1/webhooks/{id}/redeliver", () => {
  it("sends an event again under its id", async () => {
    await addShop();
    await append();
    await until(async () => (await api.call("GET", "/v1/webhooks/shop/deliveries")).body.items.length === 1, "sent");
    const id = endpoint.requests[0]!.headers["webhook-id"];
    const answer = await api.call("POST", "/v1/webhooks/shop/redeliver", { event_id: id });
    expect([answer.status, answer.body]).toEqual([202, { queued: 1 }]);
    await until(() => endpoint.requests.length === 2, "again");
    expect(endpoint.requests.map(({ headers }) => headers["webhook-id"])).toEqual([id, id]);
    expect(endpoint.requests[1]!.body).toBe(endpoint.requests[0]!.body);
  });

  it("lets one that waits for its next try go now, and says when one is under way anyhow", async () => {
    await addShop({ timeoutSeconds: 10 });
    endpoint.setScript(({ number }) => (number === 1 ? { status: 500 } : "hang"));
    await append();
    await until(async () => (await api.call("GET", "/v1/webhooks/shop")).body.health.retrying === 1, "it waits");
    const event_id = endpoint.requests[0]!.headers["webhook-id"];
    expect((await api.call("POST", "/v1/webhooks/shop/redeliver", { event_id })).body).toEqual({ queued: 1 });
    await until(() => endpoint.requests.length === 2, "it goes", 5_500);
    const second = await api.call("POST", "/v1/webhooks/shop/redeliver", { event_id });
    expect([second.status, second.body.code]).toEqual([409, "in_progress"]);
  });

  it("sends all that were given up since a time", async () => {
    await addShop({ retrySeconds: 0 });
    endpoint.setScript(() => ({ status: 500 }));
    const since = new Date().toISOString();
    await append();
    await append();
    await until(async () => (await api.call("GET", "/v1/webhooks/shop")).body.health.given_up === 2, "given up");
    endpoint.setScript(() => ({ status: 200 }));
    const later = new Date(Date.now() + 60_000).toISOString();
    expect((await api.call("POST", "/v1/webhooks/shop/redeliver", { given_up_since: later })).body).toEqual({
      queued: 0,
    });
    expect((await api.call("POST", "/v1/webhooks/shop/redeliver", { given_up_since: since })).body).toEqual({
      queued: 2,
    });
    await until(async () => (await api.call("GET", "/v1/webhooks/shop")).body.health.taken === 2, "taken");
  });

  it("refuses what it cannot understand, and an event it does not know", async () => {
    await addShop();
    for (const body of [
      {},
      { event_id: "evt_1", given_up_since: "2026-01-01T00:00:00Z" },
      { event_id: "x y" },
      { given_up_since: "soon" },
      { all: true },
    ])
      expect([body, (await api.call("POST", "/v1/webhooks/shop/redeliver", body)).status]).toEqual([body, 400]);
    const unknown = await api.call("POST", "/v1/webhooks/shop/redeliver", { event_id: "evt_0123" });
    expect([unknown.status, unknown.body.code]).toEqual([404, "not_found"]);
    const test = await api.call("POST", "/v1/webhooks/shop/test");
    expect((await api.call("POST", "/v1/webhooks/shop/redeliver", { event_id: test.body.event_id })).status).toBe(404);
  });
});

describe("POST /v1/webhooks/{id}/disable and enable", () => {
  it("stop and start the sending; what is refused changes nothing", async () => {
    await addShop();
    const off = await api.call("POST", "/v1/webhooks/shop/disable");
    expect([off.status, off.body.enabled, off.headers.get("etag")]).toEqual([200, false, '"2"']);
    await webhooks.settled();
    await append();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(endpoint.requests).toHaveLength(0);
    expect((await api.call("GET", "/v1/webhooks/shop")).body.health.state).toBe("disabled");
    const late = await api.call("POST", "/v1/webhooks/shop/enable", undefined, { "if-match": '"1"' });
    expect([late.status, late.body.code]).toEqual([412, "version_conflict"]);
    expect((await api.call("POST", "/v1/webhooks/shop/enable")).body.enabled).toBe(true);
    await webhooks.settled();
    await append();
    await until(() => endpoint.requests.length === 1, "it is sent again");
    expect((await api.call("GET", "/v1/settings/history")).body.items[0].by).toContain("admin");
  });
});

describe("POST /v1/webhooks/{id}/rotate-secret", () => {
  it("makes a new secret, shown once; the one before signs as well for a while", async () => {
    const before = await addShop();
    const { status, body } = await api.call("POST", "/v1/webhooks/shop/rotate-secret", { overlap_seconds: 60 });
    expect([status, body]).toEqual([
      200,
      { secret: expect.stringMatching(/^whsec_/), previous_secret_until: expect.any(String) },
    ]);
    expect(body.secret).not.toBe(before);
    await append();
    await until(() => endpoint.requests.length === 1, "sent");
    const [request] = endpoint.requests;
    for (const secret of [before, body.secret]) new Verifier(secret).verify(request!.body, request!.headers);
    const shown = JSON.stringify([(await api.call("GET", "/v1/webhooks/shop")).body, api.logLines]);
    expect(shown).not.toContain("whsec_");
  });

  it("takes a given one, and drops the one before at once when asked to", async () => {
    const before = await addShop();
    const secret = `whsec_${randomBytes(24).toString("base64")}`;
    const { body } = await api.call("POST", "/v1/webhooks/shop/rotate-secret", { secret, overlap_seconds: 0 });
    expect(body).toEqual({});
    await append();
    await until(() => endpoint.requests.length === 1, "sent");
    const [request] = endpoint.requests;
    new Verifier(secret).verify(request!.body, request!.headers);
    expect(() => new Verifier(before).verify(request!.body, request!.headers)).toThrow();
  });

  it("refuses bad input and old versions", async () => {
    await addShop();
    for (const [body, field] of [
      [{ secret: "short" }, "/secret"],
      [{ overlap_seconds: -1 }, "/overlap_seconds"],
      [{ days: 1 }, "/days"],
    ] as const) {
      const answer = await api.call("POST", "/v1/webhooks/shop/rotate-secret", body);
      expect([answer.status, Object.keys(answer.errors)]).toEqual([400, [field]]);
    }
    const late = await api.call("POST", "/v1/webhooks/shop/rotate-secret", {}, { "if-match": '"0"' });
    expect(late.status).toBe(412);
    expect(api.store.current().version).toBe(1);
  });
});

it("without Redis the settings of webhooks are still shown, and the rest says what is wrong", async () => {
  await addShop({ enabled: false });
  await api.redis.disconnect();
  expect((await api.call("GET", "/v1/webhooks")).body.items[0]).not.toHaveProperty("health");
  const answer = await api.call("GET", "/v1/webhooks/shop/deliveries");
  expect([answer.status, answer.body.code]).toEqual([503, "unavailable"]);
  await api.redis.connect();
});
