import { describe, expect, it } from "vitest";
import {
  type AttemptToReport,
  groupsToReport,
  type LogRecord,
  type Recipient,
  type ReportKind,
  type ReportSettings,
} from "../../src/index.ts";

export const SETTINGS: ReportSettings = {
  failure: true,
  delayAfterSeconds: 3_600,
  success: true,
  withoutNotify: "failure",
  authenticatedOnly: false,
  senderDomains: [],
  copyTo: "",
  fromAddress: "",
  maxOriginalBytes: 50_000,
};

function record(kind: LogRecord["kind"], more: Partial<LogRecord> = {}): LogRecord {
  const recipients = ["a@b.test"];
  return { id: "x", kind, at: 0, messageId: "m", reversePath: "s@c.test", recipients, ...more };
}

function kinds(
  kind: LogRecord["kind"],
  notify: Recipient["notify"],
  some: Partial<AttemptToReport> = {},
  settings: Partial<ReportSettings> = {},
): readonly string[] {
  const attempt = {
    records: [record(kind, kind === "delivered" ? {} : { enhancedCode: kind === "deferred" ? "4.2.0" : "5.1.1" })],
    recipients: [{ address: "a@b.test", notify }],
    passedOn: false,
    ageMs: 3_600_000,
    progress: {},
    ...some,
  };
  return Object.keys(groupsToReport(attempt, { ...SETTINGS, ...settings }) ?? {});
}

const NONE: readonly ReportKind[] = [];

describe("whom a report is due to, by NOTIFY", () => {
  // RFC 3461 sections 4.1, 5.2.2, 5.2.5, 5.2.6.
  it.each([
    ["bounced", undefined, ["failure"]],
    ["bounced", ["FAILURE"], ["failure"]],
    ["bounced", ["SUCCESS", "FAILURE", "DELAY"], ["failure"]],
    ["bounced", ["SUCCESS"], NONE],
    ["bounced", ["DELAY"], NONE],
    ["bounced", ["NEVER"], NONE],
    ["expired", undefined, ["failure"]],
    ["expired", ["NEVER"], NONE],
    ["expired", ["DELAY"], NONE],
    ["delivered", undefined, NONE],
    ["delivered", ["SUCCESS"], ["success"]],
    ["delivered", ["SUCCESS", "DELAY"], ["success"]],
    ["delivered", ["FAILURE", "DELAY"], NONE],
    ["delivered", ["NEVER"], NONE],
    ["deferred", undefined, NONE],
    ["deferred", ["DELAY"], ["delay"]],
    ["deferred", ["FAILURE"], NONE],
    ["deferred", ["NEVER"], NONE],
    ["suppressed", undefined, ["failure"]],
    ["suppressed", ["NEVER"], NONE],
    ["rerouted", ["DELAY"], NONE],
    ["held", ["DELAY", "FAILURE", "SUCCESS"], NONE],
    ["cancelled", undefined, ["failure"]],
    ["cancelled", ["DELAY", "FAILURE", "SUCCESS"], ["failure"]],
    ["cancelled", ["NEVER"], NONE],
  ] as const)("%s with NOTIFY %j: %j", (kind, notify, expected) => {
    expect(kinds(kind, notify)).toEqual(expected);
  });

  it.each([
    [
      "success is the next server's, once it was given the wish",
      "delivered",
      ["SUCCESS"],
      { passedOn: true },
      {},
      NONE,
    ],
    ["a refusal is ours though the server announced DSN", "bounced", undefined, { passedOn: true }, {}, ["failure"]],
    ["too young for a delay", "deferred", ["DELAY"], { ageMs: 3_599_999 }, {}, NONE],
    ["a delay is told once", "deferred", ["DELAY"], { progress: { delayReported: true } }, {}, NONE],
    ["no delays at all", "deferred", ["DELAY"], {}, { delayAfterSeconds: 0 }, NONE],
    ["delays without NOTIFY", "deferred", undefined, {}, { withoutNotify: "failure-and-delay" }, ["delay"]],
    ["NOTIFY without DELAY outdoes that", "deferred", ["FAILURE"], {}, { withoutNotify: "failure-and-delay" }, NONE],
    ["failures switched off", "bounced", ["FAILURE"], {}, { failure: false }, NONE],
    ["successes switched off", "delivered", ["SUCCESS"], {}, { success: false }, NONE],
    [
      "taken as delivered is no success",
      "delivered",
      ["SUCCESS"],
      { records: [record("delivered", { uncertain: true })] },
      {},
      NONE,
    ],
  ] as const)("%s", (_why, kind, notify, some, settings, expected) => {
    expect(kinds(kind, notify, some as Partial<AttemptToReport>, settings)).toEqual(expected);
  });
});

