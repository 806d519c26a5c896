import { describe, expect, it } from "vitest";
import { isMailboxGone, type LogRecord, type RecordKind, type Step } from "../src/index.ts";

function bounced(
  code: number,
  enhancedCode: string | undefined,
  text: string,
  more: Partial<LogRecord> = {},
): LogRecord {
  const reply = { code, text, ...(enhancedCode && { enhancedCode }) };
  const head = { id: "x", kind: "bounced" as RecordKind, at: 0, messageId: "m", reversePath: "a@b.test" };
  return { ...head, recipients: ["ann@c.test"], step: "rcpt" as Step, reply, enhancedCode, ...more };
}

describe("the mailbox is gone", () => {
  it.each<[number, string | undefined, string]>([
    [550, "5.1.1", "The email account that you tried to reach does not exist."],
    [550, "5.1.1", "<ann@c.test>: Recipient address rejected: User unknown in virtual mailbox table"],
    [550, "5.1.10", "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"],
    [550, "5.2.1", "The email account that you tried to reach is disabled."],
    [551, "5.1.6", "User has moved to <ann@d.test>"],
    [551, undefined, "User not local; please try <ann@d.test>"],
    [553, "5.1.1", "no such mailbox"],
    [556, "5.1.10", "Recipient address has null MX"],
    [550, "4.1.1", "a class that does not fit its code counts as the code's"],
    [550, undefined, "User unknown"],
    [550, undefined, "No such user here"],
    [550, undefined, "Requested action not taken: mailbox unavailable\nunknown user"],
    [550, undefined, "sorry, no mailbox here by that name"],
    [550, undefined, "Mailbox not found"],
    [550, undefined, "Dear sender, this user doesn't have a yahoo.test account (ann@c.test)"],
    [550, undefined, "<ann@c.test>: recipient does not exist"],
  ])("%d %s %s", (code, enhanced, text) => {
    expect(isMailboxGone(bounced(code, enhanced, text))).toBe(true);
  });

  it("also when it is said at the end of the content, of one recipient", () => {
    const late = bounced(550, "5.1.1", "User unknown", { step: "data-end" });
    expect(isMailboxGone(late)).toBe(true);
    expect(isMailboxGone({ ...late, recipients: ["ann@c.test", "bob@c.test"] })).toBe(false);
  });
});

describe("something else is wrong", () => {
  it.each<[number, string | undefined, string]>([
    [550, "5.7.1", "Message rejected as spam"],
    [550, "5.7.26", "Unauthenticated email is not accepted due to domain's DMARC policy"],
    [550, "5.1.1", "rejected: sender is on our blacklist"],
    [550, "5.1.8", "Sender address rejected: Domain not found"],
    [550, "5.1.2", "Host unknown"],
    [550, "5.1.3", "Bad address syntax"],
    [550, "5.4.1", "Recipient address rejected: Access denied"],
    [552, "5.2.2", "Mailbox full"],
    [550, "5.2.2", "Over quota"],
    [552, "5.3.4", "Message too big"],
    [550, "5.0.0", "mailbox unavailable"],
    [553, undefined, "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"],
    [550, undefined, "Relaying denied"],
    [550, undefined, "5.1 no"],
    [550, undefined, "Your IP is blocked: unknown user"],
    [550, undefined, "Requested action not taken: mailbox unavailable"],
    [554, "5.1.1", "Transaction failed"],
    [521, "5.1.1", "host takes no mail"],
    [503, undefined, "no such user"],
    [450, "4.1.1", "unknown user"],
  ])("%d %s %s", (code, enhanced, text) => {
    expect(isMailboxGone(bounced(code, enhanced, text))).toBe(false);
  });

  it("or nobody said so", () => {
    const { reply: _, ...unsaid } = bounced(550, "5.1.10", "");
    expect(isMailboxGone({ ...unsaid, step: "dns" })).toBe(false);
    const said = bounced(550, "5.1.1", "User unknown");
    expect(isMailboxGone({ ...said, kind: "expired" })).toBe(false);
    for (const step of ["mail", "data", "ehlo", "greeting"] as const)
      expect(isMailboxGone({ ...said, step })).toBe(false);
  });
});
