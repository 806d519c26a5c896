import { expect, test } from "vitest";
import { NO_CAPABILITIES } from "../src/parse-capabilities.ts";
import { planTransaction, type TransactionPlan } from "../src/plan-transaction.ts";
import { isSendableAddress } from "../src/sendable-address.ts";
import type { Capabilities, TransactionRequest } from "../src/types.ts";
import { request } from "./fixture.ts";

const EVERYTHING: Capabilities = {
  pipelining: true,
  eightBitMime: true,
  smtpUtf8: true,
  dsn: true,
  startTls: true,
  sizeBytes: 0,
  authMethods: [],
};

function lines(overrides: Partial<TransactionRequest>, capabilities = EVERYTHING): (string | undefined)[] {
  const plan = planTransaction(request(overrides), capabilities, "mx.test") as TransactionPlan;
  return [plan.mail, ...plan.rcpts];
}

function failure(overrides: Partial<TransactionRequest>, capabilities = EVERYTHING): string {
  const plan = planTransaction(request(overrides), capabilities, "mx.test");
  return "scope" in plan ? `${plan.scope} ${plan.enhancedCode}` : "none";
}

const full: Partial<TransactionRequest> = {
  reversePath: "a@client.test",
  sizeBytes: 123,
  body: "8BITMIME",
  ret: "HDRS",
  envid: "QQ314159",
  recipients: [
    { address: "b@b.test", notify: ["SUCCESS", "FAILURE"], orcpt: "rfc822;b@b.test" },
    { address: "c@b.test", notify: ["NEVER"] },
    { address: "d@b.test" },
  ],
};

test("each parameter is given when the server announced it", () => {
  expect(lines({ ...full, needsSmtpUtf8: true })).toEqual([
    "MAIL FROM:<a@client.test> SIZE=123 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ314159",
    "RCPT TO:<b@b.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;b@b.test",
    "RCPT TO:<c@b.test> NOTIFY=NEVER",
    "RCPT TO:<d@b.test>",
  ]);
  expect(lines(full, NO_CAPABILITIES)).toEqual([
    "MAIL FROM:<a@client.test>",
    "RCPT TO:<b@b.test>",
    "RCPT TO:<c@b.test>",
    "RCPT TO:<d@b.test>",
  ]);
});

test("the null reverse-path", () => {
  expect(lines({ reversePath: "" }, NO_CAPABILITIES)[0]).toBe("MAIL FROM:<>");
});

test("a message above the announced SIZE fails for good, one of just that size does not", () => {
  const limited = { ...EVERYTHING, sizeBytes: 1000 };
  expect(failure({ sizeBytes: 1001 }, limited)).toBe("message 5.3.4");
  expect(failure({ sizeBytes: 1000 }, limited)).toBe("none");
});

test("SMTPUTF8 that the server does not offer fails for good, also when only an address needs it (N4)", () => {
  const without = { ...EVERYTHING, smtpUtf8: false };
  expect(failure({ needsSmtpUtf8: true }, without)).toBe("message 5.6.7");
  expect(failure({ recipients: [{ address: "jösé@b.test" }] }, without)).toBe("message 5.6.7");
  expect(failure({ reversePath: "jösé@b.test" }, without)).toBe("message 5.6.7");
  expect(lines({ recipients: [{ address: "jösé@b.test" }] })[0]).toContain(" SMTPUTF8");
});

test("an address that cannot be sent fails its recipient alone, or the message when it is the sender's", () => {
  const recipients = [{ address: "b@b.test" }, { address: "a@b SIZE=1" }];
  const plan = planTransaction(request({ recipients }), EVERYTHING, "mx.test") as TransactionPlan;
  expect(plan.rcpts).toEqual(["RCPT TO:<b@b.test>", undefined]);
  expect(plan.recipientFailures[1]).toMatchObject({ scope: "recipient", enhancedCode: "5.1.3" });
  expect(failure({ reversePath: "a@b\r\nRCPT TO:<x@y>" })).toBe("message 5.1.7");
});

test.each([
  { envid: "a b" },
  { envid: "a\r\nRSET" },
  { envid: "" },
  { recipients: [{ address: "b@b.test", orcpt: "rfc822;a b" }] },
  { recipients: [{ address: "b@b.test", notify: ["NEVER\r\nRSET"] }] },
])("parameters that would become something else are refused: %j", (overrides) => {
  expect(failure(overrides)).toBe("message 5.5.4");
});

test.each([
  "a@b.test",
  "first.last+tag@b.test",
  "a..b.@b.test",
  "!#$%&'*/=?^_`{|}~@b.test",
  '"john doe"@b.test',
  '"a>b"@b.test',
  '"a\\"b@c"@b.test',
  "a@[192.0.2.1]",
  "a@[IPv6:2001:db8::1]",
  "jösé@b.test",
  "a@bücher.test",
  "a@_x.b-c.test",
])("%j can be sent", (address) => {
  expect(isSendableAddress(address)).toBe(true);
});

test.each([
  "",
  "a",
  "@b.test",
  "a@",
  "a@b.test\r\nDATA",
  "a\r@b.test",
  "a\n@b.test",
  "a\u0000@b.test",
  "a\u0085@b.test",
  "a@b.test\u0007",
  "a@b SIZE=1",
  "a b@b.test",
  "a@b.test>",
  "<a@b.test",
  "a>b@b.test",
  "a@b@b.test",
  '"abc@b.test',
  '"abc"def@b.test',
  'abc"def"@b.test',
  '"abc\\"@b.test',
  '"a\nb"@b.test',
  '"a\\\nb"@b.test',
  "a@[192.0.2.1",
  "a@[192.0.2.1]x",
  "a@b..test",
  "a@.b.test",
  "a@b.test.",
  "a,b@b.test",
  "a(c)@b.test",
  `${"a".repeat(2000)}@b.test`,
])("%j cannot be sent (N6)", (address) => {
  expect(isSendableAddress(address)).toBe(false);
});
