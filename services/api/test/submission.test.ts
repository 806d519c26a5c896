import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Database, openDatabase } from "@postlane/database";
import { watchPressure } from "@postlane/intake";
import { createLedgerStore, type LedgerStore } from "@postlane/ledger";
import { writeSummary } from "@postlane/queue";
import { keys, type RedisClient } from "@postlane/redis";
import { createMetrics } from "@postlane/runtime";
import { createSpool, type Spool } from "@postlane/spool";
import { openSuppressions } from "@postlane/suppressions";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openSubmission } from "../src/submission/open-submission.ts";
import { submissionRoutes } from "../src/submission/submission-routes.ts";
import { makeToken } from "./access-client.ts";
import { type Answer, startTestApi, type TestApi } from "./start-test-api.ts";

let server: RedisServer;
let dir: string;
let database: Database;
let api: TestApi;
let ledger: LedgerStore;
let spool: Spool;

beforeAll(async () => {
  server = await startRedis();
  dir = await mkdtemp(join(tmpdir(), "postlane-submission-"));
  database = await openDatabase({ directory: join(dir, "log"), onError: () => {} });
  // PGlite takes seconds to start, more on a busy machine.
}, 120_000);
afterAll(async () => {
  await api.close();
  await database.close();
  await server.stop();
  await rm(dir, { recursive: true });
});
beforeAll(async () => {
  api = await start(server.url);
  ledger = createLedgerStore(api.redis);
  spool = await spoolOn(api.redis);
});
beforeEach(() => api.redis.flushall());

const spoolOn = (redis: RedisClient) => createSpool({ redis, directory: join(dir, "spool"), inlineMaxBytes: 65_536 });

async function start(redisUrl: string): Promise<TestApi> {
  return startTestApi(redisUrl, null, (redis, { lanes, suspensions, store, logger }) => {
    return [
      async (app) => {
        const spool = await spoolOn(redis);
        const ledger = createLedgerStore(redis);
        const lifecycle = {
          onClose: (_name: string, close: () => unknown) => void app.addHook("onClose", async () => void close()),
        };
        const config = { hostname: "mail.test.example", recordsMax: 1_000 };
        const suppressions = await openSuppressions({ redis, now: Date.now });
        app.addHook("onClose", async () => suppressions.close());
        const pressure = watchPressure({
          redis,
          limits: () => store.current().settings.general.backPressure,
          metrics: createMetrics("api"),
          log: logger,
          now: Date.now,
          everyMs: 50,
        });
        lifecycle.onClose("back-pressure", () => pressure.close());
        const parts = {
          config,
          redis,
          database,
          ledger,
          spool,
          lanes,
          suppressions,
          suspensions,
          pressure,
          settings: store,
          countReport() {},
          logger,
          lifecycle,
        };
        await app.register(submissionRoutes(openSubmission(parts)));
      },
    ];
  });
}

const post = (body: unknown, headers?: Record<string, string>, query = "") =>
  api.call("POST", `/v1/messages${query}`, body, headers);
const raw = (body: string | Buffer, query: string, headers?: Record<string, string>) =>
  post(body, { "content-type": "message/rfc822", ...headers }, query);

async function held(answer: Answer) {
  const message = await ledger.readMessage(answer.body.message_id);
  if (!message) throw new Error(`not held: ${JSON.stringify(answer.body)}`);
  const content = await text(await spool.get(message.head.spoolRef));
  const recipients = message.deliveries.flatMap((delivery) => delivery.recipients.map(({ address }) => address));
  return { ...message, content, recipients };
}

const messagesHeld = async () => (await api.redis.keys("pl:{m:*:ledger")).length;

const simple = { from: "Ann <ann@example.com>", to: ["bob@shop.example"], subject: "Hi", text: "Hello\n.\nBye" };

