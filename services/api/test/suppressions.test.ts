import type { AuditEntry } from "@postlane/database";
import { keys } from "@postlane/redis";
import { openSuppressions, type Suppressions } from "@postlane/suppressions";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { suppressionRoutes } from "../src/suppressions/suppression-routes.ts";
import { startTestApi, type TestApi } from "./start-test-api.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");
let server: RedisServer;
let api: TestApi;
let suppressions: Suppressions;

beforeAll(async () => {
  server = await startRedis();
  api = await start(server.url);
});
beforeEach(() => api.redis.flushall());
afterAll(async () => {
  await api.close();
  await server.stop();
});

const start = (url: string) =>
  startTestApi(url, null, (redis, { audit }) => [
    async (app) => {
      suppressions = await openSuppressions({ redis, now: () => NOW });
      app.addHook("onClose", async () => suppressions.close());
      await app.register(suppressionRoutes({ suppressions, audit, now: () => NOW }));
    },
  ]);

const put = (address: string, body: unknown = {}, headers?: Record<string, string>) =>
  api.call("PUT", `/v1/suppressions/${encodeURIComponent(address)}`, body, headers);
const get = (address: string) => api.call("GET", `/v1/suppressions/${encodeURIComponent(address)}`);
const list = async (query = "") => (await api.call("GET", `/v1/suppressions${query}`)).body;
const addresses = async (query = "") => (await list(query)).items.map(({ address }: { address: string }) => address);

/** What the audit log has, oldest first. */
async function audited(): Promise<unknown[]> {
  const entries = await api.redis.xrange(keys.audit(), "-", "+");
  return entries
    .map(([, fields]) => JSON.parse(fields[1]!) as AuditEntry)
    .map(({ actor, clientAddress, action, target, detail }) => {
      expect([actor, clientAddress]).toEqual([expect.stringContaining("admin"), "127.0.0.1"]);
      return [action, target, detail];
    });
}

describe("one entry", () => {
  it("is put by any form of its name, read, replaced and taken off", async () => {
    const added = await put("Ann@MÜLLER.example", { reason: "asked for it", expires_at: "2026-12-01T00:00:00Z" });
    const entry = {
      address: "ann@xn--mller-kva.example",
      source: "manual",
      reason: "asked for it",
      created_by: expect.stringContaining("admin"),
      created_at: "2026-11-23T12:00:00.000Z",
      expires_at: "2026-12-01T00:00:00.000Z",
      hits: 0,
    };
    expect([added.status, added.body]).toEqual([201, entry]);
    expect((await get("ANN@xn--mller-kva.example")).body).toEqual(entry);
    const replaced = await put("ann@müller.example");
    expect([replaced.status, replaced.body.reason, replaced.body.expires_at]).toEqual([
      200,
      "added by hand",
      undefined,
    ]);
    const removed = await api.call("DELETE", "/v1/suppressions/ann@xn--mller-kva.example");
    expect(removed.status).toBe(204);
    expect((await get("ann@müller.example")).status).toBe(404);
    expect(await audited()).toEqual([
      ["suppression.put", "ann@xn--mller-kva.example", { reason: "asked for it", expires_at: "2026-12-01T00:00:00Z" }],
      ["suppression.put", "ann@xn--mller-kva.example", { reason: "added by hand" }],
      ["suppression.removed", "ann@xn--mller-kva.example", {}],
    ]);
  });

  it("may be a whole domain; an address of it is told of that", async () => {
    expect((await put("@Example.com")).body.address).toBe("@example.com");
    const answer = await get("ann@example.com");
    expect([answer.status, answer.body.detail]).toEqual([404, expect.stringContaining("see `@example.com`")]);
  });

  it("is not replaced when it must be new", async () => {
    const isNew = { "if-none-match": "*" };
    expect((await put("ann@example.com", { reason: "one" }, isNew)).status).toBe(201);
    const again = await put("ann@example.com", { reason: "two" }, isNew);
    expect([again.status, again.body.code]).toEqual([409, "already_exists"]);
    expect((await get("ann@example.com")).body.reason).toBe("one");
  });

  it("tells what bounced", async () => {
    await suppressions.noteHardBounce(
      {
        id: "m.0/1/bounced",
        kind: "bounced",
        at: NOW,
        messageId: "m",
        reversePath: "",
        recipients: ["ann@example.com"],
        reply: { code: 550, text: "No such user" },
        worker: "w1",
      },
      { enabled: true, afterHardBounces: 1, windowDays: 1, expireDays: 0 },
    );
    expect((await get("ann@example.com")).body).toMatchObject({
      source: "hard_bounce",
      message_id: "m",
      reply: "550 No such user",
      created_by: "w1",
    });
  });

  it.each([
    ["a name that is no address", "ann", {}, "address"],
    ["a domain that is none", "@", {}, "address"],
    ["two addresses", "a@x.example,b@x.example", {}, "address"],
    ["a time that is over", "ann@example.com", { expires_at: "2026-11-23T12:00:00Z" }, "/expires_at"],
    ["a time that is none", "ann@example.com", { expires_at: "tomorrow" }, "/expires_at"],
    ["an empty reason", "ann@example.com", { reason: "" }, "/reason"],
    ["a reason of two lines", "ann@example.com", { reason: "a\nb" }, "/reason"],
    ["an unknown field", "ann@example.com", { because: "x" }, "/because"],
  ])("is refused with %s", async (_what, address, body, field) => {
    const answer = await put(address, body);
    expect([answer.status, Object.keys(answer.errors)]).toEqual([400, [field]]);
    expect(await addresses()).toEqual([]);
  });

  it("that is not there cannot be read or taken off", async () => {
    expect((await get("ann@example.com")).body.code).toBe("not_found");
    expect((await api.call("DELETE", "/v1/suppressions/ann@example.com")).body.code).toBe("not_found");
    expect((await get("nobody")).body.code).toBe("invalid_input");
    expect((await api.call("DELETE", "/v1/suppressions/nobody")).body.code).toBe("invalid_input");
  });
});

