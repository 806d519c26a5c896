import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { openSmtp, type Postlane, type Receiver } from "@postlane/testkit";
import { afterAll, describe, expect, test, vi } from "vitest";
import { finishedRecords, runCli, usePostlane } from "../src/index.ts";

// Whatever mail, senders and servers write goes through log, search, trace, live feed, download and command: nothing breaks, nothing is
// lost, nothing reaches a terminal that it could take for a command.

const options = {
  api: true,
  rules: [{ domain: "*", maxContinuous: 0, failureDelaySeconds: 600, directAttempts: 2 }],
};
const postlane = usePostlane(options, prepare);

/** C0 but line ends, DEL, C1, marks of direction, separators: raw, none of them may stand in what a terminal is given. */
const DANGEROUS = /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
/** What the scripted servers answer to RCPT for a local part. */
const replies = new Map<string, Buffer>();
const live: string[] = [];
let listening = new AbortController();
let sink: Receiver;

async function prepare(fresh: Postlane): Promise<void> {
  sink = await fresh.domain("taken.test", "127.0.3.1", { keep: "content" });
  await fresh.domain("waits.test", "127.0.3.2", {
    script: ({ step }) => (step === "rcpt" ? "451 4.3.0 Not now" : undefined),
  });
  await fresh.domain("rude.test", "127.0.3.3", {
    script: ({ step, recipient }) => (step === "rcpt" ? replies.get(recipient!.split("@")[0]!) : undefined),
  });
  await listen(fresh);
}
afterAll(() => listening.abort());

/** Keeps what the live feed says, as its bytes were. */
async function listen({ apiUrl, adminToken }: Postlane): Promise<void> {
  listening.abort();
  listening = new AbortController();
  live.length = 0;
  const response = await fetch(`${apiUrl}/v1/records/live`, {
    headers: { authorization: `Bearer ${adminToken}` },
    signal: listening.signal,
  });
  expect(response.status).toBe(200);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  void (async () => {
    for await (const chunk of response.body!) live.push(decoder.decode(chunk, { stream: true }));
  })().catch(() => {});
}

/** The records the live feed told of a message; throws when a line of it is no event. */
function toldLive(messageId: string): { kind: string; subject?: string; reply?: { text: string } }[] {
  // The last line may not have come whole.
  const lines = live
    .join("")
    .split("\n")
    .slice(0, -1)
    .filter((line) => line !== "");
  for (const line of lines) expect(line).toMatch(/^(event: \w+|id: [\d-]+|data: \{.*\}|retry: \d+|:)$/s);
  const data = lines
    .filter((line) => line.startsWith("data: ") && line !== "data: {}")
    .map((line) => JSON.parse(line.slice(6)));
  return data.filter(({ message_id }) => message_id === messageId);
}

/** Hands in bytes as they are. @returns the message id */
async function handIn(to: string, content: Buffer, parameters = ""): Promise<string> {
  const client = await openSmtp(postlane().smtp);
  try {
    await client.command("EHLO client.test");
    expect((await client.command(`MAIL FROM:<sender@client.test>${parameters}`)).code).toBe(250);
    expect((await client.command(`RCPT TO:<${to}>`)).code).toBe(250);
    expect((await client.command("DATA")).code).toBe(354);
    await client.write(Buffer.concat([content, Buffer.from("\r\n.\r\n")]));
    const { code, text } = await client.reply();
    expect([code, text]).toEqual([250, expect.stringContaining("queued as")]);
    return /queued as (\S+)/.exec(text)![1]!;
  } finally {
    client.destroy();
  }
}

async function traced(id: string) {
  const api = await fetch(`${postlane().apiUrl}/v1/messages/${id}`, {
    headers: { authorization: `Bearer ${postlane().adminToken}` },
  });
  const bytes = Buffer.from(await api.arrayBuffer());
  // Fatal: JSON is UTF-8, whatever came in.
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
}

/** Shows, traces and finds it as a person would, and sees that no terminal is in danger. @returns what was shown */
async function onScreen(id: string): Promise<string> {
  const shown = await Promise.all(["show", "trace"].map((command) => runCli(postlane(), ["messages", command, id])));
  const found = await untilFound(id);
  for (const { code, stdout, stderr } of [...shown, found]) {
    expect([code, stderr]).toEqual([0, ""]);
    expect(DANGEROUS.test(stdout), JSON.stringify(stdout)).toBe(false);
  }
  // Asked one after the other: what is known may grow in between.
  await vi.waitFor(
    async () => {
      const json = await runCli(postlane(), ["messages", "trace", id, "--json"]);
      expect(DANGEROUS.test(json.stdout)).toBe(false);
      expect(JSON.parse(json.stdout)).toEqual(await traced(id));
    },
    { timeout: 30_000 },
  );
  expect(found.stdout.trimEnd().split("\n")).toHaveLength(2);
  return shown.map(({ stdout }) => stdout).join("\n") + found.stdout;
}

