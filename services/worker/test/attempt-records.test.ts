import { type Decision, type Failure, freshProgress, type Recipient, type TranscriptEntry } from "@postlane/mail";
import { describe, expect, it } from "vitest";
import {
  type AttemptFacts,
  attemptRecord,
  decisionRecord,
  deliveredFields,
  refusedRecords,
} from "../src/attempt-records.ts";

const to = (...addresses: string[]): Recipient[] => addresses.map((address) => ({ address }));
const FACTS: AttemptFacts = {
  entry: {
    head: {
      messageId: "m1",
      envelope: { reversePath: "s@c.test" },
      receivedAtMs: 1_000,
      sizeBytes: 10,
      spoolRef: "redis:m1",
    },
    delivery: {
      deliveryId: "m1.0",
      domain: "b.test",
      lane: "direct:b.test",
      state: "open",
      recipients: to("a@b.test", "b@b.test"),
      progress: freshProgress(1_000),
    },
  },
  attempt: 2,
  rule: "*",
  worker: "w1",
  transcript: [],
  nowMs: 4_000,
};
const FAILURE: Failure = {
  scope: "message",
  step: "data-end",
  enhancedCode: "4.3.0",
  detail: "full",
  reply: { code: 451, text: "full" },
};

describe("records of an attempt", () => {
  it("tell who, what, where and how long since acceptance", () => {
    const reply = { code: 250, enhancedCode: "2.0.0", text: "ok" };
    expect(attemptRecord(FACTS, "delivered", to("a@b.test"), deliveredFields(reply))).toMatchObject({
      id: "m1.0/2/delivered",
      kind: "delivered",
      at: 4_000,
      messageId: "m1",
      deliveryId: "m1.0",
      reversePath: "s@c.test",
      recipients: ["a@b.test"],
      domain: "b.test",
      lane: "direct:b.test",
      attempt: 2,
      rule: "*",
      worker: "w1",
      step: "data-end",
      reply,
      enhancedCode: "2.0.0",
      sinceReceivedMs: 3_000,
    });
  });

  it.each<[Decision, string, object]>([
    [{ action: "bounce" }, "bounced", {}],
    [{ action: "expire" }, "expired", {}],
    [{ action: "reroute", lane: "relay:r1", progress: freshProgress(0) }, "rerouted", { nextLane: "relay:r1" }],
    [
      { action: "retry", lane: "direct:b.test", progress: freshProgress(0), atMs: 9 },
      "deferred",
      { nextAt: 9, nextLane: undefined },
    ],
    [
      { action: "retry", lane: "relay:r1", progress: freshProgress(0), atMs: 9 },
      "deferred",
      { nextAt: 9, nextLane: "relay:r1" },
    ],
  ])("name the decision %o", (decision, kind, more) => {
    const record = decisionRecord(FACTS, to("a@b.test"), FAILURE, decision);
    expect(record).toMatchObject({ id: `m1.0/2/${kind}`, kind, step: "data-end", enhancedCode: "4.3.0", ...more });
    expect(record.reply).toEqual(FAILURE.reply);
  });

  it("put recipients refused with the same words together, others apart, under ids that stay the same when repeated", () => {
    const gone: Failure = { scope: "recipient", step: "rcpt", enhancedCode: "5.1.1", detail: "no such user" };
    const closed: Failure = { ...gone, enhancedCode: "5.7.1", detail: "not for you" };
    const refused = [
      { recipient: to("a@b.test")[0]!, failure: gone },
      { recipient: to("b@b.test")[0]!, failure: closed },
      { recipient: to("c@b.test")[0]!, failure: gone },
    ];
    const records = refusedRecords(FACTS, refused);
    expect(records.map(({ id, kind, recipients, enhancedCode }) => ({ id, kind, recipients, enhancedCode }))).toEqual([
      { id: "m1.0/2/bounced/refused-0", kind: "bounced", recipients: ["a@b.test", "c@b.test"], enhancedCode: "5.1.1" },
      { id: "m1.0/2/bounced/refused-1", kind: "bounced", recipients: ["b@b.test"], enhancedCode: "5.7.1" },
    ]);
    expect(refusedRecords(FACTS, refused)).toEqual(records);
  });

  it("tell the whole transcript once, and what a server has said to each of a hundred with the record of that one (CWE-400)", () => {
    const text = "x".repeat(2_000);
    const entry = (step: TranscriptEntry["step"], command: string, words = text): TranscriptEntry => {
      return { step, command, reply: { code: 550, text: words }, startedAtMs: 0, durationMs: 0 };
    };
    const recipients = to(...Array.from({ length: 100 }, (_, n) => `a${n}@b.test`));
    const transcript = [
      entry("ehlo", "EHLO me.test"),
      entry("mail", "MAIL FROM:<s@c.test>"),
      ...recipients.map(({ address }) => entry("rcpt", `RCPT TO:<${address}> NOTIFY=NEVER`, `${address} ${text}`)),
      entry("data", "DATA"),
    ];
    const refused = recipients.map((recipient) => {
      const reply = { code: 550, text: `${recipient.address} ${text}` };
      const failure: Failure = { scope: "recipient", step: "rcpt", enhancedCode: "5.1.1", detail: "no", reply };
      return { recipient, failure };
    });
    const [first, ...others] = refusedRecords({ ...FACTS, transcript }, refused);
    expect(first!.transcript).toEqual(transcript);
    expect(others).toHaveLength(99);
    for (const { recipients: own, transcript: told } of others)
      expect(told?.map(({ command }) => command)).toEqual([`RCPT TO:<${own[0]}> NOTIFY=NEVER`]);
    const said = JSON.stringify(transcript).length;
    expect(JSON.stringify([first, ...others]).length).toBeLessThan(said * 4);
  });
});
