import type { Failure, Recipient } from "@postlane/mail";
import type { TransactionResult } from "@postlane/smtp-client";
import { describe, expect, it } from "vitest";
import { judgeAttempt } from "../src/judge-attempt.ts";

const fault = (scope: Failure["scope"], enhancedCode: string): Failure => ({
  scope,
  step: scope === "recipient" ? "rcpt" : "data-end",
  enhancedCode,
  detail: `${scope} ${enhancedCode}`,
});
const GONE = fault("recipient", "5.1.1");
const FULL = fault("recipient", "4.2.2");
const SPAM = fault("message", "5.7.1");
const LATER = fault("message", "4.3.0");
const CLOSING = fault("site", "4.3.2");

type Ends = Record<string, Failure | undefined>;

function judge(status: "delivered" | "failed", failure: Failure | undefined, own: Ends) {
  const recipients: Recipient[] = Object.keys(own).map((address) => ({ address }));
  const result: TransactionResult = {
    status,
    failure,
    recipients: recipients.map(({ address }) => ({ address, failure: own[address] })),
    begun: true,
    dotSent: true,
    uncertain: false,
    transcript: [],
  };
  const { delivered, refused, unanswered, putOff, failure: decides } = judgeAttempt(recipients, result);
  const names = (list: readonly Recipient[]): string => list.map(({ address }) => address).join(" ");
  return {
    delivered: names(delivered),
    refused: refused.map(({ recipient, failure: why }) => `${recipient.address} ${why.enhancedCode}`).join(", "),
    unanswered: names(unanswered),
    putOff: names(putOff.map(({ recipient }) => recipient)),
    decides: decides?.detail,
  };
}

describe("judgeAttempt", () => {
  it.each([
    ["all taken", "delivered", undefined, { a: undefined, b: undefined }, { delivered: "a b" }],
    ["one gone", "delivered", undefined, { a: undefined, b: GONE }, { delivered: "a", refused: "b 5.1.1" }],
    [
      "one for later",
      "delivered",
      undefined,
      { a: undefined, b: FULL },
      { delivered: "a", putOff: "b", decides: FULL.detail },
    ],
    ["all gone", "failed", GONE, { a: GONE, b: GONE }, { refused: "a 5.1.1, b 5.1.1" }],
    [
      "all refused, one for later",
      "failed",
      { ...FULL, scope: "message" },
      { a: GONE, b: FULL },
      { refused: "a 5.1.1", putOff: "b", decides: FULL.detail },
    ],
    [
      "content refused for now",
      "failed",
      LATER,
      { a: undefined, b: GONE },
      { refused: "b 5.1.1", unanswered: "a", decides: LATER.detail },
    ],
    ["content refused for good", "failed", SPAM, { a: undefined, b: undefined }, { refused: "a 5.7.1, b 5.7.1" }],
    [
      "content refused for good for one, the other was to come later anyway",
      "failed",
      SPAM,
      { a: undefined, b: FULL },
      { refused: "a 5.7.1", putOff: "b", decides: FULL.detail },
    ],
    [
      "connection lost: what the message met outranks what one recipient met",
      "failed",
      CLOSING,
      { a: FULL, b: undefined },
      { putOff: "a", unanswered: "b", decides: CLOSING.detail },
    ],
  ] as const)("%s", (_what, status, failure, own, expected) => {
    expect(judge(status, failure as Failure | undefined, own as Ends)).toEqual({
      delivered: "",
      refused: "",
      unanswered: "",
      putOff: "",
      decides: undefined,
      ...expected,
    });
  });
});
