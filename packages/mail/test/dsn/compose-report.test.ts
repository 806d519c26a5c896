import { readdirSync, readFileSync } from "node:fs";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { composeReport, type ReportFacts } from "../../src/index.ts";
import { CASES } from "./cases.ts";

const golden = (name: string): Buffer => readFileSync(new URL(`golden/${name}.eml`, import.meta.url));
const names = Object.keys(CASES);

describe("a report", () => {
  it.each(names)("%s: is what its golden file holds, byte by byte", (name) => {
    expect(composeReport(CASES[name]!).content.toString("latin1")).toBe(golden(name).toString("latin1"));
  });

  it("has a golden file for each case and none more", () => {
    const files = readdirSync(new URL("golden/", import.meta.url));
    expect(files.sort()).toEqual(names.map((name) => `${name}.eml`).sort());
  });

  it.each(names)("%s: keeps to line ends and line lengths, and to ASCII where it must", (name) => {
    const { content, unicode, eightBit } = composeReport(CASES[name]!);
    const text = content.toString("latin1");
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n\0]/);
    expect(text.endsWith("\r\n")).toBe(true);
    expect(Math.max(...text.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998);
    expect(/[\u0080-\u00ff]/.test(text)).toBe(eightBit);
    const head = text.slice(0, text.indexOf("\r\n\r\n"));
    expect(/[\u0080-\u00ff]/.test(head)).toBe(unicode);
    // RFC 2045 section 6.4: what holds an 8bit part says so itself.
    expect(head.includes("\r\nContent-Transfer-Encoding: 8bit")).toBe(
      /Encoding: 8bit\r\n\r\n/.test(text.slice(head.length + 4)),
    );
  });

  it.each(names)("%s: another parser finds the same fields and parts", async (name) => {
    const facts = CASES[name]!;
    const { content, messageIdHeader } = composeReport(facts);
    const mail = await PostalMime.parse(content, { forceRfc822Attachments: true, rfc822Attachments: true });
    expect(mail.headers.map(({ key }) => key)).toEqual(fieldsOf(facts));
    expect(mail.messageId).toBe(messageIdHeader);
    expect(mail.from).toMatchObject({ name: "Mail Delivery System", address: facts.fromAddress });
    expect(mail.text).toContain(`This is the mail server ${facts.reportingMta}.`);
    const types = mail.attachments.map(({ mimeType }) => mimeType);
    expect(types).toHaveLength(facts.original ? 2 : 1);
    expect(types[0]).toMatch(/^message\/(global-)?delivery-status$/);
    expect(mail.headers.find(({ key }) => key === "content-type")!.value).toContain(
      `report-type=${types[0]!.slice("message/".length)};`,
    );
    const status = Buffer.from(mail.attachments[0]!.content as ArrayBuffer).toString("utf8");
    const groups = groupsOf(status);
    const recipients = facts.due.groups.flatMap((group) => group.recipients);
    expect(groups).toHaveLength(1 + recipients.length);
    expect(groups[0]).toMatchObject({ "reporting-mta": `dns; ${facts.reportingMta}` });
    const action = { failure: "failed", delay: "delayed", success: "relayed" }[facts.due.kind];
    for (const group of groups.slice(1)) expect(group["action"]).toBe(action);
    const tried = facts.due.groups.flatMap(({ recipients, lastAttemptMs }) => recipients.map(() => lastAttemptMs));
    const told = groups.slice(1).map((group) => group["last-attempt-date"]);
    expect(told.map((date) => date && Date.parse(date))).toEqual(tried);
  });

  it("stays whole whatever servers, senders and headers hold (300 random ones)", async () => {
    const random = generator(20261123);
    for (let n = 0; n < 300; n += 1) {
      const facts = randomFacts(random);
      const text = composeReport(facts).content.toString("latin1");
      expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n\0]/);
      expect(Math.max(...text.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998);
      const mail = await PostalMime.parse(composeReport(facts).content, { forceRfc822Attachments: true });
      expect(mail.headers.map(({ key }) => key)).toEqual(fieldsOf(facts));
      const [status] = mail.attachments;
      const groups = groupsOf(Buffer.from(status!.content as ArrayBuffer).toString("utf8"));
      expect(groups.map((group) => group["action"])).toEqual([undefined, "failed"]);
      expect(mail.attachments.length).toBeLessThanOrEqual(2);
    }
  });

  it("gives the whole message back untouched when that is asked for", async () => {
    const facts = CASES["failure-full"]!;
    const mail = await PostalMime.parse(composeReport(facts).content, { forceRfc822Attachments: true });
    expect(mail.attachments[1]!.mimeType).toBe("message/rfc822");
    const returned = Buffer.from(mail.attachments[1]!.content as ArrayBuffer).toString("latin1");
    // The parser gives LF line ends.
    expect(returned.trimEnd()).toBe(facts.original!.bytes.toString("latin1").replaceAll("\r\n", "\n").trimEnd());
    expect(composeReport(facts).content.includes(facts.original!.bytes)).toBe(true);
  });

  it("takes no boundary that stands in a part", () => {
    const facts = CASES["hostile"]!;
    const text = composeReport(facts).content.toString("latin1");
    const boundary = /boundary="([^"]+)"/.exec(text)![1]!;
    expect(facts.original!.bytes.includes(boundary)).toBe(false);
    expect(text.split(`\r\n--${boundary}`)).toHaveLength(5);
  });
});

