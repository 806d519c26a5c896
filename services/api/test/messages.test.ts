import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogWriter, migrate } from "@postlane/database";
import { createLedgerStore, type LedgerStore } from "@postlane/ledger";
import {
  deliveryIdOf,
  freshProgress,
  type LedgerDelivery,
  type LogRecord,
  type MessageHead,
  type Transcript,
} from "@postlane/mail";
import { createRecordWriter } from "@postlane/records";
import { createSpool, type Spool } from "@postlane/spool";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { messageRoutes } from "../src/messages/message-routes.ts";
import { buildRecord, LOG_DATABASES, type LogDatabase, newId } from "./log-fixture.ts";
import { startTestApi, type TestApi } from "./start-test-api.ts";

const AT = Date.parse("2026-03-10T12:00:00.123Z");
const TRANSCRIPT: Transcript = [
  { step: "connect", command: "connect 192.0.2.1:25", detail: "ok", startedAtMs: AT, durationMs: 3 },
  {
    step: "rcpt",
    command: "RCPT TO:<b@two.test>",
    reply: { code: 451, enhancedCode: "4.7.1", text: "Greylisted" },
    startedAtMs: AT + 5,
    durationMs: 9.5,
  },
];

describe.each(LOG_DATABASES)("/v1/messages on %s", (name, open) => {
  let server: RedisServer;
  let log: LogDatabase;
  let api: TestApi;
  let ledger: LedgerStore;
  let spool: Spool;
  let directory: string;
  let write: (records: readonly LogRecord[]) => Promise<void>;

  beforeAll(async () => {
    server = await startRedis();
    log = await open();
    await migrate(log.database);
    directory = await mkdtemp(join(tmpdir(), "postlane-spool-"));
    const holder: { spool?: Spool } = {};
    api = await startTestApi(server.url, null, (redis, { waiting }) => {
      ledger = createLedgerStore(redis);
      const late = new Proxy({} as Spool, { get: (_, field) => Reflect.get(holder.spool!, field) as unknown });
      return [messageRoutes({ database: log.database, redis, ledger, spool: late, waiting })];
    });
    spool = holder.spool = await createSpool({ redis: api.redis, directory, inlineMaxBytes: 1_000 });
    write = createLogWriter(log.database).write;
  }, 60_000);
  afterAll(async () => {
    await api?.close();
    await log?.stop();
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function hold(
    messageId: string,
    addresses: readonly string[],
    body = "Subject: x\r\n\r\nbody\r\n",
  ): Promise<void> {
    const { ref, sizeBytes } = await spool.put(messageId, Buffer.from(body));
    const head: MessageHead = {
      messageId,
      envelope: { reversePath: "s@x.test" },
      receivedAtMs: AT,
      sizeBytes,
      spoolRef: ref,
      subject: "x",
    };
    const deliveries = addresses.map((address, n): LedgerDelivery => ({
      deliveryId: deliveryIdOf(messageId, n),
      domain: "two.test",
      lane: "direct:two.test",
      state: "open",
      recipients: [{ address }],
      progress: freshProgress(AT),
    }));
    await ledger.create(head, deliveries);
  }
  const get = (path: string) => api.call("GET", path);

  test("tells the whole story of an archived message", async () => {
    const id = newId();
    await write([
      buildRecord("received", id, {
        at: AT,
        recipients: ["a@one.test", "b@two.test"],
        messageIdHeader: "<m@x>",
        username: "u",
      }),
      buildRecord("deferred", id, {
        id: `${id}.1/1/deferred`,
        deliveryId: `${id}.1`,
        at: AT + 1_000,
        recipients: ["b@two.test"],
        domain: "two.test",
        lane: "direct:two.test",
        rule: "*",
        step: "rcpt",
        reply: { code: 451, enhancedCode: "4.7.1", text: "Greylisted" },
        enhancedCode: "4.7.1",
        nextAt: AT + 300_000,
        mxHost: "mx.two.test",
        mxAddress: "192.0.2.1",
        tlsVersion: "TLSv1.3",
        tlsCipher: "TLS_AES_256_GCM_SHA384",
        worker: "w1",
        transcript: TRANSCRIPT,
      }),
      buildRecord("delivered", id, {
        at: AT + 500,
        recipients: ["a@one.test"],
        domain: "one.test",
        lane: "relay:r1",
        relayId: "r1",
        reply: { code: 250, text: "ok" },
        sinceReceivedMs: 500,
      }),
    ]);
    const { status, body } = await get(`/v1/messages/${id.toUpperCase()}`);
    expect(status).toBe(200);
    expect(body.message).toEqual({
      id,
      received_at: "2026-03-10T12:00:00.123Z",
      sender: "sender@example.org",
      size_bytes: 1_234,
      subject: "Hello",
      message_id_header: "<m@x>",
      client_address: "192.0.2.7",
      username: "u",
      recipient_count: 2,
      states: { delivered: 1, deferred: 1 },
      held: false,
    });
    expect(body.recipients).toMatchObject([
      {
        address: "a@one.test",
        domain: "one.test",
        state: "delivered",
        relay: "r1",
        last_reply: { code: 250, text: "ok" },
        attempts: 1,
      },
      {
        address: "b@two.test",
        state: "deferred",
        lane: "direct:two.test",
        next_at: "2026-03-10T12:05:00.123Z",
        step: "rcpt",
        enhanced_code: "4.7.1",
      },
    ]);
    expect(body.attempts).toHaveLength(2);
    expect(body.attempts[1]).toEqual({
      delivery_id: `${id}.1`,
      number: 1,
      at: "2026-03-10T12:00:01.123Z",
      outcome: "deferred",
      lane: "direct:two.test",
      rule: "*",
      mx_host: "mx.two.test",
      mx_address: "192.0.2.1",
      tls_version: "TLSv1.3",
      tls_cipher: "TLS_AES_256_GCM_SHA384",
      worker: "w1",
      next_at: "2026-03-10T12:05:00.123Z",
      steps: [
        {
          step: "connect",
          command: "connect 192.0.2.1:25",
          detail: "ok",
          started_at: "2026-03-10T12:00:00.123Z",
          duration_ms: 3,
        },
        {
          step: "rcpt",
          command: "RCPT TO:<b@two.test>",
          reply: { code: 451, enhanced_code: "4.7.1", text: "Greylisted" },
          started_at: "2026-03-10T12:00:00.128Z",
          duration_ms: 9.5,
        },
      ],
    });
    expect(body.records.map((record: { kind: string }) => record.kind)).toEqual(["received", "delivered", "deferred"]);
    expect(body.records[1]).toMatchObject({
      id: `${id}.0/1/delivered`,
      message_id: id,
      relay: "r1",
      since_received_ms: 500,
    });
    expect(body.unavailable).toEqual([]);
  });

  test("an attempt whose recipients fared differently is one attempt", async () => {
    const id = newId();
    await write([
      buildRecord("delivered", id, { recipients: ["a@x.test"], transcript: TRANSCRIPT }),
      buildRecord("bounced", id, { recipients: ["b@x.test"], transcript: TRANSCRIPT }),
    ]);
    const { body } = await get(`/v1/messages/${id}`);
    expect(body.attempts).toMatchObject([{ number: 1, outcome: "mixed", steps: [{}, {}] }]);
    expect(body.message.states).toEqual({ delivered: 1, bounced: 1 });
  });

  test("an attempt that refused many is told whole, whichever of its records has what", async () => {
    const id = newId();
    const own = (n: number, transcript: typeof TRANSCRIPT) =>
      buildRecord("bounced", id, { recipients: [`r${n}@x.test`], id: `${id}.0/1/bounced/refused-${n}`, transcript });
    await write([own(0, TRANSCRIPT.slice(1)), own(1, TRANSCRIPT), own(2, TRANSCRIPT.slice(0, 1))]);
    const { body } = await get(`/v1/messages/${id}`);
    expect(body.attempts).toMatchObject([{ number: 1, outcome: "bounced", steps: [{}, {}] }]);
  });

  test("a message just accepted is there at once, from ledger and stream", async () => {
    const id = newId();
    await hold(id, ["a@two.test", "b@two.test"]);
    expect((await get(`/v1/messages/${id}`)).body).toMatchObject({
      message: { id, held: true, subject: "x", states: { queued: 2 } },
      recipients: [
        { address: "a@two.test", state: "queued", lane: "direct:two.test", delivery_id: `${id}.0`, attempts: 0 },
        { address: "b@two.test", state: "queued" },
      ],
      records: [],
    });
    const writer = createRecordWriter({ redis: api.redis, maxLength: 1_000 });
    await writer.append(buildRecord("received", id, { recipients: ["a@two.test", "b@two.test"] }));
    await writer.append(buildRecord("received", newId()));
    await writer.append(buildRecord("deferred", id, { recipients: ["a@two.test"], transcript: TRANSCRIPT }));
    await ledger.settle(`${id}.1`, "", "held");
    const { body } = await get(`/v1/messages/${id}`);
    expect(body.recipients).toMatchObject([{ state: "deferred" }, { state: "held" }]);
    expect(body.attempts).toMatchObject([{ number: 1, steps: [{}, {}] }]);
    expect(body.records).toHaveLength(2);
    // Archived, and still in the stream: told once.
    await write([buildRecord("received", id, { recipients: ["a@two.test", "b@two.test"] })]);
    expect((await get(`/v1/messages/${id}`)).body.records).toHaveLength(2);
  });

  test("an end in the log is not undone by a ledger read a moment earlier", async () => {
    const id = newId();
    await hold(id, ["a@two.test"]);
    await write([buildRecord("delivered", id, { recipients: ["a@two.test"] })]);
    expect((await get(`/v1/messages/${id}`)).body.recipients).toMatchObject([{ state: "delivered" }]);
  });

  test.each([
    ["small", 100],
    ["large", 50_000],
  ])("gives the raw message while it is held: %s", async (_, size) => {
    const id = newId();
    const content = `Subject: <script>\r\n\r\n${"x".repeat(size)}\r\n`;
    await hold(id, ["a@two.test"], content);
    const { status, headers, body } = await get(`/v1/messages/${id}/raw`);
    expect([status, body]).toEqual([200, content]);
    expect(headers.get("content-type")).toBe("message/rfc822");
    expect(headers.get("content-disposition")).toBe(`attachment; filename="${id}.eml"`);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    const head = (await ledger.readMessage(id))!.head;
    await spool.delete(head.spoolRef);
    expect((await get(`/v1/messages/${id}/raw`)).status).toBe(404);
    await ledger.remove(id);
    expect((await get(`/v1/messages/${id}/raw`)).status).toBe(404);
  });

  test("unknown ids, bad ids and bad parameters are told by name", async () => {
    expect((await get(`/v1/messages/${newId()}`)).status).toBe(404);
    for (const path of ["x", "x/raw", "..%2f..%2fetc", "%00"]) {
      const answer = await get(`/v1/messages/${path}`);
      expect([path, answer.status, Object.keys(answer.errors)]).toEqual([path, 400, ["id"]]);
    }
    const bad: Record<string, string> = {
      id: "1",
      outcome: "eaten",
      reply_code: "99",
      from: "yesterday",
      to: "2026-13-01T00:00:00Z",
      limit: "0",
      cursor: "x",
      nonsense: "1",
      recipient: "x".repeat(1_001),
      counts: "maybe",
    };
    for (const [field, value] of Object.entries(bad)) {
      const answer = await get(`/v1/messages?${new URLSearchParams({ [field]: value })}`);
      expect([field, answer.status, Object.keys(answer.errors)]).toEqual([field, 400, [field]]);
    }
    const crossed = await get("/v1/messages?from=2026-03-10T12:00:00Z&to=2026-03-10T12:00:00Z");
    expect([crossed.status, Object.keys(crossed.errors)]).toEqual([400, ["to"]]);
    expect((await api.call("GET", "/v1/messages", undefined, { authorization: "Bearer wrong" })).status).toBe(401);
    expect((await api.call("GET", `/v1/messages/${newId()}`, undefined, { authorization: "" })).status).toBe(401);
  });

  test("searches by every parameter, in pages, and counts", async () => {
    const [first, second] = [newId(), newId()];
    const at = Date.now();
    await write([
      buildRecord("received", first, {
        at,
        reversePath: "shop@s.test",
        recipients: ["ann@one.test"],
        messageIdHeader: "<1@shop>",
        username: "shop",
      }),
      buildRecord("delivered", first, {
        recipients: ["ann@one.test"],
        lane: "relay:r9",
        relayId: "r9",
        reply: { code: 250, text: "queued as XYZ" },
      }),
      buildRecord("received", second, { at, reversePath: "shop@s.test", recipients: ["bob@one.test"] }),
      buildRecord("bounced", second, {
        recipients: ["bob@one.test"],
        lane: "direct:one.test",
        reply: { code: 550, enhancedCode: "5.1.1", text: "unknown" },
      }),
    ]);
    const found = async (query: Record<string, string>) => {
      const { status, body } = await get(`/v1/messages?${new URLSearchParams({ sender: "SHOP@s.test", ...query })}`);
      expect(status).toBe(200);
      return body.items.map((item: { id: string }) => (item.id === first ? "first" : "second"));
    };
    const both = ["second", "first"];
    expect(await found({})).toEqual(both);
    expect(await found({ id: first })).toEqual(["first"]);
    expect(await found({ message_id: "1@shop" })).toEqual(["first"]);
    expect(await found({ message_id: "<1@shop>" })).toEqual(["first"]);
    expect(await found({ recipient: "Bob@one.test" })).toEqual(["second"]);
    expect(await found({ domain: "one.test" })).toEqual(both);
    expect(await found({ outcome: "bounced" })).toEqual(["second"]);
    expect(await found({ relay: "r9" })).toEqual(["first"]);
    expect(await found({ lane: "direct:one.test" })).toEqual(["second"]);
    expect(await found({ reply_code: "550" })).toEqual(["second"]);
    expect(await found({ reply_text: "xyz" })).toEqual(["first"]);
    expect(await found({ client: "shop" })).toEqual(["first"]);
    expect(await found({ from: new Date(at).toISOString(), to: new Date(at + 1).toISOString() })).toEqual(both);
    expect(await found({ from: "2031-03-10T12:00:00+01:00" })).toEqual([]);

    const page = await get("/v1/messages?sender=shop@s.test&limit=1&counts=true");
    expect(page.body.counts).toEqual({
      outcomes: { queued: 0, deferred: 0, held: 0, delivered: 1, bounced: 1, expired: 0, cancelled: 0, suppressed: 0 },
      messages: 2,
      complete: true,
    });
    expect(page.body.items).toMatchObject([
      {
        id: second,
        states: { bounced: 1 },
        recipients: [
          {
            address: "bob@one.test",
            state: "bounced",
            last_reply: { code: 550, enhanced_code: "5.1.1", text: "unknown" },
          },
        ],
      },
    ]);
    const next = await get(`/v1/messages?sender=shop@s.test&limit=1&cursor=${page.body.next_cursor}`);
    expect(next.body.items.map((item: { id: string }) => item.id)).toEqual([first]);
    expect(next.body).not.toHaveProperty("next_cursor");
    expect(next.body).not.toHaveProperty("counts");
  });

  test("hostile text comes back as text", async () => {
    const id = newId();
    const hostile = `NUL \0 esc \x1b[31m <img src=x onerror=alert(1)> "quote" \\ 😀 \ud800 \u2028`;
    const kept = hostile.replace("\0", "\u2400").replace("\ud800", "\ufffd");
    await write([
      buildRecord("received", id, { subject: hostile, reversePath: hostile, recipients: [`${hostile}@x.test`] }),
      buildRecord("deferred", id, {
        recipients: [`${hostile}@x.test`],
        reply: { code: 450, text: hostile },
        detail: hostile,
        transcript: [{ step: "mail", command: hostile, startedAtMs: AT, durationMs: 1 }],
      }),
    ]);
    const { body } = await get(`/v1/messages/${id}`);
    expect(body.message).toMatchObject({ subject: kept, sender: kept });
    expect(body.recipients).toMatchObject([{ address: `${kept}@x.test`, last_reply: { text: kept }, detail: kept }]);
    expect(body.attempts[0].steps[0].command).toBe(kept);
    const listed = await get(`/v1/messages?${new URLSearchParams({ sender: hostile })}`);
    expect(listed.body.items).toMatchObject([{ id, subject: kept }]);
  });

  test.skipIf(name === "PGlite")("while the database is away, what is live is told, the rest is 503", async () => {
    const [held, archived] = [newId(), newId()];
    await hold(held, ["a@two.test"]);
    await write([buildRecord("received", archived)]);
    await log.server!.kill();
    try {
      const live = await get(`/v1/messages/${held}`);
      expect(live.body).toMatchObject({ message: { id: held, held: true }, unavailable: ["archive"] });
      expect((await get(`/v1/messages/${archived}`)).status).toBe(503);
      const search = await get("/v1/messages");
      expect([search.status, search.body.code, search.body.detail]).toEqual([
        503,
        "unavailable",
        expect.stringContaining("mail goes on"),
      ]);
    } finally {
      await log.server!.start();
    }
  });

  test("while Redis is away, what is archived is told", async () => {
    const id = newId();
    await write([buildRecord("received", id)]);
    await server.kill();
    try {
      const { status, body } = await get(`/v1/messages/${id}`);
      expect([status, body.message.id, body.unavailable]).toEqual([200, id, ["live"]]);
      expect((await get(`/v1/messages/${newId()}`)).status).toBe(503);
      expect((await get(`/v1/messages/${id}/raw`)).status).toBe(503);
    } finally {
      await server.start();
    }
  });
});
