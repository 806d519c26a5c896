import type { Mail } from "./smtp-send.ts";

let counter = 0;

/** A value for X-Postlane-Test that no other message of this process has. */
export function testId(): string {
  return `${process.pid}-${Date.now().toString(36)}-${++counter}`;
}

/** Content with the headers a mail needs, the test id and a body. */
export function messageOf(body: Buffer | string, headers: Readonly<Record<string, string>> = {}): Buffer {
  const all = {
    From: "Test <sender@client.test>",
    To: "recipient@b.test",
    Subject: "Test",
    Date: "Mon, 23 Nov 2026 12:00:00 +0000",
    "Message-ID": `<${testId()}@client.test>`,
    ...headers,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${head.join("")}\r\n`), Buffer.from(body)]);
}

/** A mail to some recipients; `bytes` = size of its body (default a few words). */
export function mailTo(
  to: string | readonly string[],
  options: { from?: string; id?: string; bytes?: number; body?: Buffer | string } = {},
): Mail & { readonly id: string; readonly content: Buffer } {
  const recipients = typeof to === "string" ? [to] : to;
  const id = options.id ?? testId();
  const body = options.body ?? (options.bytes === undefined ? "Hello.\r\n" : bodyOf(options.bytes));
  const content = messageOf(body, { To: recipients.join(", "), "X-Postlane-Test": id });
  return { id, from: options.from ?? "sender@client.test", to: recipients, content };
}

/** A 7-bit body of exactly this many bytes (at least 2) in lines of 76. */
export function bodyOf(bytes: number): Buffer {
  const body = Buffer.alloc(bytes, "x");
  for (let at = 76; at + 1 < bytes - 2; at += 78) body.write("\r\n", at, "latin1");
  body.write("\r\n", bytes - 2, "latin1");
  return body;
}

/** Bodies that careless programs break, by name. All have CRLF line ends; `noFinalNewline` lacks the last. */
export const AWKWARD_BODIES: Readonly<Record<string, Buffer>> = {
  empty: Buffer.alloc(0),
  oneDot: Buffer.from(".\r\n"),
  dots: Buffer.from(".\r\n..\r\n...\r\n.x\r\n..x\r\n\r\n.\r\n.\r\nend.\r\n"),
  dotAtEnd: Buffer.from("before\r\n."),
  onlyNewlines: Buffer.from("\r\n\r\n\r\n"),
  longLines: Buffer.from(`${"a".repeat(998)}\r\n${".".repeat(998)}\r\n`),
  eightBit: Buffer.concat([
    Buffer.from("æøå 漢字 🙂\r\n"),
    Buffer.from(Array.from({ length: 128 }, (_, i) => 128 + i)),
    Buffer.from("\r\n"),
  ]),
  noFinalNewline: Buffer.from("no newline behind this"),
  looksLikeSmtp: Buffer.from("QUIT\r\nMAIL FROM:<a@b.test>\r\nDATA\r\n250 OK\r\n"),
  trailingSpaces: Buffer.from("a \t \r\n \r\n\t\r\n"),
  fromLine: Buffer.from("From nobody Mon Nov 23\r\n>From nobody\r\n"),
};

/** A big message as a stream: headers, then lines of 76 with a counter, `bytes` in all (rounded up to a line). */
export async function* bigMessage(bytes: number, id: string): AsyncGenerator<Buffer> {
  const head = messageOf("", { "X-Postlane-Test": id });
  yield head;
  const linesPerPiece = 840;
  const lines = Math.ceil((bytes - head.length) / 78);
  for (let first = 0; first < lines; first += linesPerPiece) {
    let piece = "";
    for (let n = first; n < Math.min(lines, first + linesPerPiece); n++) piece += `.${String(n).padStart(75, "-")}\r\n`;
    yield Buffer.from(piece);
  }
}
