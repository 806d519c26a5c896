import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeToken } from "./access-client.ts";
import { startTestApi, TOKEN, type TestApi } from "./start-test-api.ts";

let server: RedisServer;
let api: TestApi;

beforeAll(async () => {
  server = await startRedis();
  api = await startTestApi(server.url, null, () => [], {
    app: { requestTimeoutMs: 600, connectionsCheckMs: 100, metricsToken: "token-of-the-metrics" },
  });
});
afterAll(async () => {
  await api.close();
  await server.stop();
});

/** Sends bytes as they are and gathers what comes back until the connection ends or `untilMs` is over. */
async function raw(bytes: string | readonly string[], untilMs = 3_000): Promise<{ text: string; ended: boolean }> {
  const socket = connect(Number(new URL(api.url).port), "127.0.0.1");
  let text = "";
  let ended = false;
  socket.on("data", (data) => (text += data.toString("latin1")));
  socket.on("close", () => (ended = true));
  socket.on("error", () => {});
  for (const part of typeof bytes === "string" ? [bytes] : bytes) socket.write(part, "latin1");
  for (let waited = 0; waited < untilMs && !ended; waited += 20) await sleep(20);
  socket.destroy();
  return { text, ended };
}

const AUTH = `authorization: Bearer ${TOKEN}\r\n`;
const statusOf = (text: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]);
const post = (body: string, more = ""): string =>
  `POST /v1/relays HTTP/1.1\r\nhost: x\r\n${AUTH}content-type: application/json\r\n${more}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
const chunked = (body: string, encoding = "chunked"): string =>
  `POST /v1/relays HTTP/1.1\r\nhost: x\r\n${AUTH}content-type: application/json\r\ntransfer-encoding: ${encoding}\r\n\r\n${body}`;
const deep = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

describe("a body", () => {
  it.each([
    ["__proto__ in it (CWE-1321)", '{"id":"r","host":"h","__proto__":{"enabled":false}}', 400],
    ["__proto__ deep in it (CWE-1321)", '{"id":"r","host":"h","tls":{"__proto__":{"x":1}}}', 400],
    ["constructor.prototype in it (CWE-1321)", '{"id":"r","host":"h","constructor":{"prototype":{"x":1}}}', 400],
    [
      "__proto__ written with escapes (RFC 8259 section 7, CWE-1321)",
      '{"id":"r","host":"h","\\u005f\\u005fproto__":{"x":1}}',
      400,
    ],
    ["arrays 100,000 deep (CWE-674)", deep("[", "]", 100_000), 400],
    ["objects 50,000 deep (CWE-674)", `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`, 400],
    ["a number beyond all numbers (RFC 8259 section 6)", '{"id":"r","host":"h","port":1e999}', 400],
    [
      "three hundred unknown fields (CWE-770)",
      JSON.stringify({
        id: "r",
        host: "h",
        ...Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`x${n}`, 1])),
      }),
      400,
    ],
    ["two documents (RFC 8259 section 2)", '{"id":"r","host":"h"}{"id":"s","host":"h"}', 400],
    ["a list where an object is asked (CWE-843)", "[]", 400],
    ["nothing but null (CWE-843)", "null", 400],
    ["a NUL in a name (CWE-158)", '{"id":"r\\u0000","host":"h"}', 400],
    ["half a surrogate pair (RFC 7493 section 2.1)", '{"id":"r\\ud800","host":"h"}', 400],
    ["one byte more than the limit (RFC 9110 section 15.5.14)", JSON.stringify({ id: "x".repeat(1_048_576 - 8) }), 413],
  ])("with %s is refused", async (_what, body, status) => {
    const answer = await api.call("POST", "/v1/relays", body);
    expect(answer.status).toBe(status);
    // Refused as it is read, before any schema looks at it.
    if (/proto|\[\[|":\{"a":\{/.test(body)) expect(answer.body.code).toBe("malformed_request");
    if (answer.body.code === "invalid_input") expect(Object.keys(answer.errors)).not.toEqual([]);
    expect(api.store.current().version).toBe(0);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  it("with a key twice (RFC 8259 section 4) counts by the last one, wherever it is looked at", async () => {
    const body = '{"name":"twice","scope":"admin","scope":"viewer"}';
    const { status, body: made } = await api.call("POST", "/v1/tokens", body);
    expect([status, made.scope]).toEqual([201, "viewer"]);
  });

  it.each([
    ["text/plain", '{"id":"r","host":"h"}'],
    ["application/x-www-form-urlencoded", "id=r&host=h"],
    ["multipart/form-data; boundary=x", "--x--"],
    ["application/xml", "<id>r</id>"],
    ["application/jsonp", "{}"],
    ["nonsense", "{}"],
  ])("of type %s is not read: forms of other sites cannot send JSON (CWE-352)", async (type, body) => {
    const { status, body: problem } = await api.call("POST", "/v1/relays", body, { "content-type": type });
    expect([status, problem.code]).toEqual([415, "unsupported_media_type"]);
  });

  it("in chunks without end (RFC 9112 section 7.1) is cut off at the limit", async () => {
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    const head = `POST /v1/relays HTTP/1.1\r\nhost: x\r\n${AUTH}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
    const { text, ended } = await raw([head, ...Array.from({ length: 20 }, () => chunk)]);
    expect([statusOf(text), text.includes("body_too_large"), ended]).toEqual([413, true, true]);
  });

  it("that is announced larger than the limit (RFC 9110 section 15.5.14) is refused before it comes", async () => {
    const { text } = await raw(post("").replace("content-length: 0", "content-length: 999999999"));
    expect(statusOf(text)).toBe(413);
  });

  it("that is not allowed to come is not read, however large (CWE-400)", async () => {
    const { text } = await raw(post("").replace(AUTH, "").replace("content-length: 0", "content-length: 999999999"));
    expect(statusOf(text)).toBe(401);
  });

  it("that comes too slowly (slow POST, CVE-2007-6750) ends with 408", async () => {
    const started = Date.now();
    const { text, ended } = await raw(post("").replace("content-length: 0", "content-length: 10") + "{");
    expect([statusOf(text), ended]).toEqual([408, true]);
    expect(Date.now() - started).toBeLessThan(2_500);
  });
});

