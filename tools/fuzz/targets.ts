import { deepStrictEqual, ok } from "node:assert/strict";
import {
  composeReport,
  createHeaderScan,
  parseMailCommand,
  parsePath,
  parseRcptCommand,
  type Reply,
} from "@postlane/mail";
import { decodeRecord } from "../../packages/records/src/decode-record.ts";
import { parseCapabilities } from "../../packages/smtp-client/src/parse-capabilities.ts";
import { ReplyParser } from "../../packages/smtp-client/src/reply-parser.ts";
import { isSendableAddress } from "../../packages/smtp-client/src/sendable-address.ts";
import { jsonShapeProblem, MAX_JSON_DEPTH } from "../../services/api/src/http/json-shape.ts";
import { createAddressBook } from "../../services/api/src/submission/collect-envelope.ts";
import { createDotDecoder } from "../../services/ingress/src/content/dot-decoder.ts";
import { CommandStream } from "../../services/ingress/src/smtp/command-stream.ts";

/** A property that must hold for all bytes: `check` throws where it does not. */
export interface FuzzTarget {
  /** Inputs to begin with. */
  readonly corpus: readonly string[];
  readonly words: readonly string[];
  check(input: Buffer): void;
}

const LINE_ENDS = ["\r\n", "\n", "\r", "\0", ".", "\r\n.\r\n", "\n.\n", "..", " ", "-"];

/** The first byte says where the rest is cut into pieces. */
function pieces(input: Buffer): { readonly whole: Buffer; readonly cut: readonly Buffer[] } {
  const whole = input.subarray(1);
  const size = 1 + ((input[0] ?? 0) % 17);
  const cut: Buffer[] = [];
  for (let at = 0; at < whole.length; at += size) cut.push(whole.subarray(at, at + size));
  return { whole, cut };
}

/** Our decoders work in place. */
const copies = (chunks: readonly Buffer[]): Buffer[] => chunks.map((chunk) => Buffer.from(chunk));

const replies: FuzzTarget = {
  corpus: ["\x03" + "220 mx ESMTP\r\n250-a\r\n250 b\r\n", "\x00" + "250-\r\n251 x\r\n", "\x05" + "550 5.1.1 ü\r\n"],
  words: [...LINE_ENDS, "250", "250-", "421 ", "5.1.1", "x".repeat(4_093)],
  check(input) {
    const read = (chunks: readonly Buffer[]): unknown[] => {
      const parser = new ReplyParser();
      const got: unknown[] = [];
      try {
        for (const chunk of chunks) {
          parser.feed(chunk.toString("latin1"));
          for (let reply = parser.next(); reply; reply = parser.next()) got.push(reply);
        }
      } catch (error) {
        got.push((error as Error).constructor.name);
      }
      return got;
    };
    const { whole, cut } = pieces(input);
    const got = read([whole]);
    deepStrictEqual(read(cut), got, "the pieces make a difference");
    for (const reply of got) {
      if (typeof reply === "string") ok(reply === "MalformedReply", reply);
      else ok((reply as { code: number }).code >= 200 && (reply as { code: number }).code <= 599);
    }
  },
};

const dots: FuzzTarget = {
  corpus: ["\x02a\r\n..b\r\n.\r\nQUIT\r\n", "\x01.\r\n", "\x04a\n.\r\nMAIL", "\x07\r\n.\r", "\x00a\rb\r\n..\r\n.\r\n"],
  words: LINE_ENDS,
  check(input) {
    const read = (chunks: readonly Buffer[]) => {
      const decoder = createDotDecoder(1_000);
      const content: Buffer[] = [];
      for (const [n, chunk] of chunks.entries()) {
        const result = decoder.feed(chunk);
        content.push(Buffer.from(result.content));
        if (result.state === "more") continue;
        const rest =
          result.state === "end" ? Buffer.concat([result.rest, ...chunks.slice(n + 1)]).toString("latin1") : "";
        return { state: result.state, content: Buffer.concat(content).toString("latin1"), rest, fault: decoder.fault };
      }
      return { state: "more", content: Buffer.concat(content).toString("latin1"), rest: "", fault: undefined };
    };
    const { whole, cut } = pieces(input);
    const got = read([Buffer.from(whole)]);
    const inPieces = read(copies(cut));
    // What is held back at the end of an unfinished stream depends on nothing, either.
    deepStrictEqual(inPieces, got, "the pieces make a difference");
    if (got.state !== "end" || got.fault !== undefined) return;
    ok(!/[\r\n]/.test(got.content.replaceAll("\r\n", "")), "a bare CR or LF passed");
    const [sent, ...behind] = `\r\n${whole.toString("latin1")}`.split("\r\n.\r\n");
    ok(got.rest === behind.join("\r\n.\r\n"), "another end than the first CR LF . CR LF");
    ok(got.content === `${sent!.replaceAll("\r\n.", "\r\n")}\r\n`.slice(2), "not what was sent");
  },
};

