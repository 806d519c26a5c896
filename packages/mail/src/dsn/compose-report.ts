import { isAscii } from "node:buffer";
import { dateTime } from "../date-time.ts";
import type { MessageHead } from "../ledger.ts";
import { deliveryStatus } from "./delivery-status.ts";
import { explainReport } from "./explain-report.ts";
import { foldField } from "./fold-field.ts";
import { quotedPrintable } from "./quoted-printable.ts";
import type { ReportDue, ReportKind } from "./report.ts";
import { type OriginalContent, type ReturnedPart, returnedPart, wantsFullReturn } from "./returned-part.ts";

export interface ReportFacts {
  readonly due: ReportDue;
  /** Of the message the report is about. */
  readonly head: MessageHead;
  /** Name of this server. */
  readonly reportingMta: string;
  readonly fromAddress: string;
  /** Absent when it cannot be read any more: the third part is optional (RFC 6522 section 3). */
  readonly original?: OriginalContent;
}

/** A report as a message. */
export interface ComposedReport {
  readonly content: Buffer;
  readonly messageIdHeader: string;
  readonly subject: string;
  /** The header section, or the address it goes to, holds other than ASCII: the report needs SMTPUTF8. */
  readonly unicode: boolean;
  readonly eightBit: boolean;
}

const SUBJECTS: Readonly<Record<ReportKind, string>> = {
  failure: "Undelivered mail",
  delay: "Delayed mail",
  success: "Mail passed on",
};

/**
 * The report as bytes: multipart/report (RFC 6522) of an explanation, a delivery-status (RFC 3464) and what is returned of the
 * original. The same facts give the same bytes. Nothing that others wrote can add a field or a part.
 */
export function composeReport(facts: ReportFacts): ComposedReport {
  const { due, head, reportingMta, original } = facts;
  const unicode = !isAsciiText(head.envelope.reversePath);
  const returned = original && returnedPart(original, wantsFullReturn(due.kind, head.envelope.ret));
  const status = deliveryStatus(due, head, reportingMta, unicode);
  const parts = [
    explanationPart(explainReport(due, head, reportingMta)),
    statusPart(status),
    ...(returned && returned.content.length > 0 ? [partOf(returned)] : []),
  ];
  const boundary = boundaryFor(due.messageId, parts);
  const messageIdHeader = `<${due.messageId}@${reportingMta}>`;
  const eightBit = parts.some((part) => !isAscii(part));
  const header = headerOf(facts, boundary, messageIdHeader, statusType(status), eightBit);
  const opening = Buffer.from(`\r\n--${boundary}\r\n`);
  const pieces: Buffer[] = [Buffer.from(`${header}\r\nThis is a report of a mail server in MIME format.\r\n`)];
  for (const part of parts) pieces.push(opening, part);
  pieces.push(Buffer.from(`\r\n--${boundary}--\r\n`));
  const content = Buffer.concat(pieces);
  return {
    content,
    messageIdHeader,
    subject: SUBJECTS[due.kind],
    unicode,
    eightBit: eightBit || unicode,
  };
}

function headerOf(
  { due, head, fromAddress }: ReportFacts,
  boundary: string,
  messageIdHeader: string,
  reportType: string,
  eightBit: boolean,
): string {
  const about = messageIdOf(head.messageIdHeader);
  return [
    foldField("From", `Mail Delivery System <${fromAddress}>`),
    foldField("To", `<${head.envelope.reversePath}>`),
    foldField("Subject", SUBJECTS[due.kind]),
    foldField("Date", dateTime(due.atMs)),
    foldField("Message-ID", messageIdHeader),
    about === undefined ? "" : foldField("In-Reply-To", about) + foldField("References", about),
    // RFC 3834 section 5: no responder answers this.
    foldField("Auto-Submitted", "auto-replied"),
    foldField("MIME-Version", "1.0"),
    // RFC 6522 section 3: the subtype of the second part.
    `Content-Type: multipart/report; report-type=${reportType};\r\n\tboundary="${boundary}"\r\n`,
    // RFC 2045 section 6.4: what holds an 8bit part is 8bit itself.
    eightBit ? foldField("Content-Transfer-Encoding", "8bit") : "",
  ].join("");
}

/** Only what is a msg-id indeed (RFC 5322 section 3.6.4). */
function messageIdOf(header: string | undefined): string | undefined {
  return header !== undefined && header.length <= 250 && /^<[^\s<>@]+@[^\s<>@]+>$/.test(header) && isAsciiText(header)
    ? header
    : undefined;
}

function explanationPart(text: string): Buffer {
  const plain = isAsciiText(text);
  return partOf({
    type: `text/plain; charset=${plain ? "us-ascii" : "utf-8"}`,
    description: "What happened",
    encoding: plain ? "7bit" : "quoted-printable",
    content: Buffer.from(plain ? text : quotedPrintable(Buffer.from(text))),
  });
}

/** RFC 6533 section 4: what holds UTF-8 is another type. */
function statusType(fields: string): "delivery-status" | "global-delivery-status" {
  return isAsciiText(fields) ? "delivery-status" : "global-delivery-status";
}

function statusPart(fields: string): Buffer {
  const type = statusType(fields);
  return partOf({
    type: `message/${type}`,
    description: "Delivery status",
    encoding: type === "delivery-status" ? "7bit" : "8bit",
    content: Buffer.from(fields),
  });
}

function partOf({ type, description, encoding, content }: ReturnedPart): Buffer {
  const header = `Content-Type: ${type}\r\nContent-Description: ${description}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
  return Buffer.concat([Buffer.from(header), content]);
}

/** A line no part holds (RFC 2046 section 5.1.1): a sender may know what ids look like. */
function boundaryFor(messageId: string, parts: readonly Buffer[]): string {
  for (let n = 0; ; n += 1) {
    const boundary = `report-${messageId}-${n}`;
    if (!parts.some((part) => part.includes(`--${boundary}`))) return boundary;
  }
}

function isAsciiText(text: string): boolean {
  return isAscii(Buffer.from(text));
}
