import { describe, expect, it } from "vitest";
import { parseMailCommand, parseRcptCommand } from "@postlane/mail";

describe("parseMailCommand takes", () => {
  it.each([
    ["MAIL FROM:<a@example.com>", { sender: { reversePath: "a@example.com" } }],
    ["mail from:<a@example.com>", { sender: { reversePath: "a@example.com" } }],
    ["MAIL FROM: <a@example.com>", { sender: { reversePath: "a@example.com" } }],
    ["MAIL FROM:<>", { sender: { reversePath: "" } }],
    ["MAIL FROM:<a@example.com> ", { sender: { reversePath: "a@example.com" } }],
    ["MAIL FROM:<a@example.com>  SIZE=10  BODY=7BIT", { sender: { body: "7BIT" }, declaredBytes: 10 }],
    ["MAIL FROM:<a@example.com> body=8bitmime", { sender: { body: "8BITMIME" } }],
    ["MAIL FROM:<a@example.com> SMTPUTF8", { sender: { smtpUtf8: true } }],
    ["MAIL FROM:<ü@example.com> SMTPUTF8", { sender: { reversePath: "ü@example.com", smtpUtf8: true } }],
    ["MAIL FROM:<a@ü.example> SMTPUTF8", { sender: { reversePath: "a@xn--tda.example" } }],
    ["MAIL FROM:<a@example.com> RET=hdrs ENVID=QQ+2B314", { sender: { ret: "HDRS", envid: "QQ+2B314" } }],
    ["MAIL FROM:<a@example.com> AUTH=<>", { sender: { reversePath: "a@example.com" } }],
    [`MAIL FROM:<a@example.com> ENVID=${"x".repeat(100)}`, { sender: { envid: "x".repeat(100) } }],
    ["MAIL FROM:<a@example.com> SIZE=99999999999999999999", { declaredBytes: 1e20 }],
  ])("%s", (line, wanted) => {
    expect(parseMailCommand(line)).toMatchObject(wanted);
  });
});

