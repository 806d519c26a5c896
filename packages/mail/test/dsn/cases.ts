import type { MessageHead, ReportDue, ReportFacts } from "../../src/index.ts";

const RECEIVED_AT = Date.UTC(2026, 10, 23, 12, 0, 0);
const DUE_AT = Date.UTC(2026, 10, 23, 12, 5, 30);

const HEADERS =
  "Received: from client.test ([192.0.2.7])\r\n\tby out.example.com with ESMTPSA id 01a2;\r\n\tMon, 23 Nov 2026 12:00:00 +0000\r\n" +
  'From: "Ann" <ann@example.com>\r\nTo: bob@b.test\r\nSubject: Offer\r\nMessage-ID: <1@example.com>\r\n';
const BODY = "Good morning,\r\n\r\nhere it is.\r\n";

function facts(due: Partial<ReportDue>, some: Partial<ReportFacts> = {}, head: Partial<MessageHead> = {}): ReportFacts {
  const original = Buffer.from(`${HEADERS}\r\n${BODY}`);
  return {
    due: { messageId: "01a20929-d458-714f-aa3c-664d5cfd0315", kind: "failure", atMs: DUE_AT, groups: [], ...due },
    head: {
      messageId: "01a20929-bc2b-733a-97db-1bf2514d019e",
      envelope: { reversePath: "ann@example.com" },
      receivedAtMs: RECEIVED_AT,
      sizeBytes: original.length,
      spoolRef: "redis:01a20929-bc2b-733a-97db-1bf2514d019e",
      messageIdHeader: "<1@example.com>",
      subject: "Offer",
      ...head,
    },
    reportingMta: "out.example.com",
    fromAddress: "MAILER-DAEMON@out.example.com",
    original: { bytes: original, whole: true },
    ...some,
  };
}

const NO_SUCH_USER = {
  status: "5.1.1",
  reply: { code: 550, enhancedCode: "5.1.1", text: "No such user here" },
  detail: "mx.b.test said: 550 5.1.1 No such user here (in reply to RCPT)",
  remoteHost: "mx.b.test",
  lastAttemptMs: DUE_AT,
};