describe("the list", () => {
  it("comes in pages, by domain and by beginning", async () => {
    for (const address of ["a@x.example", "b@x.example", "@x.example", "ab@y.example"]) await put(address);
    expect(await addresses("?domain=X.example")).toEqual(["@x.example", "a@x.example", "b@x.example"]);
    expect((await addresses("?prefix=A")).toSorted()).toEqual(["a@x.example", "ab@y.example"]);
    const first = await list("?limit=3");
    const rest = await list(`?limit=3&cursor=${first.next_cursor}`);
    expect([...first.items, ...rest.items]).toHaveLength(4);
    expect(rest.next_cursor).toBeUndefined();
  });

  it.each(["cursor=x", "limit=0", "limit=1001", "domain=a b", "colour=red"])("is refused with %s", async (query) => {
    const answer = await api.call("GET", `/v1/suppressions?${query}`);
    expect([answer.status, Object.keys(answer.errors)]).toEqual([400, [query.split("=")[0]]]);
  });
});

describe("files", () => {
  const load = (type: string, body: string | Buffer) =>
    api.call("POST", "/v1/suppressions/import", body, { "content-type": type });

  it("of JSON lines are taken line by line; what is no entry is told", async () => {
    await put("bob@x.example");
    const lines = [
      '{"address":"Ann@x.example","reason":"complained","hits":7}',
      '{"address":"bob@x.example"}',
      "",
      '{"address":"nobody"}',
      "not json",
      '{"address":"old@x.example","expires_at":"2020-01-01T00:00:00Z"}',
      '["address"]',
      '{"address":"@y.example","expires_at":"2027-01-01T00:00:00Z"}',
    ];
    const answer = await load("application/x-ndjson", lines.join("\r\n"));
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        lines: 7,
        added: 2,
        replaced: 1,
        refused: 4,
        errors: [4, 5, 6, 7].map((line) => ({ line, message: expect.any(String) })),
      },
    ]);
    expect((await get("ann@x.example")).body).toMatchObject({ reason: "complained", hits: 0 });
    expect((await get("@y.example")).body.expires_at).toBe("2027-01-01T00:00:00.000Z");
    expect((await audited()).slice(1)).toEqual([
      ["suppression.import", "file", {}],
      ["suppression.imported", "file", { lines: 7, added: 2, replaced: 1, refused: 4 }],
    ]);
  });

  it("of CSV may have more columns, quotes and a byte order mark", async () => {
    const body =
      '\ufeffName,Address,reason\r\nAnn,ann@x.example,"left, for ""good"""\r\nBob,bob@x.example,\r\n,nobody,x\r\n';
    const { body: result } = await load("text/csv; charset=utf-8", body);
    expect(result).toMatchObject({ lines: 3, added: 2, refused: 1, errors: [{ line: 4 }] });
    expect((await get("ann@x.example")).body.reason).toBe('left, for "good"');
    expect((await get("bob@x.example")).body.reason).toBe("imported");
    expect((await load("text/csv", "Email\nann@y.example\n")).body.added).toBe(1);
  });

  it.each(["csv", "ndjson"])("as %s go out and come back in", async (format) => {
    const all = Array.from({ length: 1_200 }, (_, n) => `a${n}@d${n % 9}.example`);
    await load("application/x-ndjson", all.map((address) => JSON.stringify({ address, reason: 'so, "x"' })).join("\n"));
    const answer = await fetch(`${api.url}/v1/suppressions/export?format=${format}`, {
      headers: { authorization: "Bearer the-token-of-the-tests" },
    });
    expect(answer.headers.get("content-disposition")).toContain(`suppressions.${format}`);
    const text = await answer.text();
    await api.redis.flushall();
    const { body } = await load(format === "csv" ? "text/csv" : "application/x-ndjson", text);
    expect(body).toMatchObject({ lines: 1_200, added: 1_200, refused: 0 });
    expect((await get("a7@d7.example")).body.reason).toBe('so, "x"');
    const part = await fetch(`${api.url}/v1/suppressions/export?domain=d3.example&format=${format}`, {
      headers: { authorization: "Bearer the-token-of-the-tests" },
    });
    expect((await part.text()).trim().split("\n")).toHaveLength(134 - (format === "csv" ? 0 : 1));
  });

  it.each([
    ["without a column of addresses", "text/csv", "mail\r\na@x.example\r\n", 400],
    ["of a CSV whose quote does not end", "text/csv", 'address\r\na@x.example\r\n"b@x.example\r\n', 400],
    ["of one line without end", "application/x-ndjson", "x".repeat(20_000), 400],
    ["of another type", "application/json", "{}", 415],
  ])("%s are refused", async (_what, type, body, status) => {
    expect((await load(type, body)).status).toBe(status);
  });

  it("are refused without a body", async () => {
    expect((await api.call("POST", "/v1/suppressions/import")).status).toBe(415);
  });

  it("of more than 200,000 lines are taken up to there", async () => {
    const answer = await load("application/x-ndjson", "{}\n".repeat(200_001));
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
      413,
      "body_too_large",
      expect.stringContaining("more than 200000 lines"),
    ]);
  });

  it("need a format that is known", async () => {
    expect((await api.call("GET", "/v1/suppressions/export?format=xml")).errors).toHaveProperty("format");
    expect((await api.call("GET", "/v1/suppressions/export?domain=a b")).errors).toHaveProperty("domain");
  });
});

