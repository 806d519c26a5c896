import { EVENT_TYPES, WebhookEventSchema } from "@postlane/contract";
import { type LogRecord, RECORD_KINDS, type TranscriptEntry } from "@postlane/mail";
import type { Webhook } from "@postlane/settings";
import { Webhook as Verifier } from "standardwebhooks";
import { Compile } from "typebox/compile";
import { describe, expect, it } from "vitest";
import { judgeAnswer, retryDelayMs } from "../../src/webhooks/judge-answer.ts";
import { signEvent } from "../../src/webhooks/sign-event.ts";
import { eventIdOf, eventTypeOf, toEvent } from "../../src/webhooks/to-event.ts";
import { wantsEvent } from "../../src/webhooks/wants-event.ts";
import { buildRecord, newId } from "../log-fixture.ts";

const payloadOf = (record: LogRecord) => toEvent(record, 0)!.payload;
const validator = Compile(WebhookEventSchema);

describe("an event", () => {
  it("there is one of every kind of record, and each fits the schema", () => {
    for (const kind of RECORD_KINDS) {
      expect(EVENT_TYPES).toContain(eventTypeOf(kind));
      expect([...validator.Errors(JSON.parse(payloadOf(buildRecord(kind, newId()))))]).toEqual([]);
    }
    expect(eventTypeOf("received")).toBe("message.accepted");
  });

  it("tells the record, the last steps short", () => {
    const step = (n: number): TranscriptEntry => ({
      step: "rcpt",
      command: `RCPT TO:<r${n}@b.test>`,
      reply: { code: 250, text: "x".repeat(900) },
      startedAtMs: 1,
      durationMs: n,
    });
    const record = buildRecord("deferred", newId(), {
      reply: { code: 451, enhancedCode: "4.7.1", text: "greylisted" },
      transcript: Array.from({ length: 9 }, (_, n) => step(n)),
      nextAt: 1_800_000_000_000,
    });
    const event = JSON.parse(payloadOf(record));
    expect(event).toMatchObject({
      type: "message.deferred",
      timestamp: new Date(record.at).toISOString(),
      data: {
        id: record.id,
        message_id: record.messageId,
        sender: "sender@example.org",
        recipients: ["rcpt@example.com"],
        recipient_count: 1,
        reply: { code: 451, enhanced_code: "4.7.1", text: "greylisted" },
        next_at: "2027-01-15T08:00:00.000Z",
      },
    });
    expect(event.data.transcript).toHaveLength(6);
    expect(event.data.transcript[0]).toMatchObject({ command: "RCPT TO:<r3@b.test>", code: 250, duration_ms: 3 });
    expect(event.data.transcript[0].text).toHaveLength(200);
  });

  it.each([
    ["many recipients and long texts", "ä".repeat(320), "ö".repeat(100_000)],
    ["nothing but control characters", "\u0000".repeat(320), "\u0001".repeat(100_000)],
    ["lone surrogates", "\ud800".repeat(320), "\udfff".repeat(100_000)],
    ["markup", '"<script>\u2028'.repeat(30), "</script>\u2029\\".repeat(20_000)],
  ])("stays small with %s", (_what, address, text) => {
    const record = buildRecord("bounced", newId(), {
      recipients: Array.from({ length: 1_000 }, () => address),
      detail: text,
      subject: text,
      reply: { code: 550, text },
      mxHost: text,
      clientName: text,
      transcript: Array.from({ length: 50 }, () => ({
        step: "rcpt" as const,
        command: text,
        detail: text,
        startedAtMs: 1,
        durationMs: 1,
      })),
    });
    const payload = payloadOf(record);
    expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(20_000);
    const event = JSON.parse(payload);
    expect([...validator.Errors(event)]).toEqual([]);
    expect(event.data.recipient_count).toBe(1_000);
    expect(event.data.message_id).toBe(record.messageId);
  });

  it("has the same id whenever it is made from the same record, another for every other", () => {
    const id = newId();
    expect(eventIdOf(buildRecord("deferred", id).id)).toBe(eventIdOf(buildRecord("deferred", id).id));
    const ids = ["received", "delivered", "deferred"] as const;
    expect(new Set(ids.map((kind) => eventIdOf(buildRecord(kind, id).id))).size).toBe(3);
    expect(eventIdOf("x")).toMatch(/^evt_[0-9a-f]{32}$/);
  });
});