/** Facts by the name of the file that holds the report made of them. */
export const CASES: Readonly<Record<string, ReportFacts>> = {
  "failure-headers": facts({ groups: [{ recipients: [{ address: "bob@b.test" }], ...NO_SUCH_USER }] }),
  "failure-full": facts(
    {
      groups: [
        { recipients: [{ address: "bob@b.test", orcpt: "rfc822;Bob+2BOffice@old.test" }], ...NO_SUCH_USER },
        {
          recipients: [{ address: "carl@b.test" }, { address: '"dora d"@b.test' }],
          status: "5.2.2",
          reply: { code: 552, enhancedCode: "5.2.2", text: "Mailbox full\ntry next week" },
          detail: "mx2.b.test said: 552 5.2.2 Mailbox full try next week (in reply to RCPT)",
          remoteHost: "mx2.b.test",
          lastAttemptMs: DUE_AT,
        },
      ],
    },
    {},
    { envelope: { reversePath: "ann@example.com", ret: "FULL", envid: "order+2B7+3D" } },
  ),
  "failure-full-too-large": facts(
    { groups: [{ recipients: [{ address: "bob@b.test" }], ...NO_SUCH_USER }] },
    { original: { bytes: Buffer.from(`${HEADERS}X-Cut: in the mid`), whole: false } },
    { envelope: { reversePath: "ann@example.com", ret: "FULL" } },
  ),
  "failure-expired": facts(
    {
      groups: [
        {
          recipients: [{ address: "bob@b.test" }],
          status: "4.4.7",
          detail: "the delivery time is used up. Before that: mx.b.test: no answer within 300 s (at step connect)",
          // What was tried last; what ended it was the clock.
          lastAttemptMs: DUE_AT - 200_000,
        },
      ],
    },
    {},
    { messageIdHeader: undefined, subject: undefined },
  ),
  delay: facts(
    {
      kind: "delay",
      groups: [
        {
          recipients: [{ address: "bob@b.test" }],
          status: "4.2.0",
          reply: { code: 450, enhancedCode: "4.2.0", text: "Greylisted, come back later" },
          detail: "mx.b.test said: 450 4.2.0 Greylisted, come back later (in reply to RCPT)",
          remoteHost: "mx.b.test",
          lastAttemptMs: DUE_AT,
        },
      ],
      retryUntilMs: RECEIVED_AT + 172_800_000,
    },
    {},
    { envelope: { reversePath: "ann@example.com", ret: "FULL" } },
  ),
  success: facts(
    {
      kind: "success",
      groups: [
        {
          recipients: [{ address: "bob@b.test", orcpt: "rfc822;bob@b.test" }],
          status: "2.0.0",
          reply: { code: 250, enhancedCode: "2.0.0", text: "queued as 4F2A" },
          remoteHost: "mx.b.test",
          lastAttemptMs: DUE_AT,
        },
      ],
    },
    {},
    { envelope: { reversePath: "ann@example.com", ret: "FULL", envid: "q1" } },
  ),
  // RFC 6533: the sender's own address needs SMTPUTF8, so the report may use it everywhere.
  "unicode-sender": facts(
    {
      groups: [{ recipients: [{ address: "björn@b.test", orcpt: "utf-8;björn@b.test" }], ...NO_SUCH_USER }],
    },
    { original: { bytes: Buffer.from(`Subject: Grüße\r\n\r\nHallo Björn\r\n`), whole: true } },
    { envelope: { reversePath: "jörg@example.com", ret: "FULL", smtpUtf8: true }, subject: "Grüße" },
  ),
  // The sender's address is ASCII: the report must reach servers without SMTPUTF8.
  "unicode-recipient": facts(
    {
      groups: [
        {
          recipients: [{ address: "björn@b.test", orcpt: "utf-8;björn@b.test" }],
          status: "5.6.7",
          detail: "the message needs SMTPUTF8, which mx.b.test does not offer (björn)",
          lastAttemptMs: DUE_AT,
        },
      ],
    },
    { original: { bytes: Buffer.from(`Subject: Grüße\r\nX-Long: ${"ö".repeat(60)}\r\n\r\nHallo\r\n`), whole: true } },
    { subject: "Grüße", envelope: { reversePath: "ann@example.com", smtpUtf8: true } },
  ),
  "eight-bit-full": facts(
    { groups: [{ recipients: [{ address: "bob@b.test" }], ...NO_SUCH_USER }] },
    { original: { bytes: Buffer.from(`${HEADERS}\r\n${BODY}Grüße\r\n`), whole: true } },
    { envelope: { reversePath: "ann@example.com", ret: "FULL" } },
  ),
  "broken-headers": facts(
    { groups: [{ recipients: [{ address: "bob@b.test" }], ...NO_SUCH_USER }] },
    {
      original: {
        bytes: Buffer.concat([
          Buffer.from(`Subject: caf`),
          Buffer.from([0xe9, 0x20, 0x00, 0x0d, 0x0a]),
          Buffer.from(`X-Endless: ${"x".repeat(1_500)}\r\nX-Blank: \t \r\n\r\n${BODY}`),
        ]),
        whole: true,
      },
    },
    { envelope: { reversePath: "ann@example.com", ret: "FULL" }, subject: "=?utf-8?q?caf=C3=A9?=" },
  ),
  hostile: facts(
    {
      groups: [
        {
          recipients: [{ address: '"Action: delivered"@b.test', orcpt: "rfc822;x+20Bcc:+20y@z.test" }],
          status: "5.7.1",
          reply: {
            code: 554,
            text: `\u001b[31mred\r\nBcc: y@z.test\n\n--report-01a20929-d458-714f-aa3c-664d5cfd0315-0--\n${"A".repeat(1_900)} é`,
          },
          detail: `mx.b.test said: 554 \r\n.\r\n--report-01a20929-d458-714f-aa3c-664d5cfd0315-0\r\n\u202e${"é".repeat(300)}`,
          remoteHost: "mx.b.test\r\nAction: delivered",
          lastAttemptMs: DUE_AT,
        },
      ],
    },
    {
      original: {
        bytes: Buffer.from(
          `Subject: x\r\nX-Guess: 1\r\n\r\n--report-01a20929-d458-714f-aa3c-664d5cfd0315-0--\r\n--report-01a20929-d458-714f-aa3c-664d5cfd0315-1\r\n`,
        ),
        whole: true,
      },
    },
    {
      envelope: { reversePath: '"ann\\" to"@example.com', ret: "FULL", envid: "x+20+3E" },
      messageIdHeader: "<1@example.com>\r\nBcc: y@z.test",
      subject: "a\r\nBcc: y@z.test",
    },
  ),
  // The same in full: the sender's address says what its mailbox takes, its own message says it knows UTF-8.
  "unicode-full": facts(
    { groups: [{ recipients: [{ address: "björn@b.test" }], ...NO_SUCH_USER }] },
    { original: { bytes: Buffer.from(`Subject: Grüße\r\n\r\nHallo Björn\r\n`), whole: true } },
    { subject: "Grüße", envelope: { reversePath: "ann@example.com", ret: "FULL", smtpUtf8: true } },
  ),
  // Ended as it came: nobody was asked, so there is neither a host nor the time of an attempt.
  "failure-suppressed": facts(
    {
      atMs: RECEIVED_AT,
      groups: [
        {
          recipients: [{ address: "bob@b.test", orcpt: "rfc822;bob@old.test" }, { address: "carl@c.test" }],
          status: "5.7.1",
          detail: "not sent: the address is on the suppression list of this server",
        },
      ],
    },
    {},
    { envelope: { reversePath: "ann@example.com", envid: "q2" } },
  ),
  "failure-cancelled": facts({
    groups: [
      {
        recipients: [{ address: "bob@b.test" }],
        status: "5.0.0",
        reply: { code: 450, enhancedCode: "4.2.0", text: "Not now" },
        detail:
          "not sent: an administrator of this server cancelled it. Before that: mx.b.test said: 450 4.2.0 Not now",
        remoteHost: "mx.b.test",
        lastAttemptMs: DUE_AT - 200_000,
      },
    ],
  }),
  "failure-relay-addresses": facts({
    groups: ["192.0.2.25", "2001:db8::25"].map((remoteHost, n) => ({
      recipients: [{ address: `bob${n}@b.test` }],
      ...NO_SUCH_USER,
      detail: `${remoteHost} said: 550 5.1.1 No such user here (in reply to RCPT)`,
      remoteHost,
    })),
  }),
  "without-original": facts(
    { groups: [{ recipients: [{ address: "bob@b.test" }], ...NO_SUCH_USER }] },
    { original: undefined },
  ),
};