describe("what a report says", () => {
  const recipients: Recipient[] = [
    { address: "a@b.test", orcpt: "rfc822;x@b.test" },
    { address: "b@b.test", notify: ["NEVER"] },
    { address: "c@b.test" },
  ];
  const attempt = { recipients, passedOn: false, ageMs: 0, progress: {} };

  it("names each recipient with its own answer, and only those who are to be told", () => {
    const first = { code: 550, enhancedCode: "5.1.1", text: "no" };
    const records = [
      record("bounced", {
        recipients: ["a@b.test", "b@b.test"],
        reply: first,
        enhancedCode: "5.1.1",
        mxHost: "mx.b.test",
      }),
      record("bounced", {
        recipients: ["c@b.test"],
        enhancedCode: "4.4.1",
        detail: "mx.b.test: ECONNREFUSED",
        mxHost: "mx.b.test",
      }),
    ];
    expect(groupsToReport({ ...attempt, records }, SETTINGS)).toEqual({
      failure: [
        {
          recipients: [{ address: "a@b.test", orcpt: "rfc822;x@b.test" }],
          status: "5.1.1",
          reply: first,
          detail: undefined,
          remoteHost: "mx.b.test",
          lastAttemptMs: 0,
        },
        // Nobody at that host said anything: it is not named as the one who reports.
        {
          recipients: [{ address: "c@b.test" }],
          status: "4.4.1",
          reply: undefined,
          detail: "mx.b.test: ECONNREFUSED",
          lastAttemptMs: 0,
        },
      ],
    });
  });

  it("tells the last trouble when time or attempts ran out", () => {
    const records = [
      record("expired", { enhancedCode: "4.4.7", detail: "the delivery time is used up", mxHost: "mx2.b.test" }),
    ];
    const reply = { code: 450, text: "not now" };
    const progress = { lastTrouble: { reply, host: "mx.b.test" } };
    expect(groupsToReport({ ...attempt, records, progress }, SETTINGS)?.failure?.[0]).toMatchObject({
      status: "4.4.7",
      reply,
      remoteHost: "mx.b.test",
      detail: "the delivery time is used up. Before that: mx.b.test said: 450 not now",
    });
    const refused = [record("bounced", { enhancedCode: "4.4.1", detail: "mx2.b.test: ECONNREFUSED" })];
    expect(groupsToReport({ ...attempt, records: refused, progress }, SETTINGS)?.failure?.[0]).toMatchObject({
      reply: undefined,
      remoteHost: undefined,
      detail: "mx2.b.test: ECONNREFUSED. Before that: mx.b.test said: 450 not now",
    });
    const silent = { lastTrouble: { detail: "mx.b.test: no answer" } };
    expect(groupsToReport({ ...attempt, records, progress: silent }, SETTINGS)?.failure?.[0]).toMatchObject({
      reply: undefined,
      detail: "the delivery time is used up. Before that: mx.b.test: no answer",
    });
  });

  it.each([
    ["an answer", record("bounced", { at: 7, reply: { code: 550, text: "no" } }), 7],
    ["no answer", record("bounced", { at: 7, enhancedCode: "4.4.1" }), 7],
    ["time ran out at an attempt", record("expired", { at: 7, enhancedCode: "4.4.1" }), 7],
    ["time ran out while it waited", record("expired", { at: 7, enhancedCode: "4.4.7" }), 3],
    ["suppressed while it waited", record("suppressed", { at: 7, enhancedCode: "5.7.1" }), 3],
    ["cancelled while it waited", record("cancelled", { at: 7 }), 3],
  ])("dates the last attempt: %s", (_what, ended, lastAttemptMs) => {
    const progress = { lastTrouble: { detail: "x", atMs: 3 } };
    const groups = groupsToReport({ ...attempt, records: [ended], progress }, SETTINGS);
    expect(groups?.failure?.[0]).toMatchObject({ lastAttemptMs });
    const untried = groupsToReport({ ...attempt, records: [ended] }, SETTINGS)?.failure?.[0];
    expect(untried?.lastAttemptMs).toBe(lastAttemptMs === 3 ? undefined : 7);
  });

  it("tells of what was cancelled in words for senders, with what a server said before", () => {
    const records = [record("cancelled", { by: "ann", detail: "ticket 4711: spam" })];
    const progress = { lastTrouble: { reply: { code: 450, text: "not now" }, host: "mx.b.test" } };
    expect(groupsToReport({ ...attempt, records, progress }, SETTINGS)?.failure?.[0]).toMatchObject({
      status: "5.0.0",
      reply: { code: 450 },
      remoteHost: "mx.b.test",
      detail: "not sent: an administrator of this server cancelled it. Before that: mx.b.test said: 450 not now",
    });
    expect(JSON.stringify(groupsToReport({ ...attempt, records }, SETTINGS))).not.toContain("4711");
  });

  it("tells of a suppressed recipient in words for senders", () => {
    const records = [record("suppressed", { enhancedCode: "5.7.1", detail: "DELETE /v1/suppressions/a@b.test" })];
    const progress = { lastTrouble: { detail: "x" } };
    expect(groupsToReport({ ...attempt, records, progress }, SETTINGS)?.failure?.[0]).toMatchObject({
      status: "5.7.1",
      detail: "not sent: the address is on the suppression list of this server",
    });
  });

  it.each([
    ["delivered", undefined, "2.0.0"],
    ["delivered", "2.6.0", "2.6.0"],
    ["bounced", undefined, "5.0.0"],
  ] as const)("%s with code %s has status %s", (kind, enhancedCode, status) => {
    const wishes = [{ address: "a@b.test", notify: ["SUCCESS", "FAILURE"] as const }];
    const groups = groupsToReport(
      { ...attempt, recipients: wishes, records: [record(kind, { enhancedCode })] },
      SETTINGS,
    );
    expect(Object.values(groups!)[0]![0]!.status).toBe(status);
  });
});