describe("a message as JSON", () => {
  it("is composed, durable and on its way when 202 is said", async () => {
    const answer = await post({
      ...simple,
      to: ['"Bob, jr." <bob@SHOP.example>', "bob@shop.example"],
      cc: ["eve@other.example"],
      bcc: ["hidden@shop.example"],
      reply_to: ["desk@example.com"],
      html: "<p>Hello</p>",
      headers: { "List-Unsubscribe": "<mailto:u@example.com>" },
      attachments: [{ filename: "Übersicht.txt", content: Buffer.from("data").toString("base64") }],
    });
    expect(answer.status).toBe(202);
    expect(answer.headers.get("location")).toBe(`/v1/messages/${answer.body.message_id}`);
    const { head, deliveries, content, recipients } = await held(answer);
    expect(head).toMatchObject({
      envelope: { reversePath: "ann@example.com" },
      subject: "Hi",
      clientAddress: "127.0.0.1",
    });
    expect(head.messageIdHeader).toBe(`<${answer.body.message_id}@mail.test.example>`);
    expect(deliveries.map(({ lane }) => lane).toSorted()).toEqual(["direct:other.example", "direct:shop.example"]);
    expect(recipients.toSorted()).toEqual(["bob@shop.example", "eve@other.example", "hidden@shop.example"]);
    expect(content).toMatch(/^Received: from api \(\[127\.0\.0\.1\]\)\r\n\tby mail\.test\.example with HTTP id /);
    expect(content).toContain('To: "Bob, jr." <bob@shop.example>, bob@shop.example\r\n');
    expect(content).toContain("Cc: eve@other.example\r\n");
    expect(content).toContain("Reply-To: desk@example.com\r\n");
    expect(content).toContain("List-Unsubscribe: <mailto:u@example.com>\r\n");
    expect(content).toContain("ZGF0YQ==");
    expect(content).not.toContain("hidden@");
    expect(content.endsWith("\r\n")).toBe(true);
    expect(content).not.toMatch(/[^\r]\n|\r[^\n]/);
    expect(api.logLines.join("")).toContain(`"message_id":"${answer.body.message_id}"`);
  });

  it("may be empty but for its addresses", async () => {
    const { content } = await held(await post({ from: "a@example.com", to: ["b@example.net"] }));
    expect(content).toContain("To: b@example.net\r\n");
  });

  it("has another reverse-path, or none, when it is told", async () => {
    const other = await held(await post({ ...simple, return_path: "bounces@example.com" }));
    expect(other.head.envelope.reversePath).toBe("bounces@example.com");
    expect(other.content).toContain("From: Ann <ann@example.com>\r\n");
    expect((await held(await post({ ...simple, return_path: "" }))).head.envelope.reversePath).toBe("");
  });

  it("needs SMTPUTF8 for a local part beyond ASCII, and its domain becomes A-labels", async () => {
    const { head, recipients } = await held(await post({ ...simple, to: ["jörg@müller.example"] }));
    expect(head.envelope.smtpUtf8).toBe(true);
    expect(recipients).toEqual(["jörg@xn--mller-kva.example"]);
  });

  it.each([
    [{ from: "nobody" }, "/from"],
    [{ from: "" }, "/from"],
    [{ to: ["a@example.com", "b@"] }, "/to/1"],
    [{ to: ["a@example.com, b@example.com"] }, "/to/0"],
    [{ to: ["<a@example.com> SIZE=1"] }, "/to/0"],
    [{ to: ["a@example.com\r\nBcc: x@example.com"] }, "/to/0"],
    [{ to: ["A\r\nBcc: x <a@example.com>"] }, "/to/0"],
    [{ to: ["a b@example.com"] }, "/to/0"],
    [{ cc: ["a@exa mple"] }, "/cc/0"],
    [{ bcc: [1] }, "/bcc/0"],
    [{ reply_to: "a@example.com" }, "/reply_to"],
    [{ return_path: "<>" }, "/return_path"],
    [{ subject: "Hi\r\nBcc: x@example.com" }, "/subject"],
    [{ headers: { "X-A": "1\r\nX-B: 2" } }, "/headers/X-A"],
    [{ headers: { "X A": "1" } }, "/headers/X A"],
    [{ headers: { "Content-Type": "text/html" } }, "/headers/Content-Type"],
    [{ headers: { bcc: "x@example.com" } }, "/headers/bcc"],
    [{ headers: { Received: "from x" } }, "/headers/Received"],
    [{ attachments: [{ filename: "a", content: "not base64!" }] }, "/attachments/0/content"],
    [{ attachments: [{ filename: "../a", content: "" }] }, "/attachments/0/filename"],
    [
      { attachments: [{ filename: "a", content: "", content_type: "text/plain\r\nX: y" }] },
      "/attachments/0/content_type",
    ],
    [{ attachments: [{ filename: "a", path: "/etc/passwd", content: "" }] }, "/attachments/0/path"],
    [{ text: { path: "/etc/passwd" } }, "/text"],
    [{ colour: "red" }, "/colour"],
  ])("is refused with %j, naming the field", async (change, field) => {
    const answer = await post({ ...simple, ...change });
    expect([answer.status, answer.body.code, Object.keys(answer.errors)]).toEqual([400, "invalid_input", [field]]);
    expect(await messagesHeld()).toBe(0);
  });
});