const commands: FuzzTarget = {
  corpus: ["\x03EHLO x\r\nMAIL FROM:<a@b.example>\r\n", "\x01NOOP\nMAIL FROM:<a@b.example>\r\n", "\x00NO\rOP\r\n"],
  words: [...LINE_ENDS, "NOOP", "x".repeat(2_000)],
  check(input) {
    const read = (chunks: readonly Buffer[]): string[] => {
      const stream = new CommandStream();
      const got: string[] = [];
      stream.oncommand = (line, next) => {
        ok(!line.includes("\r") && !line.includes("\n"), "a command with a line end inside");
        got.push(line.toString("latin1"));
        next!();
      };
      stream.onfault = (fault, next) => {
        got.push(`fault ${fault}`);
        if (fault === "bare-lf") stream.isClosed = true;
        next();
      };
      // Each piece comes when the one before has been read, as from a socket.
      for (const chunk of chunks) stream._write(chunk, "buffer", () => {});
      return got.slice(0, 90);
    };
    const { whole, cut } = pieces(input);
    deepStrictEqual(read(copies(cut)), read([Buffer.from(whole)]), "the pieces make a difference");
  },
};

const paths: FuzzTarget = {
  corpus: [
    "user@example.com",
    '"a>b"@example.com',
    "@r.example:u@x.example",
    "u@[192.0.2.1]",
    "u@[IPv6:::1]",
    "ü@bücher.example",
  ],
  words: [
    "@",
    '"',
    "\\",
    "<",
    ">",
    "[",
    "]",
    "IPv6:",
    "xn--",
    ".",
    ",",
    ":",
    " ",
    "\u200b",
    "\uff0e",
    "\u212a",
    "%",
    "!",
    "\r\n",
  ],
  check(input) {
    const parsed = parsePath(`<${input.toString("utf8")}>`, 0);
    if ("problem" in parsed || parsed.address === "") return;
    const { address, domain } = parsed;
    ok(!/[\r\n\0]/.test(address), "a control character passed");
    ok(Buffer.byteLength(address) <= 254);
    ok(isSendableAddress(address), `accepted, and could never be sent: ${address}`);
    const again = parsePath(`<${address}>`, 0);
    ok("address" in again && again.address === address && again.domain === domain, "not the same when read again");
  },
};

const parameters: FuzzTarget = {
  corpus: [
    "<a@b.example> SIZE=10 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb",
    "<a@b.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a@b.c",
  ],
  words: [
    " ",
    "=",
    "+",
    "+0D+0A",
    "+2B",
    ";",
    ",",
    "NOTIFY=",
    "NEVER",
    "ORCPT=utf-8;",
    "\\x{",
    "ENVID=",
    "SIZE=",
    "AUTH=<>",
    "__proto__",
    "\t",
  ],
  check(input) {
    const text = input.toString("utf8");
    const mail = parseMailCommand(`MAIL FROM:${text}`);
    const rcpt = parseRcptCommand(`RCPT TO:${text}`, true);
    for (const result of [mail, rcpt]) if ("refusal" in result) checkReply(result.refusal);
    if ("sender" in mail) ok(!/[\r\n\0 ]/.test(mail.sender.envid ?? ""), "ENVID");
    if ("recipient" in rcpt) ok(!/[\r\n\0 ]/.test(rcpt.recipient.orcpt ?? ""), "ORCPT");
  },
};