describe("a request", () => {
  it.each([
    [
      "with length and chunks, as request smuggling has it (RFC 9112 section 6.3, CVE-2005-2088)",
      post("{}", "transfer-encoding: chunked\r\n"),
      400,
    ],
    ["with two lengths (RFC 9112 section 6.3)", post("{}", "content-length: 5\r\n"), 400],
    [
      "with a length that is no number (CVE-2018-7159)",
      post("{}").replace("content-length: 2", "content-length: +2"),
      400,
    ],
    [
      "with chunks that are none (RFC 9112 section 7.1)",
      `POST /v1/relays HTTP/1.1\r\nhost: x\r\n${AUTH}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n`,
      400,
    ],
    [
      "with a bare LF in a header (CVE-2022-32214)",
      `GET /v1/general HTTP/1.1\r\nhost: x\r\nauthorization: Bearer\n ${TOKEN}\r\n\r\n`,
      400,
    ],
    ["with a NUL in a header (RFC 9110 section 5.5)", `GET /v1/general HTTP/1.1\r\nhost: x\r\nx: \0\r\n\r\n`, 400],
    [
      "with a blank before the colon (RFC 9112 section 5.1)",
      `GET /v1/general HTTP/1.1\r\nhost: x\r\nauthorization : Bearer ${TOKEN}\r\n\r\n`,
      400,
    ],
    ["without Host (RFC 9112 section 3.2)", `GET /v1/general HTTP/1.1\r\n${AUTH}\r\n`, 400],
    [
      "with two Hosts (RFC 9112 section 3.2)",
      `GET /v1/general HTTP/1.1\r\nhost: x\r\nHOST: y\r\n${AUTH}connection: close\r\n\r\n`,
      400,
    ],
    ["of a method nobody knows (RFC 9110 section 9.1)", `HACK /v1/general HTTP/1.1\r\nhost: x\r\n\r\n`, 400],
    [
      "with a header of 20 KiB (RFC 6585 section 5)",
      `GET /v1/general HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_480)}\r\n\r\n`,
      431,
    ],
    [
      "with 20 KiB of address (RFC 6585 section 5)",
      `GET /v1/general?${"y".repeat(20_480)} HTTP/1.1\r\nhost: x\r\n\r\n`,
      431,
    ],
    ["with an encoding that only looks like chunked (CVE-2022-32213)", chunked("", "xchunked"), 400],
    ["with two encodings (CVE-2020-8287)", chunked("0\r\n\r\n", "chunked, chunked"), 400],
    ["with a chunk larger than any number (CWE-190)", chunked("FFFFFFFFFFFFFFFFF\r\nx"), 400],
    ["with a chunk extension of 64 KiB (CVE-2024-22019)", chunked(`1;${"a".repeat(65_536)}`), 400],
    [
      "with a folded header (RFC 9112 section 5.2)",
      `GET /v1/general HTTP/1.1\r\nhost: x\r\nauthorization: Bearer\r\n ${TOKEN}\r\n\r\n`,
      400,
    ],
    ["of HTTP/2 in clear (RFC 9113 section 3.3)", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["of TLS (RFC 9112 section 2.2)", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400],
  ])("%s is refused and the connection ended", async (_what, bytes, status) => {
    const { text, ended } = await raw(bytes);
    expect([statusOf(text), ended]).toEqual([status, true]);
    expect(text).not.toContain("maxRecipients");
  });

  it("to be a tunnel into our network (CONNECT, CWE-441) is ended", async () => {
    expect(await raw("CONNECT 127.0.0.1:6379 HTTP/1.1\r\nhost: x\r\n\r\n")).toEqual({ text: "", ended: true });
  });

  it("whose headers never end (slowloris, CVE-2007-6750) is ended", async () => {
    const { text, ended } = await raw("GET /v1/general HTTP/1.1\r\nhost: x\r\nx: y");
    expect([statusOf(text), ended]).toEqual([408, true]);
  });

  it.each([
    ["/v1/relays/../general"],
    ["/v1/relays/%2e%2e/general"],
    ["/v1/relays/..%2f..%2fgeneral"],
    ["/v1/lanes/..%2f..%2fetc%2fpasswd"],
    ["/v1/relays/%00"],
    ["/v1//general"],
    ["/V1/general"],
    ["/v1/general/"],
    ["/v1/general;x"],
    ["//v1/general"],
    ["/.env"],
    ["/v1/__proto__"],
    ["/v1/relays/__proto__"],
    ["/v1/relays/constructor"],
    ["/reference/static/..%2f..%2f..%2fpackage.json"],
    ["/reference/static/%2e%2e/%2e%2e/package.json"],
    [`/v1/relays/${"x".repeat(600)}`],
  ])("for %s finds nothing (path traversal, CWE-22)", async (path) => {
    const { text } = await raw(`GET ${path} HTTP/1.1\r\nhost: x\r\n${AUTH}connection: close\r\n\r\n`);
    expect([400, 404, 414]).toContain(statusOf(text));
    expect(text).not.toMatch(/maxRecipients|"version"|root:/);
  });

  it.each([
    ["an unknown query (CWE-20)", "/v1/lanes?admin=true"],
    ["a query twice (parameter pollution, CWE-235)", "/v1/lanes?limit=1&limit=2"],
    ["a query as an object (CVE-2022-24999)", "/v1/lanes?limit[$gt]=1"],
    ["a query that is no number (CWE-89)", "/v1/lanes?limit=1;drop table"],
    ["a limit beyond the limit (CWE-770)", "/v1/lanes?limit=1000000"],
  ])("with %s is refused", async (_what, path) => {
    expect((await api.call("GET", path)).status).toBe(400);
  });

  it("with two authorizations (RFC 9110 section 5.3) counts by the first, and not by a comma list", async () => {
    const viewer = await makeToken(api, "viewer");
    const line = (text: string): string => `authorization: Bearer ${text}\r\n`;
    const ask = async (headers: string) =>
      statusOf((await raw(`GET /v1/tokens HTTP/1.1\r\nhost: x\r\n${headers}connection: close\r\n\r\n`)).text);
    expect(await ask(line(viewer.text) + line(TOKEN))).toBe(403);
    expect(await ask(line(`${viewer.text}, Bearer ${TOKEN}`))).toBe(401);
  });

  it.each([
    "x-http-method-override: DELETE",
    "x-method-override: DELETE",
    "x-original-url: /v1/tokens",
    "x-rewrite-url: /v1/tokens",
  ])("with %s is what its first line says (CVE-2018-14773)", async (header) => {
    const viewer = await makeToken(api, "viewer");
    const { text } = await raw(
      `GET /v1/general HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${viewer.text}\r\n${header}\r\nconnection: close\r\n\r\n`,
    );
    expect([statusOf(text), text.includes("maxRecipients")]).toEqual([200, true]);
  });

  it("from another site is answered without leave to read it (no CORS, RFC 6454 section 3)", async () => {
    for (const method of ["GET", "OPTIONS"]) {
      const { headers } = await api.call(method, "/v1/general", undefined, {
        origin: "https://evil.example",
        "access-control-request-method": "DELETE",
      });
      expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });
});

describe("/metrics with a token of its own (CWE-306)", () => {
  it.each([
    ["none", "", 401],
    ["another", "Bearer token-of-the-metricz", 401],
    ["an administrator's", `Bearer ${TOKEN}`, 401],
    ["its own", "Bearer token-of-the-metrics", 200],
  ])("given %s", async (_what, authorization, status) => {
    expect((await api.call("GET", "/metrics", undefined, { authorization })).status).toBe(status);
  });

  it("opens nothing else", async () => {
    const headers = { authorization: "Bearer token-of-the-metrics" };
    expect((await api.call("GET", "/v1/general", undefined, headers)).status).toBe(401);
  });
});