/** The archive is a moment behind. */
async function untilFound(id: string) {
  for (let tries = 0; ; tries++) {
    const found = await runCli(postlane(), ["messages", "find", "--id", id]);
    if (found.stdout.includes(id) || tries === 60) return found;
    await sleep(250);
  }
}

const bytes = (...parts: readonly (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

describe("subjects, by SMTP (CWE-79, CWE-89, CVE-2003-0063)", () => {
  const SUBJECTS: readonly (readonly [what: string, raw: Buffer, subject: string])[] = [
    ["markup", bytes("<script>alert(1)</script>\"'&amp;</td>"), "<script>alert(1)</script>\"'&amp;</td>"],
    ["SQL and patterns", bytes("'); drop table messages; -- %_\\"), "'); drop table messages; -- %_\\"],
    ["format marks", bytes("%s%n${7*7}{{7*7}}`id`$(id)"), "%s%n${7*7}{{7*7}}`id`$(id)"],
    ["terminal commands", bytes("a\x1b[2Jb\x1b]0;owned\x07c\x08d"), "a [2Jb ]0;owned c d"],
    ["a C1 command in UTF-8", bytes("a\u009b31mb"), "a 31mb"],
    ["direction marks", bytes("invoice\u202efdp.exe"), "invoice\u202efdp.exe"],
    ["line separators", bytes("a\u2028b\u2029c\u0085d"), "a\u2028b\u2029c d"],
    ["bytes that are no UTF-8", bytes("caf", [0xe9, 0xff, 0xfe]), "café\u00ff\u00fe"],
    ["overlong UTF-8 and a half character", bytes("a", [0xc0, 0xaf], "b", [0xf0, 0x9f]), "aÀ¯bð"],
    ["a surrogate in UTF-8", bytes("a", [0xed, 0xa0, 0x80], "b"), "aí\u00a0 b"],
    ["NUL", bytes("a\0b"), "a b"],
    ["wide and joined characters", bytes("你好 👩‍👩‍👧 e\u0301"), "你好 👩‍👩‍👧 e\u0301"],
    ["folded lines", bytes("a\r\n b\r\n\tc"), "a b c"],
    ["broken encoded words", bytes("=?utf-8?B?////?= =?x?Q?=00=ff?="), "=?utf-8?B?////?= =?x?Q?=00=ff?="],
    ["nothing", bytes(""), ""],
    ["a million characters on folded lines", bytes(`${"x".repeat(900)}\r\n `.repeat(1_100), "end"), ""],
    ["emoji where it is cut", bytes(`${"x".repeat(499)}🙂🙂`), ""],
  ];

  test.each(SUBJECTS)("%s", async (_what, raw, subject) => {
    const content = Buffer.concat([
      Buffer.from("From: <sender@client.test>\r\nSubject: "),
      raw,
      Buffer.from("\r\n\r\nbody"),
    ]);
    const id = await handIn("ann@taken.test", content);
    await finishedRecords(postlane(), id);
    const trace = await traced(id);
    if (subject !== "") expect(trace.message.subject).toBe(subject);
    else expect((trace.message.subject ?? "").length).toBeLessThanOrEqual(500);
    expect(trace.recipients).toMatchObject([{ address: "ann@taken.test", state: "delivered" }]);
    await onScreen(id);
    await expect.poll(() => toldLive(id).map(({ kind }) => kind)).toEqual(["received", "delivered"]);
    // The recipient's server has every byte of it.
    const taken = sink.accepted().find((mail) => mail.content?.includes(id))!;
    expect(taken.content!.subarray(-content.length - 2)).toEqual(Buffer.concat([content, Buffer.from("\r\n")]));
  });
});

describe("large headers (RFC 5322 section 2.1.1)", () => {
  test.each([
    ["a field of 1 MB on folded lines", Buffer.from(`X-Long: ${`${"y".repeat(70)}\r\n `.repeat(14_500)}end\r\n`)],
    ["fifty thousand fields", Buffer.from("X-Many: value of one\r\n".repeat(50_000))],
  ])("%s: held, downloaded and shown as it came", async (_what, header) => {
    expect(header.length).toBeGreaterThan(1_000_000);
    const content = Buffer.concat([Buffer.from("Subject: large\r\n"), header, Buffer.from("\r\nbody")]);
    const id = await handIn("ann@waits.test", content);
    await expect.poll(async () => (await traced(id)).recipients?.[0]?.state).toBe("deferred");
    expect((await traced(id)).message).toMatchObject({ subject: "large", held: true });
    await onScreen(id);
    const { stdout } = await runCli(postlane(), ["messages", "raw", id]);
    const digest = (text: string | Buffer): string => createHash("sha256").update(text).digest("hex");
    expect(digest(stdout.slice(stdout.indexOf("Subject: large")))).toBe(digest(`${content.toString()}\r\n`));
  });
});

describe("addresses, by SMTP (RFC 5321 section 4.1.2, RFC 6531)", () => {
  test.each([
    ["markup in quotes", '"<script>alert(1)</script>"@taken.test', ""],
    ["quotes and backslashes", '"a\\"b\\\\c"@taken.test', ""],
    ["SQL", '"\' or 1=1 --"@taken.test', ""],
    ["signs of a shell", "$`{|}~!#%&'*+-/=?^_@taken.test", ""],
    ["other scripts", "ünïcödé.用户@taken.test", " SMTPUTF8"],
  ])("%s", async (_what, address, parameters) => {
    const id = await handIn(address, Buffer.from("Subject: x\r\n\r\nbody"), parameters);
    await finishedRecords(postlane(), id);
    expect((await traced(id)).recipients).toMatchObject([{ address, state: "delivered" }]);
    await onScreen(id);
    const found = await runCli(postlane(), ["messages", "find", "--recipient", address, "--json"]);
    expect(JSON.parse(found.stdout).items.map((item: { id: string }) => item.id)).toContain(id);
  });

  test.each([
    ["a control character", Buffer.from("RCPT TO:<a\x1b[2J@taken.test>\r\n")],
    ["NUL", Buffer.from("RCPT TO:<a\0@taken.test>\r\n")],
    ["no UTF-8", Buffer.from([...Buffer.from("RCPT TO:<a"), 0xff, 0xfe, ...Buffer.from("@taken.test>\r\n")])],
    ["UTF-8 without SMTPUTF8", Buffer.from("RCPT TO:<ü@taken.test>\r\n")],
    ["a mark of direction", Buffer.from("RCPT TO:<ann\u202emoc@taken.test>\r\n")],
    ["a second command", Buffer.from("RCPT TO:<a@taken.test\nRCPT TO:<b@taken.test>\r\n")],
  ])("%s is refused, and the session goes on", async (_what, line) => {
    const client = await openSmtp(postlane().smtp);
    await client.command("EHLO client.test");
    await client.command("MAIL FROM:<sender@client.test>");
    await client.write(line);
    const { code, text } = await client.reply();
    expect(code).toBeGreaterThanOrEqual(500);
    expect(DANGEROUS.test(text)).toBe(false);
    client.destroy();
  });
});

describe("replies of servers (RFC 5321 section 4.2, CWE-150)", () => {
  test.each([
    ["terminal commands", bytes("550 5.1.1 \x1b[2J\x1b]0;owned\x07gone\r\n"), "bounced", /gone/],
    ["C1 commands, raw and in UTF-8", bytes("550 5.1.1 a", [0x9b], "b\u009bc\r\n"), "bounced", /a.*b.*c/],
    ["NUL", bytes("550 5.1.1 no\0body\r\n"), "bounced", /no.body/],
    ["markup", bytes("550 5.1.1 <img src=x onerror=alert(1)>\r\n"), "bounced", /<img src=x onerror=alert\(1\)>/],
    ["bytes that are no UTF-8", bytes("550 5.1.1 caf", [0xe9, 0xff], "\r\n"), "bounced", /caf/],
    ["direction marks", bytes("550 5.1.1 \u202edrawkcab\r\n"), "bounced", /drawkcab/],
    ["JSON and SQL", bytes('550 5.1.1 {"code":"x"}\\u0000\'; drop table records; --\r\n'), "bounced", /drop table/],
    ["four thousand characters", bytes(`550 5.1.1 ${"z".repeat(4_000)}\r\n`), "bounced", /zzz/],
    ["nine hundred lines", bytes("550-5.1.1 line\r\n".repeat(900), "550 5.1.1 end\r\n"), "bounced", /line/],
    ["nothing but a code", bytes("550 \r\n"), "bounced", /^/],
    ["a line of a megabyte", bytes("550 ", "q".repeat(1_000_000), "\r\n"), "deferred", /^/],
    ["no reply at all", bytes("\x1b[31mNONSENSE\r\n"), "deferred", /^/],
  ])("%s", async (what, reply, state, text) => {
    const local = what.toLowerCase().replaceAll(/[^a-z]/g, "");
    replies.set(local, reply);
    const id = await handIn(`${local}@rude.test`, Buffer.from("Subject: x\r\n\r\nbody"));
    await expect.poll(async () => (await traced(id)).recipients?.[0]?.state).toBe(state);
    const [recipient] = (await traced(id)).recipients;
    expect(recipient.last_reply?.text ?? recipient.detail).toMatch(text);
    await onScreen(id);
    await expect.poll(() => toldLive(id).map(({ kind }) => kind)).toEqual(["received", state]);
  });
});

describe("by HTTP (CWE-93)", () => {
  const submit = async (body: Buffer | string, type = "application/json") => {
    const headers = { authorization: `Bearer ${postlane().adminToken}`, "content-type": type };
    const query = type === "message/rfc822" ? "?from=sender@client.test&to=ann@taken.test" : "";
    const response = await fetch(`${postlane().apiUrl}/v1/messages${query}`, { method: "POST", headers, body });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const mail = (more: object): string =>
    JSON.stringify({ from: "Me <sender@client.test>", to: ["ann@taken.test"], subject: "x", text: "t", ...more });

  test.each([
    ["a line break in the subject", mail({ subject: "a\r\nBcc: b@taken.test" })],
    ["NUL in the subject", mail({ subject: "a\0b" })],
    ["a command behind an address", mail({ to: ["a@taken.test>\r\nRCPT TO:<b@taken.test"] })],
    ["NUL in an address", mail({ to: ["a\0@taken.test"] })],
    ["a lone surrogate in an address", mail({ to: ["a\ud800@taken.test"] })],
    ["lone surrogates in subject and text", mail({ subject: "a\ud800b", text: "\udfff" })],
    ["a line break in a header", mail({ headers: { "X-A": "b\nX-C: d" } })],
    ["a line break in the name of a header", mail({ headers: { "X-A\r\nX-B": "c" } })],
    ["a path in the name of a file", mail({ attachments: [{ filename: "../../etc/passwd", content: "" }] })],
    [
      "bytes that are no UTF-8",
      Buffer.concat([
        Buffer.from(mail({}).slice(0, -1)),
        Buffer.from(',"html":"'),
        Buffer.from([0xff, 0xfe, 0xed, 0xa0, 0x80]),
        Buffer.from('"}'),
      ]),
    ],
    ["UTF-16", Buffer.from(mail({}), "utf16le")],
    ["depth", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  ])("%s is refused with a reason", async (_what, body) => {
    const answer = await submit(body);
    expect([answer.status, ["invalid_input", "malformed_request"]]).toEqual([
      400,
      expect.arrayContaining([answer.body.code]),
    ]);
  });

  test.each([
    [
      "markup and commands in names and texts",
      mail({
        from: '"<b>\u202e" <sender@client.test>',
        subject: "<script>\u202e'\"\\",
        html: "<script>\0\x1b</script>",
      }),
    ],
    [
      "a thousand headers of 8 kB",
      mail({ headers: Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`X-${n}`, "h".repeat(8_000)])) }),
    ],
  ])("%s: taken, delivered, told", async (_what, body) => {
    const { status, body: answer } = await submit(body);
    expect([status, answer.code]).toEqual([202, undefined]);
    await finishedRecords(postlane(), answer.message_id);
    expect((await traced(answer.message_id)).recipients[0].state).toBe("delivered");
    await onScreen(answer.message_id);
  });

  test("a raw message with NUL and terrible bytes in its header arrives as it is", async () => {
    const content = bytes("Subject: \x1b[2J", [0xff, 0x9b], "\r\nX-Nul: a\0b\r\n\r\nbody\r\n");
    const { status, body } = await submit(content, "message/rfc822");
    expect(status).toBe(202);
    await finishedRecords(postlane(), body.message_id);
    await onScreen(body.message_id);
    const taken = sink.accepted().find((one) => one.content?.includes(body.message_id))!;
    expect(taken.content!.subarray(-content.length)).toEqual(content);
  });
});