describe("a raw message", () => {
  const message = "From: a@example.com\r\nSubject: raw\r\n\r\n.dot\r\nBytes: \u00ff\r\n";
  const bytes = Buffer.from(message, "latin1");

  it("goes on byte for byte behind its Received", async () => {
    const answer = await raw(bytes, "?from=a@example.com&to=b@example.net&to=c@example.org");
    expect(answer.status).toBe(202);
    const { head, recipients } = await held(answer);
    expect(head).toMatchObject({ subject: "raw", eightBit: true, envelope: { reversePath: "a@example.com" } });
    expect(recipients.toSorted()).toEqual(["b@example.net", "c@example.org"]);
    const stored = await api.redis.getBuffer(keys.body(answer.body.message_id));
    expect(stored!.subarray(-bytes.length).equals(bytes)).toBe(true);
    expect(stored!.subarray(0, -bytes.length).toString()).toMatch(/^Received: (.|\r\n\t)*\r\n$/);
  });

  it("with the line ends of a Unix file, and without a last one, gets CR LF", async () => {
    const { content } = await held(await raw("Subject: u\n\nline\n..two", "?from=&to=b@example.net"));
    expect(content.endsWith("Subject: u\r\n\r\nline\r\n..two\r\n")).toBe(true);
  });

  it("larger than a small body goes to the spool directory whole", async () => {
    const big = Buffer.from(`Subject: big\r\n\r\n${"0123456789abcdef\r\n".repeat(20_000)}`);
    const { content, head } = await held(await raw(big, "?from=a@example.com&to=b@example.net"));
    expect(head.spoolRef).toMatch(/^file:/);
    expect(content.endsWith(big.toString())).toBe(true);
  });

  it.each([
    ["mixed line ends", "a: b\r\n\r\nx\ny\r\n", "?from=&to=b@example.net", ""],
    ["a bare CR", "a: b\r\n\r\nx\ry\r\n", "?from=&to=b@example.net", ""],
    ["a CR at its end", "a: b\r\n\r\nx\r", "?from=&to=b@example.net", ""],
    ["a line without end", `a: b\r\n\r\n${"x".repeat(70_000)}`, "?from=&to=b@example.net", ""],
    ["no sender", "a: b\r\n", "?to=b@example.net", "from"],
    ["a bad sender", "a: b\r\n", "?from=x&to=b@example.net", "from"],
    ["a bad recipient", "a: b\r\n", "?from=&to=b@example.net&to=c", "to"],
    ["no recipient", "a: b\r\n", "?from=", "to"],
    ["an unknown parameter", "a: b\r\n", "?from=&to=b@example.net&cc=c@example.net", "cc"],
  ])("with %s is refused", async (_what, body, query, field) => {
    const answer = await raw(body, query);
    expect([answer.status, Object.keys(answer.errors)]).toEqual([400, [field]]);
    expect(await messagesHeld()).toBe(0);
  });
});

describe("limits and rules hold as over SMTP", () => {
  it("size, recipients, hops", async () => {
    await api.call("PUT", "/v1/general", { maxMessageBytes: 2_000, maxRecipients: 2, maxReceivedHops: 3 });
    const large = await post({ ...simple, text: "x".repeat(3_000) });
    expect([large.status, large.body.code]).toEqual([413, "body_too_large"]);
    const many = await post({ ...simple, to: ["a@x.example", "b@x.example"], cc: ["c@x.example"] });
    expect(many.errors).toEqual({ to: "Write at most 2 recipients (general.maxRecipients)." });
    expect((await post({ ...simple, to: [] })).errors).toEqual({ to: "Write at least one recipient." });
    const looping = await raw(`${"Received: x\r\n".repeat(4)}\r\n`, "?from=&to=b@example.net");
    expect(looping.body.errors[0].message).toContain("looping");
    expect(await messagesHeld()).toBe(0);
    await api.call("PUT", "/v1/general", {});
  });

  it("a domain that no rule gives a way out", async () => {
    await api.call("POST", "/v1/domain-rules", { domain: "shut.example", directAttempts: 0 });
    const answer = await post({ ...simple, to: ["a@shut.example"] });
    expect([answer.status, answer.errors.to]).toEqual([400, expect.stringContaining("shut.example")]);
    await api.call("DELETE", "/v1/domain-rules/shut.example");
  });

  it("a token is needed, and a content type that is known", async () => {
    expect((await post(simple, { authorization: "" })).status).toBe(401);
    expect((await post("x", { "content-type": "text/plain" })).status).toBe(415);
    expect((await post(simple, {}, "?from=a@example.com")).errors).toHaveProperty("from");
  });

  it("Redis away: 503 at once, and nothing is kept", async () => {
    const own = await startRedis();
    const cut = await start(own.url);
    await own.kill();
    const answer = await cut.call("POST", "/v1/messages", simple);
    expect([answer.status, answer.body.code]).toEqual([503, "unavailable"]);
    const keyed = await cut.call("POST", "/v1/messages", simple, { "idempotency-key": "k" });
    expect([keyed.status, keyed.body.code]).toEqual([503, "unavailable"]);
    await own.start();
    await cut.close();
    await own.stop();
  });
});

