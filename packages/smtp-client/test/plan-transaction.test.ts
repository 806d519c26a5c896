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

// What the sender of a message asked for goes on to a server that announces DSN, and to no other.
test.each([
  ["5.2.1 (a) ENVID as given", { envid: "a+2Bb" }, true, " ENVID=a+2Bb", ""],
  ["5.2.1 (a) no ENVID of our own", {}, true, "", ""],
  ["5.2.1 (b) RET as given", { ret: "FULL" }, true, " RET=FULL", ""],
  ["5.2.1 (c) NOTIFY as given", { notify: ["SUCCESS", "DELAY"] }, true, "", " NOTIFY=SUCCESS,DELAY"],
  ["5.2.1 (c) NEVER as given", { notify: ["NEVER"] }, true, "", " NOTIFY=NEVER"],
  ["5.2.1 (c) no NOTIFY of our own", { orcpt: "rfc822;x@b.test" }, true, "", " ORCPT=rfc822;x@b.test"],
  ["5.2.1 (d) ORCPT as given", { orcpt: "X400;a+3Db" }, true, "", " ORCPT=X400;a+3Db"],
  ["5.2.1 (d) none added: it is the address as it stands", { notify: ["FAILURE"] }, true, "", " NOTIFY=FAILURE"],
  ["5.2.2 (a) no ENVID", { envid: "a" }, false, "", ""],
  ["5.2.2 (a) no RET", { ret: "HDRS" }, false, "", ""],
  ["5.2.2 (a) no NOTIFY, NEVER neither", { notify: ["NEVER"] }, false, "", ""],
  ["5.2.2 (a) no ORCPT", { orcpt: "rfc822;x@b.test" }, false, "", ""],
] as const)("RFC 3461 section %s", (_rule, { envid, ret, notify, orcpt }: DsnWishes, dsn, ofMail, ofRcpt) => {
  const recipients = [{ address: "b@b.test", notify, orcpt }];
  expect(lines({ reversePath: "a@c.test", envid, ret, recipients }, { ...NO_CAPABILITIES, dsn })).toEqual([
    `MAIL FROM:<a@c.test>${ofMail}`,
    `RCPT TO:<b@b.test>${ofRcpt}`,
  ]);
});

interface DsnWishes {
  readonly envid?: string;
  readonly ret?: "FULL" | "HDRS";
  readonly notify?: readonly string[];
  readonly orcpt?: string;
}

test("a UTF-8 ORCPT goes on as it is with SMTPUTF8, else in ASCII (RFC 6533 section 3)", () => {
  const recipients = [{ address: "b@b.test", orcpt: "utf-8;jösé@b.test" }];
  expect(lines({ recipients, needsSmtpUtf8: true })[1]).toBe("RCPT TO:<b@b.test> ORCPT=utf-8;jösé@b.test");
  expect(lines({ recipients })[1]).toBe("RCPT TO:<b@b.test> ORCPT=utf-8;j\\x{F6}s\\x{E9}@b.test");
  const plan = planTransaction(request({ recipients, needsSmtpUtf8: true }), EVERYTHING, "mx.test");
  expect(plan).toMatchObject({ encoding: "utf8" });
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
