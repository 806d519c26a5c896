import { connect } from "node:net";
import { createLogWriter, migrate } from "@postlane/database";
import { createLedgerStore } from "@postlane/ledger";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messageRoutes } from "../src/messages/message-routes.ts";
import { buildRecord, LOG_DATABASES, type LogDatabase, newId } from "./log-fixture.ts";
import { startTestApi, type TestApi, TOKEN } from "./start-test-api.ts";

/** What records may hold at worst; each must be found again as it is, or as the database can hold it. */
const HOSTILE = [
  "<script>alert(1)</script>\"'&",
  "'; drop table records; --",
  "100%_\\%",
  "\x1b[2J\x07",
  "\u009b\u202e\u2028",
  "你好 👩‍👩‍👧 e\u0301",
  "a\0b",
  "a\ud800b",
  "\ufffe\uffff",
  "x".repeat(100_000),
];

describe.each(LOG_DATABASES)("hostile content and requests on %s", (_name, open) => {
  let server: RedisServer;
  let log: LogDatabase;
  let api: TestApi;

  beforeAll(async () => {
    server = await startRedis();
    log = await open();
    await migrate(log.database);
    api = await startTestApi(server.url, null, (redis, { waiting }) => [
      messageRoutes({ database: log.database, redis, ledger: createLedgerStore(redis), spool: {} as never, waiting }),
    ]);
  }, 60_000);
  afterAll(async () => {
    await api?.close();
    await log?.stop();
    await server?.stop();
  });

  it.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 40), text]))(
    "%s in every field of a record (CWE-79, CWE-89, CWE-158)",
    async (_what, text) => {
      const messageId = newId();
      const address = `${text}@hostile.test`;
      const at = Date.now();
      const common = {
        at,
        reversePath: address,
        recipients: [address],
        subject: text,
        clientName: text,
        username: text,
      };
      const reply = { code: 550, enhancedCode: "5.1.1", text };
      await createLogWriter(log.database).write([
        buildRecord("received", messageId, { ...common, messageIdHeader: text }),
        buildRecord("bounced", messageId, {
          ...common,
          deliveryId: `${messageId}.0`,
          attempt: 1,
          reply,
          detail: text,
          mxHost: text,
          worker: text,
        }),
      ]);
      const trace = await api.call("GET", `/v1/messages/${messageId}`);
      expect(trace.status).toBe(200);
      const held = text.replaceAll("\0", "\u2400").toWellFormed();
      expect(trace.body.recipients[0].last_reply.text).toBe(held);
      for (const filter of [
        `recipient=${encode(address)}`,
        `sender=${encode(address)}`,
        `reply_text=${encode(text.slice(0, 200))}`,
      ]) {
        const found = await api.call("GET", `/v1/messages?limit=200&${filter.slice(0, 10_000)}`);
        if (filter.length > 3_000) expect([200, 400]).toContain(found.status);
        else
          expect([found.status, found.body.items.map(({ id }: { id: string }) => id)], filter).toEqual([
            200,
            expect.arrayContaining([messageId]),
          ]);
      }
    },
  );

  it.each([
    ["NUL in a filter", "/v1/messages?recipient=%00", 200],
    ["bytes that are no UTF-8 in a filter", "/v1/messages?recipient=%ff%fe", 200],
    ["a surrogate in UTF-8 in a filter", "/v1/messages?subject=x&sender=%ed%a0%80", 400],
    ["patterns in a filter", "/v1/messages?reply_text=%25%5f%5c", 200],
    ["a filter twice", "/v1/messages?recipient=a&recipient=b", 400],
    ["a filter as an object", "/v1/messages?recipient[x]=1", 400],
    ["__proto__ as a filter", "/v1/messages?__proto__[x]=1", 400],
    ["an endless filter", `/v1/messages?recipient=${"a".repeat(8_000)}`, 400],
    ["a number that is none", "/v1/messages?limit=1e999", 400],
    ["NUL in an id", "/v1/messages/%00", 400],
    ["markup in an id", "/v1/messages/%3Cscript%3E", 400],
    ["a path in an id", "/v1/messages/..%2f..%2fetc%2fpasswd/raw", 400],
    ["an id of 500 characters", `/v1/messages/${"a".repeat(500)}`, 400],
    ["bytes that cannot be decoded in a lane", "/v1/lanes/%ff", 400],
    ["markup in a lane", "/v1/lanes/direct:%3Cb%3E", 404],
    ["NUL in a key", "/v1/domain-rules/%00", 404],
    ["a prototype as a key", "/v1/relays/__proto__", 404],
    ["the constructor as a key", "/v1/relays/constructor", 404],
  ])("%s is no way in (CWE-20, CWE-89)", async (_what, path, status) => {
    const answer = await api.call("GET", path);
    expect(answer.status).toBe(status);
  });

  it("a header of a megabyte (RFC 6585 section 5) is refused and the api goes on", async () => {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => {});
    socket.write(
      `GET /v1/lanes HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\nx-long: ${"h".repeat(2 ** 20)}\r\n\r\n`,
    );
    let answer = "";
    socket.on("data", (data) => (answer += String(data)));
    await new Promise((resolve) => socket.once("close", resolve));
    expect(answer).toMatch(/^HTTP\/1\.1 (400|431) /);
    expect((await api.call("GET", "/v1/lanes")).status).toBe(200);
  });
});

/** As a browser would; half a character becomes what the database holds for it. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