/** Larger than what is read or written in one piece. */
describe("a message of 3 MB", () => {
  const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, n) => n % 251));
  const lines = "Subject: x\r\n\r\n" + `${"y".repeat(62)}\r\n`.repeat(47_000);
  const query = "?from=ann@example.com&to=bob@shop.example";

  it.each([
    ["CR LF", lines],
    ["LF", lines.replaceAll("\r\n", "\n")],
    ["CR LF and no end", lines.slice(0, -2)],
  ])("as it is, with %s, arrives whole", async (_ends, content) => {
    const answer = await raw(content, query);
    const message = await held(answer);
    expect(message.content.replace(/^Received:[^]*?\r\n(?=Subject)/, "") === lines).toBe(true);
    expect(message.head.sizeBytes).toBe(Buffer.byteLength(message.content));
  });

  it("as JSON arrives whole", async () => {
    const content = bytes.toString("base64");
    const message = await held(await post({ ...simple, attachments: [{ filename: "a", content }] }));
    expect(message.content.replaceAll("\r\n", "").includes(content)).toBe(true);
  });

  it("is known again by its Idempotency-Key, and another one is not taken for it", async () => {
    const send = (content: Buffer) =>
      post(
        { ...simple, attachments: [{ filename: "a", content: content.toString("base64") }] },
        { "idempotency-key": "large" },
      );
    const [first, again] = [await send(bytes), await send(bytes)];
    expect([again.headers.get("idempotency-replayed"), again.body]).toEqual(["true", first.body]);
    expect(await messagesHeld()).toBe(1);
    const other = Buffer.from(bytes);
    other[1_500_000]!++;
    expect((await send(other)).body.code).toBe("idempotency_key_reused");
    expect((await held(first)).content.length).toBeGreaterThan(4_000_000);
  });
});

describe("Idempotency-Key", () => {
  const key = { "idempotency-key": "order-42" };
  /** The claims that stand for messages, not those for requests. */
  async function claims(): Promise<string[]> {
    const names = await api.redis.keys("pl:{idem:*");
    const types = await Promise.all(names.map((name) => api.redis.type(name)));
    return names.filter((_name, at) => types[at] === "hash");
  }

  it("the same request again is the same message", async () => {
    const first = await post(simple, key);
    const again = await post(simple, key);
    expect([again.status, again.body]).toEqual([202, first.body]);
    expect([first, again].map(({ headers }) => headers.get("idempotency-replayed"))).toEqual([null, "true"]);
    expect(await messagesHeld()).toBe(1);
    expect((await post(simple, { "idempotency-key": "order-43" })).body.message_id).not.toBe(first.body.message_id);
  });

  it("of many at once one is taken", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(simple, key)));
    expect(await messagesHeld()).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    expect(new Set(answers.map(({ body }) => body.message_id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true")).toHaveLength(9);
  });

  it("does not serve another request", async () => {
    await post(simple, key);
    const other = await post({ ...simple, subject: "Other" }, key);
    expect([other.status, other.body.code]).toEqual([409, "idempotency_key_reused"]);
    const bytes = await raw("Subject: Hi\r\n\r\n", "?from=&to=b@example.net", key);
    expect(bytes.body.code).toBe("idempotency_key_reused");
    expect(await messagesHeld()).toBe(1);
  });

  it("is free again after a refusal", async () => {
    expect((await post({ ...simple, to: [] }, key)).status).toBe(400);
    expect((await post(simple, key)).status).toBe(202);
  });

  it("left behind by a process that died before it accepted is free again after some seconds", async () => {
    const first = await post(simple, key);
    const [name] = await claims();
    // As if it had never come to the commit.
    await api.redis.hdel(name!, "done");
    await api.redis.hset(name!, "since", Date.now() - 6_000);
    await api.redis.del(keys.messageMark(first.body.message_id), keys.ledger(first.body.message_id));
    const again = await post(simple, key);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([202, null]);
    expect(again.body.message_id).not.toBe(first.body.message_id);
    expect(await messagesHeld()).toBe(1);
  });

  it("left behind by a process that died after it accepted: not taken twice, even when it is delivered already", async () => {
    const first = await post(simple, key);
    const { message_id: messageId } = first.body;
    const [name] = await claims();
    await api.redis.hdel(name!, "done");
    await api.redis.hset(name!, "since", Date.now() - 6_000);
    await api.redis.del(keys.ledger(messageId));
    const again = await post(simple, key);
    expect([again.body.message_id, again.headers.get("idempotency-replayed")]).toEqual([messageId, "true"]);
    expect(await messagesHeld()).toBe(0);
  });

  it.each(["", "a b", "ä", "x".repeat(201)])("is refused as %j", async (bad) => {
    const answer = await post(simple, { "idempotency-key": encodeURI(bad) === bad || bad === "a b" ? bad : "\u00e4" });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.errors)).toEqual(["idempotency-key"]);
  });
});