function checkReply({ code, enhancedCode, text }: Reply): void {
  ok(code >= 500 && code < 600 && enhancedCode?.startsWith("5."), "an odd code");
  ok(text.length < 400, "a text without end");
}

const records: FuzzTarget = {
  corpus: [
    '{"id":"1","kind":"delivered","at":1,"messageId":"01a20929-d458-714f-aa3c-664d5cfd0315","reversePath":"","recipients":[]}',
    "[]",
    '{"reply":{"code":250,"text":""}}',
  ],
  words: [
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "1e999",
    "-1",
    '"attempt":',
    '"transcript":',
    '"__proto__":',
    "\\u0000",
  ],
  check(input) {
    const decoded = decodeRecord(input.toString("utf8"));
    if (!decoded.ok) return ok(decoded.reason.length > 0);
    const { id, at, recipients } = decoded.record;
    ok(typeof id === "string" && at >= 0 && Array.isArray(recipients));
  },
};

const headers: FuzzTarget = {
  corpus: [
    "\x03Subject: x\r\n y\r\nReceived: a\r\nMessage-ID: <1@x>\r\n\r\nbody",
    "\x01\r\n\r\n",
    "\x00subject : ü\r\n",
  ],
  words: ["\r\n", "\r\n ", "\r\n\r\n", "Received:", "Subject:", "Message-ID:", "\t", ":", "\xff"],
  check(input) {
    const read = (chunks: readonly Buffer[]) => {
      const scan = createHeaderScan();
      for (const chunk of chunks) scan.feed(chunk);
      return scan.facts();
    };
    const { whole, cut } = pieces(input);
    const facts = read([whole]);
    deepStrictEqual(read(cut), facts, "the pieces make a difference");
    ok(!/\p{Cc}/u.test(`${facts.subject ?? ""}${facts.messageIdHeader ?? ""}`), "a control character passed");
  },
};

/** Report fields that others wrote are the lines of the input. */
const reports: FuzzTarget = {
  corpus: [
    "550 no\nmx.b.test\n<1@x>\nbob@b.test\nrfc822;bob\nid+2B\nSubject: x\r\n\r\nbody\r\n",
    "\u2028\n--report\n<a>\nb@c\n\n",
  ],
  words: [
    "\r\n",
    "\n",
    "\r",
    "--report-01a20929-d458-714f-aa3c-664d5cfd0315-0",
    "<",
    ">",
    "ü",
    "\x85",
    "Bcc: x",
    "\t",
    ";",
  ],
  check(input) {
    const [text = "", host = "", id = "", address = "", orcpt = "", envid = "", ...rest] = input
      .toString("utf8")
      .split("\n");
    const original = Buffer.from(rest.join("\r\n").replaceAll(/\r(?!\n)/g, ""));
    const { content, unicode } = composeReport({
      due: {
        messageId: "01a20929-d458-714f-aa3c-664d5cfd0315",
        kind: "failure",
        atMs: 1_800_000_000_000,
        groups: [
          {
            recipients: [{ address, orcpt }],
            status: "5.1.1",
            reply: { code: 550, text },
            detail: text,
            remoteHost: host,
          },
        ],
      },
      head: {
        messageId: "01a20929-bc2b-733a-97db-1bf2514d019e",
        envelope: { reversePath: "ann@example.com", envid },
        receivedAtMs: 1_800_000_000_000,
        sizeBytes: original.length,
        spoolRef: "x",
        messageIdHeader: id,
        subject: text,
      },
      reportingMta: "out.example.com",
      fromAddress: "MAILER-DAEMON@out.example.com",
      original: { bytes: original, whole: true },
    });
    const message = content.toString("latin1");
    ok(!/[\r\n]/.test(message.replaceAll("\r\n", "")), "a bare CR or LF");
    const end = message.indexOf("\r\n\r\n");
    const fields = message
      .slice(0, end)
      .replaceAll(/\r\n[ \t]/g, " ")
      .split("\r\n");
    for (const field of fields)
      ok(
        /^(from|to|subject|date|message-id|in-reply-to|references|auto-submitted|mime-version|content-type|content-transfer-encoding): /i.test(
          field,
        ),
        field,
      );
    ok(unicode || !/[^\x00-\x7f]/.test(message.slice(0, end)), "8-bit in the header");
    const boundary = /boundary="([^"]+)"/.exec(message)![1]!;
    const parts = message.split(`\r\n--${boundary}`);
    ok(parts.length === 4 || parts.length === 5, `${parts.length} parts`);
    ok(message.endsWith(`\r\n--${boundary}--\r\n`));
    const status = parts[2]!;
    ok(status.match(/^Action: /gim)?.length === 1, "an Action was added or lost");
  },
};