it("a viewer reads and changes nothing, a sender does neither", async () => {
  const bearer = async (scope: string) => {
    const { body } = await api.call("POST", "/v1/tokens", { name: scope, scope });
    return { authorization: `Bearer ${body.token}` };
  };
  const [viewer, sender] = [await bearer("viewer"), await bearer("sender")];
  const own = { "content-type": "application/x-ndjson" };
  const status = async (method: string, path: string, who: Record<string, string>, body?: unknown) =>
    (await api.call(method, path, body, who)).status;
  expect(await status("GET", "/v1/suppressions", viewer)).toBe(200);
  expect(await status("GET", "/v1/suppressions/export?format=csv", viewer)).toBe(200);
  expect(await status("GET", "/v1/suppressions/ann@example.com", viewer)).toBe(404);
  expect(await status("PUT", "/v1/suppressions/ann@example.com", viewer, {})).toBe(403);
  expect(await status("DELETE", "/v1/suppressions/ann@example.com", viewer)).toBe(403);
  expect(await status("POST", "/v1/suppressions/import", { ...viewer, ...own }, "{}")).toBe(403);
  expect(await status("GET", "/v1/suppressions", sender)).toBe(403);
  expect(await addresses()).toEqual([]);
});

it("no route answers without a token, and all say so while Redis is away", async () => {
  const own = await startRedis();
  const cut = await start(own.url);
  const calls: [string, string, unknown?, Record<string, string>?][] = [
    ["GET", "/v1/suppressions"],
    ["GET", "/v1/suppressions/export"],
    ["GET", "/v1/suppressions/ann@example.com"],
    ["PUT", "/v1/suppressions/ann@example.com", {}],
    ["DELETE", "/v1/suppressions/ann@example.com"],
    ["POST", "/v1/suppressions/import", '{"address":"ann@example.com"}', { "content-type": "application/x-ndjson" }],
  ];
  for (const [method, path, body, headers] of calls)
    expect((await cut.call(method, path, body, { ...headers, authorization: "" })).status).toBe(401);
  await own.kill();
  for (const call of calls) {
    const answer = await cut.call(...call);
    expect([call[0], call[1], answer.status, answer.body.code]).toEqual([call[0], call[1], 503, "unavailable"]);
  }
  await own.start();
  await cut.close();
  await own.stop();
});