describe("parseMailCommand refuses", () => {
  it.each([
    ["MAIL", "501 5.5.2"],
    ["MAIL FROM", "501 5.5.2"],
    ["MAIL TO:<a@example.com>", "501 5.5.2"],
    ["MAIL FROM <a@example.com>", "501 5.5.2"],
    ["MAIL FROM:", "501 5.1.7"],
    ["MAIL FROM:a@example.com", "501 5.1.7"],
    ["MAIL FROM:<a@b@example.com>", "501 5.1.7"],
    ["MAIL FROM:<postmaster>", "501 5.1.7"],
    ["MAIL FROM:<a@example.com>SIZE=1", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> SIZE", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> SIZE=", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> SIZE=-1", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> SIZE=1e3", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> SIZE=123456789012345678901", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> SIZE=1 SIZE=2", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> SIZE=1 size=1", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> BODY=BINARYMIME", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> SMTPUTF8=1", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> RET=SOME", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> ENVID=", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> ENVID=a+0D+0Ab", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> ENVID=a+7F", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> ENVID=a+8", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> ENVID=a+2b", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> ENVID=ü SMTPUTF8", "501 5.5.4"],
    [`MAIL FROM:<a@example.com> ENVID=${"x".repeat(101)}`, "501 5.5.4"],
    ["MAIL FROM:<a@example.com> =1", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> SI=ZE=1", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> SI\tZE=1", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> REQUIRETLS", "555 5.5.4"],
    ["MAIL FROM:<a@example.com> XVERP", "555 5.5.4"],
    ["MAIL FROM:<a@example.com> NOTIFY=NEVER", "555 5.5.4"],
    ["MAIL FROM:<a@example.com> CONSTRUCTOR", "555 5.5.4"],
    ["MAIL FROM:<a@example.com> __proto__=1", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> ENVID=a\u0007b", "501 5.5.4"],
    ["MAIL FROM:<a@example.com> ENVID=a\r\nb", "501 5.5.4"],
    ["MAIL FROM:<ü@example.com>", "553 5.6.7"],
    ["MAIL FROM:<a@ü.example>", "553 5.6.7"],
  ])("%s", (line, reply) => {
    expect(replyOf(parseMailCommand(line))).toBe(reply);
  });
});

describe("parseRcptCommand takes", () => {
  it.each([
    ["RCPT TO:<a@example.com>", { recipient: { address: "a@example.com" }, domain: "example.com" }],
    ["rcpt to: <a@Example.com>", { recipient: { address: "a@example.com" } }],
    ["RCPT TO:<@x.example:a@example.com>", { recipient: { address: "a@example.com" } }],
    ["RCPT TO:<postmaster@example.com>", { recipient: { address: "postmaster@example.com" } }],
    ["RCPT TO:<a@[192.0.2.1]>", { domain: "[192.0.2.1]" }],
    ["RCPT TO:<a@example.com> NOTIFY=never", { recipient: { notify: ["NEVER"] } }],
    [
      "RCPT TO:<a@example.com> NOTIFY=SUCCESS,delay,FAILURE",
      { recipient: { notify: ["SUCCESS", "DELAY", "FAILURE"] } },
    ],
    ["RCPT TO:<a@example.com> ORCPT=rfc822;b+2Bc@example.org", { recipient: { orcpt: "rfc822;b+2Bc@example.org" } }],
    ["RCPT TO:<a@example.com> ORCPT=utf-8;\\x{FC}@example.org", { recipient: { orcpt: "utf-8;\\x{FC}@example.org" } }],
  ])("%s", (line, wanted) => {
    expect(parseRcptCommand(line, false)).toMatchObject(wanted);
  });

  it("addresses and ORCPT beyond ASCII when the transaction asked for SMTPUTF8", () => {
    expect(parseRcptCommand("RCPT TO:<ü@example.com> ORCPT=utf-8;ü@example.com", true)).toEqual({
      recipient: { address: "ü@example.com", orcpt: "utf-8;ü@example.com" },
      domain: "example.com",
    });
  });
});

describe("parseRcptCommand refuses", () => {
  it.each([
    ["RCPT", "501 5.5.2"],
    ["RCPT FROM:<a@example.com>", "501 5.5.2"],
    ["RCPT TO:<>", "501 5.1.3"],
    ["RCPT TO:<a>", "501 5.1.3"],
    ["RCPT TO:a@example.com", "501 5.1.3"],
    ["RCPT TO:<postmaster>", "550 5.1.1"],
    ["RCPT TO:<Postmaster>", "550 5.1.1"],
    ["RCPT TO:<a@example.com> NOTIFY=NEVER,FAILURE", "501 5.5.4"],
    ["RCPT TO:<a@example.com> NOTIFY=FAILURE,FAILURE", "501 5.5.4"],
    ["RCPT TO:<a@example.com> NOTIFY=SOMETIMES", "501 5.5.4"],
    ["RCPT TO:<a@example.com> NOTIFY=", "501 5.5.4"],
    ["RCPT TO:<a@example.com> NOTIFY", "501 5.5.4"],
    ["RCPT TO:<a@example.com> ORCPT=a@example.com", "501 5.5.4"],
    ["RCPT TO:<a@example.com> ORCPT=rfc822;", "501 5.5.4"],
    ["RCPT TO:<a@example.com> ORCPT=rfc822;a+0Ab", "501 5.5.4"],
    [`RCPT TO:<a@example.com> ORCPT=rfc822;${"x".repeat(500)}`, "501 5.5.4"],
    ["RCPT TO:<a@example.com> ORCPT=rfc822;ü@example.com", "501 5.5.4"],
    ["RCPT TO:<a@example.com> ORCPT=utf-8;ü@example.com", "553 5.6.7"],
    ["RCPT TO:<a@example.com> ORCPT=rfc822;a\u001bb", "501 5.5.4"],
    ["RCPT TO:<a@example.com> SIZE=1", "555 5.5.4"],
    ["RCPT TO:<ü@example.com>", "553 5.6.7"],
  ])("%s", (line, reply) => {
    expect(replyOf(parseRcptCommand(line, false))).toBe(reply);
  });
});

function replyOf(result: object): string {
  const { refusal } = result as { refusal?: { code: number; enhancedCode?: string } };
  return refusal ? `${refusal.code} ${refusal.enhancedCode}` : JSON.stringify(result);
}