describe("a webhook wants", () => {
  const webhook = (more: Partial<Webhook>): Webhook => ({
    id: "w",
    url: "https://w.example/",
    enabled: true,
    events: [],
    domains: [],
    lanes: [],
    senders: [],
    timeoutSeconds: 1,
    retrySeconds: 1,
    maxConnections: 1,
    ...more,
  });
  const bounced = buildRecord("bounced", newId(), {
    reversePath: "Shop@S.test",
    recipients: ["a@one.test"],
    domain: "one.test",
    lane: "relay:r1",
  });
  const received = buildRecord("received", newId(), { recipients: ["a@ONE.test", "b@two.sub.test"] });
  it.each([
    [{}, bounced, true],
    [{ events: ["message.bounced"] }, bounced, true],
    [{ events: ["message.delivered"] }, bounced, false],
    [{ events: ["message.accepted"] }, received, true],
    [{ domains: ["one.test"] }, bounced, true],
    [{ domains: ["two.test"] }, bounced, false],
    [{ domains: ["*"] }, bounced, true],
    [{ domains: ["*.test"] }, bounced, true],
    [{ domains: ["*.one.test"] }, bounced, false],
    [{ domains: ["one.test"] }, received, true],
    [{ domains: ["*.sub.test"] }, received, true],
    [{ lanes: ["relay:r1"] }, bounced, true],
    [{ lanes: ["direct:one.test"] }, bounced, false],
    [{ lanes: ["relay:r1"] }, received, false],
    [{ lanes: ["relay:r2"] }, { ...bounced, kind: "rerouted", nextLane: "relay:r2" }, true],
    [{ senders: ["shop@s.test"] }, bounced, true],
    [{ senders: ["@s.test"] }, bounced, true],
    [{ senders: ["@est"] }, bounced, false],
    [{ senders: ["hop@s.test"] }, bounced, false],
    [{ senders: ["shop@s.test"], domains: ["two.test"] }, bounced, false],
  ] as readonly [Partial<Webhook>, LogRecord, boolean][])("with %j: case %#", (more, record, wanted) => {
    expect(wantsEvent(webhook(more), record)).toBe(wanted);
  });
});

describe("a signature", () => {
  const secret = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString("base64")}`;

  it("is what the receivers' library verifies, whichever secret they hold", () => {
    const payload = '{"a":"ü"}';
    const headers = signEvent("evt_1", Date.now(), payload, [secret(1), secret(2)]);
    expect(headers["webhook-signature"].split(" ")).toHaveLength(2);
    expect(new Verifier(secret(1)).verify(payload, headers)).toEqual({ a: "ü" });
    expect(new Verifier(secret(2)).verify(payload, headers)).toEqual({ a: "ü" });
    expect(() => new Verifier(secret(3)).verify(payload, headers)).toThrow();
    expect(() => new Verifier(secret(1)).verify(`${payload} `, headers)).toThrow();
    expect(() => new Verifier(secret(1)).verify(payload, { ...headers, "webhook-id": "evt_2" })).toThrow();
  });

  it("too old a time is refused by it", () => {
    const headers = signEvent("evt_1", Date.now() - 3_600_000, "{}", [secret(1)]);
    expect(() => new Verifier(secret(1)).verify("{}", headers)).toThrow(/too old/);
  });
});

describe("an answer means", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  it.each([
    [{ status: 200 }, { kind: "taken" }],
    [{ status: 204 }, { kind: "taken" }],
    [{ status: 202, error: "late body" }, { kind: "taken" }],
    [{ status: 301 }, { kind: "again", error: "301: redirects are not followed" }],
    [{ status: 400 }, { kind: "again", error: "status 400" }],
    [{ status: 404 }, { kind: "again", error: "status 404" }],
    [{ status: 410 }, { kind: "gone", error: expect.stringContaining("410") }],
    [
      { status: 500, retryAfter: "60" },
      { kind: "again", error: "status 500" },
    ],
    [
      { status: 429, retryAfter: "60" },
      { kind: "again", error: "status 429", waitMs: 60_000 },
    ],
    [
      { status: 503, retryAfter: "Mon, 23 Nov 2026 12:01:00 GMT" },
      { kind: "again", error: "status 503", waitMs: 60_000 },
    ],
    [
      { status: 503, retryAfter: "Mon, 23 Nov 2026 11:00:00 GMT" },
      { kind: "again", error: "status 503" },
    ],
    [
      { status: 503, retryAfter: "999999999" },
      { kind: "again", error: "status 503", waitMs: 21_600_000 },
    ],
    [
      { status: 503, retryAfter: "soon" },
      { kind: "again", error: "status 503" },
    ],
    [
      { status: 503, retryAfter: "-5" },
      { kind: "again", error: "status 503" },
    ],
    [{ error: "ECONNREFUSED" }, { kind: "again", error: "ECONNREFUSED" }],
    [{}, { kind: "again", error: "no answer" }],
  ])("%j", (answer, verdict) => {
    expect(judgeAnswer({ durationMs: 1, ...answer }, now)).toEqual(verdict);
  });

  it("the wait before a retry grows from 5 s to 6 h, with a fifth more or less", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 100].map((attempt) => retryDelayMs(attempt, 0.5) / 1_000)).toEqual([
      5, 20, 80, 320, 1_280, 5_120, 20_480, 21_600, 21_600,
    ]);
    expect([retryDelayMs(1, 0), retryDelayMs(1, 1)]).toEqual([4_000, 6_000]);
  });
});