function fieldsOf(facts: ReportFacts): string[] {
  const { head } = facts;
  const reference = head.messageIdHeader === "<1@example.com>" ? ["in-reply-to", "references"] : [];
  return [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    ...reference,
    "auto-submitted",
    "mime-version",
    "content-type",
    ...(composeReport(facts).eightBit ? ["content-transfer-encoding"] : []),
  ];
}

/** Groups of fields, unfolded (RFC 3464 section 2.1). */
function groupsOf(status: string): Record<string, string>[] {
  return status
    .replaceAll(/\r?\n[ \t]+/g, " ")
    .trim()
    .split(/\r?\n\r?\n/)
    .map((group) =>
      Object.fromEntries(
        group.split(/\r?\n/).map((line) => {
          const at = line.indexOf(":");
          return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
        }),
      ),
    );
}

/** A small linear congruential generator: the same numbers in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

const PIECES = [
  ...'aZ0 \t<>@:;="\\',
  "\r\n",
  "\n",
  "\r",
  "\0",
  "\u001b[0m",
  "\u0085",
  "\u2028",
  "é",
  "🙂",
  "\ud800",
  "Bcc: x@y.test",
  "\r\nAction: delivered\r\n",
  "\r\n\r\n",
  "--report-01a20929-d458-714f-aa3c-664d5cfd0315-0",
  " ".repeat(90),
  "w".repeat(1_100),
];

function randomFacts(random: (below: number) => number): ReportFacts {
  const text = (): string => Array.from({ length: random(40) }, () => PIECES[random(PIECES.length)]).join("");
  const base = CASES["failure-headers"]!;
  // Content and addresses have come through ingress: no bare CR or LF, printable xtext.
  const lines = (): string => text().replaceAll(/\r(?!\n)|(?<!\r)\n/g, "");
  const full = random(2) === 0;
  const group = {
    recipients: [{ address: "bob@b.test" }],
    status: "5.0.0",
    reply: { code: 550, text: text() },
    detail: text(),
    remoteHost: text(),
  };
  return {
    ...base,
    due: { ...base.due, groups: [group] },
    head: {
      ...base.head,
      subject: text(),
      messageIdHeader: random(2) === 0 ? text() : "<1@example.com>",
      envelope: { reversePath: "ann@example.com", ret: full ? "FULL" : "HDRS" },
    },
    original: { bytes: Buffer.from(`X: ${lines()}\r\n\r\n${lines()}`), whole: true },
  };
}