/** What keeps JSON from being parsed must see the same depth and texts as the parser does. */
const shapes: FuzzTarget = {
  corpus: ['{"a":["b\\\\",{"c":"\\"["}],"d":[[]]}', "[[1],[2,[3]]]", '["]","{",null]'],
  words: ["[", "]", "{", "}", '"', "\\", ",", ":", '"a":', "[[[[[[[[[[[[", "]]]]]]]]]]]]", "1", "\\u005b", " "],
  check(input) {
    const text = input.toString("utf8");
    const problem = jsonShapeProblem(Buffer.from(text));
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return;
    }
    const depthOf = (one: unknown): number =>
      typeof one !== "object" || one === null ? 0 : 1 + Math.max(0, ...Object.values(one).map(depthOf));
    // A name given twice hides what stood under it: the guard may see more than is left, never less.
    if (problem === undefined) ok(depthOf(value) <= MAX_JSON_DEPTH, "deeper than the guard saw");
    else ok((text.match(/[[{]/g) ?? []).length > MAX_JSON_DEPTH, "refused, though it cannot be deep");
  },
};

/** Mailboxes of the HTTP api, with a name before them. */
const mailboxes: FuzzTarget = {
  corpus: [
    '"Lee, Ann" <ann@example.com>',
    "Ann <ann@example.com>",
    "ann@example.com",
    ' "a\\"b"  < "x y"@example.com>',
  ],
  words: ["<", ">", '"', "\\", " ", "@", ",", "\r\n", "\t", "a@b.example", "ü", "\0"],
  check(input) {
    const book = createAddressBook();
    const mailbox = book.mailbox(input.toString("utf8"), "to");
    ok((mailbox === undefined) === (book.problems.length === 1), "refused without a word, or taken with one");
    if (!mailbox) return;
    ok(!/[\0-\x1f\x7f]/.test(mailbox.name), "a control character in the name");
    ok(isSendableAddress(mailbox.address), `could never be sent: ${mailbox.address}`);
  },
};

/** What a server announces: whatever it writes, there are capabilities, and no more of them than words. */
const capabilities: FuzzTarget = {
  corpus: ["mx\nSIZE 1000\nPIPELINING\nAUTH PLAIN LOGIN\nSTARTTLS", "mx\nAUTH=LOGIN\n8BITMIME\nSIZE", "STARTTLS"],
  words: ["\n", " ", "=", "SIZE ", "AUTH ", "AUTH=", "STARTTLS", "PIPELINING", "DSN", "\0", "999999999999999999", "-1"],
  check(input) {
    const lines = input.toString("utf8").split("\n");
    const found = parseCapabilities(lines);
    const said = lines.slice(1).join("\n").toUpperCase();
    ok(!found.startTls || said.includes("STARTTLS"));
    ok(!found.pipelining || said.includes("PIPELINING"));
    ok(found.sizeBytes === undefined || (Number.isSafeInteger(found.sizeBytes) && found.sizeBytes >= 0));
    for (const method of found.authMethods) ok(said.includes(method));
  },
};

export const FUZZ_TARGETS: Readonly<Record<string, FuzzTarget>> = {
  replies,
  dots,
  commands,
  paths,
  parameters,
  records,
  headers,
  reports,
  shapes,
  mailboxes,
  capabilities,
};