describe("a token of scope sender", () => {
  it("sends as itself: its name stands with the message, and its idempotency keys are its own", async () => {
    const [one, two] = [await makeToken(api, "sender"), await makeToken(api, "sender")];
    const send = (token: string) => post(simple, { authorization: `Bearer ${token}`, "idempotency-key": "same" });
    const [first, again, other] = [await send(one.text), await send(one.text), await send(two.text)];
    expect([first.status, again.status, other.status]).toEqual([202, 202, 202]);
    expect(again.body.message_id).toBe(first.body.message_id);
    expect(other.body.message_id).not.toBe(first.body.message_id);
    const { name } = (await api.call("GET", `/v1/tokens/${one.id}`)).body;
    expect((await ledger.readMessage(first.body.message_id))!.head.username).toBe(name);
  });

  it("that is bound to senders may send from these alone, composed or raw", async () => {
    const bound = await makeToken(api, "sender", { allowed_senders: ["Shop.Example"] });
    const as = (from: string) => bound.call("POST", "/v1/messages", { ...simple, from });
    expect((await as("Ann <ann@shop.example>")).status).toBe(202);
    const refused = await as("ann@example.com");
    expect([refused.status, refused.body.code]).toEqual([403, "sender_not_allowed"]);
    const disguised = { ...simple, from: "ann@example.com", return_path: "ann@shop.example" };
    expect((await bound.call("POST", "/v1/messages", disguised)).body.code).toBe("sender_not_allowed");
    const rawly = (header: string) =>
      raw(`${header}\n\nHi\n`, "?from=ann@shop.example&to=b@example.com", { authorization: `Bearer ${bound.text}` });
    expect((await rawly("From: ann@shop.example")).status).toBe(202);
    expect((await rawly("From: ann@example.com")).body.code).toBe("sender_not_allowed");
  });
});

describe("back-pressure", () => {
  async function waiting(deliveries: number): Promise<void> {
    const none = { lanes: 1, delayed: 0, active: 0, sessions: 0, lanesInOutage: 0, lanesPaused: 0, lanesSuspended: 0 };
    await writeSummary(api.redis, { ...none, atMs: Date.now(), waiting: deliveries, deepest: [] });
  }

  it("puts off the token that sends much, then all, with Retry-After, and goes on by itself", async () => {
    await api.call("PATCH", "/v1/general", { backPressure: { maxWaiting: 1_000 } });
    const [greedy, modest] = [await makeToken(api, "sender"), await makeToken(api, "sender")];
    const send = (by: typeof greedy, body: object = simple) => by.call("POST", "/v1/messages", body);
    const recipients = Array.from({ length: 50 }, (_, n) => `r${n}@shop.example`);
    expect((await send(greedy, { ...simple, to: recipients })).status).toBe(202);
    expect((await send(modest)).status).toBe(202);

    await waiting(900);
    await expect.poll(async () => (await send(greedy)).status).toBe(503);
    const answer = await send(greedy);
    expect([answer.body.code, answer.headers.get("retry-after")]).toEqual(["queue_full", "60"]);
    expect(answer.body.detail).toContain("this token has sent more than others");
    expect((await send(modest)).status).toBe(202);

    await waiting(1_000);
    await expect.poll(async () => (await send(modest)).status).toBe(503);
    expect((await send(modest)).body.detail).toContain("The queue is full");

    await waiting(10);
    await expect.poll(async () => (await send(greedy)).status).toBe(202);
  });
});
