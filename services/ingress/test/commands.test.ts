import { DEFAULT_SETTINGS } from "@postlane/settings";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectSmtp, type SmtpClient } from "./support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "./support/start-test-ingress.ts";

let ingress: TestIngress;
let client: SmtpClient;

beforeEach(async () => {
  ingress = await startTestIngress();
  client = await connectSmtp(ingress.addresses[0]!);
});
afterEach(async () => {
  client.destroy();
  await ingress.close();
});
afterAll(stopTestRedis);

describe("dialogues", () => {
  const MAIL = "MAIL FROM:<a@example.com>";
  const RCPT = "RCPT TO:<b@example.net>";

  it.each<[string, readonly (readonly [string, string])[]]>([
    [
      "HELO will do",
      [
        ["HELO x", "250 mx.postlane.example"],
        [MAIL, "250 2.1.0"],
        [RCPT, "250 2.1.5"],
      ],
    ],
    ["MAIL before EHLO", [[MAIL, "503 5.5.1"]]],
    ["AUTH before EHLO", [["AUTH PLAIN AGEAYg==", "503 5.5.1"]]],
    ["EHLO without a name", [["EHLO", "501 5.5.2"]]],
    ["EHLO with two names", [["EHLO a b", "501 5.5.2"]]],
    ["EHLO with a name beyond ASCII", [["EHLO ü.example", "501 5.5.2"]]],
    ["EHLO with a name without end", [[`EHLO ${"x".repeat(256)}`, "501 5.5.2"]]],
    ["HELO without a name", [["HELO", "501 5.5.2"]]],
    [
      "a refused EHLO greets nobody",
      [
        ["EHLO", "501"],
        [MAIL, "503 5.5.1"],
      ],
    ],
    [
      "small letters",
      [
        ["ehlo x", "250"],
        ["mail from:<a@example.com>", "250 2.1.0"],
        ["rcpt to:<b@example.net>", "250 2.1.5"],
      ],
    ],
    [
      "RCPT before MAIL",
      [
        ["EHLO x", "250"],
        [RCPT, "503 5.5.1"],
      ],
    ],
    [
      "DATA before MAIL",
      [
        ["EHLO x", "250"],
        ["DATA", "503 5.5.1"],
      ],
    ],
    [
      "DATA before RCPT",
      [
        ["EHLO x", "250"],
        [MAIL, "250"],
        ["DATA", "503 5.5.1"],
      ],
    ],
    [
      "DATA after refused recipients",
      [
        ["EHLO x", "250"],
        [MAIL, "250"],
        ["RCPT TO:<b>", "501 5.1.3"],
        ["DATA", "503 5.5.1"],
      ],
    ],
    [
      "DATA with words",
      [
        ["EHLO x", "250"],
        [MAIL, "250"],
        [RCPT, "250"],
        ["DATA now", "501 5.5.4"],
        ["DATA", "354"],
      ],
    ],
    [
      "MAIL in a transaction",
      [
        ["EHLO x", "250"],
        [MAIL, "250"],
        [MAIL, "503 5.5.1"],
        [RCPT, "250"],
      ],
    ],
    [
      "a refused MAIL leaves nothing (S3)",
      [
        ["EHLO x", "250"],
        ["MAIL FROM:<a@@b> SMTPUTF8 RET=FULL", "501"],
        [RCPT, "503"],
        [MAIL, "250"],
        ["RCPT TO:<ü@example.net>", "553 5.6.7"],
      ],
    ],
    [
      "RSET ends a transaction",
      [
        ["EHLO x", "250"],
        [MAIL, "250"],
        [RCPT, "250"],
        ["RSET", "250 2.0.0"],
        ["DATA", "503 5.5.1"],
      ],
    ],
    [
      "EHLO ends a transaction",
      [
        ["EHLO x", "250"],
        [MAIL, "250"],
        [RCPT, "250"],
        ["EHLO x", "250"],
        ["DATA", "503 5.5.1"],
      ],
    ],
    [
      "HELO ends a transaction",
      [
        ["EHLO x", "250"],
        [MAIL, "250"],
        [RCPT, "250"],
        ["HELO x", "250"],
        ["DATA", "503 5.5.1"],
      ],
    ],
    ["RSET with words", [["RSET now", "501 5.5.4"]]],
    ["RSET before EHLO", [["RSET", "250 2.0.0"]]],
    [
      "NOOP with and without words",
      [
        ["NOOP", "250 2.0.0"],
        ["NOOP hello", "250 2.0.0"],
      ],
    ],
    [
      "VRFY",
      [
        ["VRFY user", "252 2.1.5"],
        ["VRFY", "501 5.5.4"],
      ],
    ],
    [
      "unknown",
      [
        ["HELLO x", "500 5.5.2"],
        ["", "500 5.5.2"],
        ["\u00fc", "500 5.5.2"],
      ],
    ],
    ["a command with blanks before it", [[" NOOP", "500 5.5.2"]]],
    [
      "known and not done",
      [
        ["HELP", "502 5.5.1"],
        ["EXPN list", "502 5.5.1"],
        ["ETRN x", "502 5.5.1"],
        ["BDAT 5 LAST", "502 5.5.1"],
        ["TURN", "502 5.5.1"],
      ],
    ],
    [
      "jokes and proxies of the library (S17)",
      [
        ["WIZ secret", "500 5.5.2"],
        ["SHELL", "500 5.5.2"],
        ["KILL", "500 5.5.2"],
        ["XCLIENT ADDR=10.0.0.1", "500 5.5.2"],
        ["XFORWARD NAME=x", "500 5.5.2"],
        ["LHLO x", "500 5.5.2"],
      ],
    ],
    [
      "methods that are no commands",
      [
        ["constructor", "500 5.5.2"],
        ["__proto__", "500 5.5.2"],
      ],
    ],
    [
      "NUL in a command",
      [
        ["EHLO x", "250"],
        ["MAIL FROM:<a\0@example.com>", "500 5.5.2"],
        ["NO\0OP", "500 5.5.2"],
      ],
    ],
    [
      "a line too long",
      [
        [`NOOP ${"x".repeat(2_050)}`, "500 5.5.2"],
        ["NOOP", "250"],
      ],
    ],
    ["a line as long as it may be", [[`NOOP ${"x".repeat(2_043)}`, "250 2.0.0"]]],
    [
      "a line endlessly long",
      [
        [`NOOP ${"x".repeat(100_000)}`, "500 5.5.2"],
        ["NOOP", "250"],
      ],
    ],
    [
      "invalid UTF-8 (S6)",
      [
        ["EHLO x", "250"],
        ["MAIL FROM:<a@example.com> SMTPUTF8", "250"],
      ],
    ],
    [
      "UTF-8 without SMTPUTF8 (S23)",
      [
        ["EHLO x", "250"],
        ["MAIL FROM:<ü@example.com>", "553 5.6.7"],
      ],
    ],
    [
      "parameters nobody knows (S7)",
      [
        ["EHLO x", "250"],
        ["MAIL FROM:<a@example.com> REQUIRETLS", "555 5.5.4"],
        ["MAIL FROM:<a@example.com> FOO=1", "555 5.5.4"],
      ],
    ],
    [
      "STARTTLS with words",
      [
        ["EHLO x", "250"],
        ["STARTTLS now", "501 5.5.4"],
      ],
    ],
  ])("%s", async (_what, dialogue) => {
    for (const [line, reply] of dialogue) expect(await client.say(line), line.slice(0, 80)).toMatch(startOf(reply));
  });

  it("a web page's request ends the session", async () => {
    expect(await client.say("POST / HTTP/1.1")).toMatch(/^421 4\.7\.0/);
    await client.closed();
  });

  it("invalid UTF-8 in an address is refused, not replaced (S6)", async () => {
    await client.ehlo();
    client.send(Buffer.from("MAIL FROM:<a\xff@example.com> SMTPUTF8\r\n", "latin1"));
    expect(await client.reply()).toMatch(/^501 5\.5\.2/);
  });

  it.each(["NO\rOP\r\n", "NOOP\r\r\n", "\r\r\n", "NOOP \rx\r\n"])("%j is no command line (S8)", async (bytes) => {
    client.send(`${bytes}QUIT\r\n`);
    expect(await client.reply()).toBe("500 5.5.2 A bare <CR> in the command: lines end with <CR><LF>");
    expect(await client.reply()).toMatch(/^221/);
  });

  it.each(["NOOP\n", "NOOPx\n", "\n", `${"x".repeat(20_000)}\n`])(
    "a bare LF ends the session, and what stands behind it is not run (S8)",
    async (bytes) => {
      client.send(`${bytes}NOOP\r\n`);
      expect(await client.reply()).toMatch(/^500 5\.5\.2 Commands end with <CR><LF>, not with a bare <LF>/);
      expect(await client.reply()).toBe("");
    },
  );

  it("a command cut off by the end of the connection is not run", async () => {
    await client.ehlo();
    client.send("MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n");
    for (let replies = 0; replies < 3; replies++) await client.reply();
    client.send("Subject: x\r\n\r\nx\r\n.\r\nMAIL FROM:<cut@example.com>\r\nRSET");
    expect(await client.reply()).toMatch(/^250 2\.0\.0 queued/);
    expect(await client.reply()).toMatch(/^250 2\.1\.0/);
    client.socket.end();
    expect(await client.reply()).toBe("");
  });

  it("a client that sends everything, closes its side and then reads gets every reply", async () => {
    ingress.intake.beforeCommit = () => new Promise((resolve) => setTimeout(resolve, 100));
    const script = ["EHLO x", "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.net>", "DATA", "x", ".", "QUIT", ""];
    client.socket.end(script.join("\r\n"));
    const codes = [];
    for (let reply = await client.reply(); reply !== ""; reply = await client.reply()) codes.push(reply.slice(0, 3));
    expect(codes).toEqual(["250", "250", "250", "354", "250", "221"]);
    expect(ingress.intake.taken).toHaveLength(1);
  });

  it("a client that closes its side and says no more is let go", async () => {
    client.socket.end();
    await client.closed();
    for (let waited = 0; ingress.sessions > 0 && waited < 1_000; waited += 10) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(ingress.sessions).toBe(0);
  });

  it("pipelined commands are answered in order, together", async () => {
    await client.ehlo();
    const chunks: string[] = [];
    client.socket.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
    client.send("MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.net>\r\nRCPT TO:<c>\r\nNOOP\r\nDATA\r\n");
    const replies = [];
    for (let count = 0; count < 5; count++) replies.push((await client.reply()).slice(0, 9));
    expect(replies).toEqual(["250 2.1.0", "250 2.1.5", "501 5.1.3", "250 2.0.0", "354 End d"]);
    expect(chunks).toHaveLength(1);
  });

  it("byte by byte is as good as all at once", async () => {
    for (const byte of "EHLO x\r\nNOOP\r\n") {
      client.send(byte);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(await client.reply()).toMatch(/^250-mx/);
    expect(await client.reply()).toMatch(/^250 2\.0\.0/);
  });
});

describe("every reply but greeting, EHLO, 334 and 354 has an enhanced code (RFC 2034)", () => {
  it.each(["NOOP", "RSET", "VRFY x", "HELP", "FOO", "MAIL", "RCPT", "DATA", "AUTH X", "EHLO", "STARTTLS x", "QUIT"])(
    "%s",
    async (line) => {
      await client.ehlo();
      const reply = await client.say(line);
      expect(reply).toMatch(/^([245])\d\d \1\.\d{1,3}\.\d{1,3} \S/);
    },
  );
});

describe("recipients", () => {
  it("are told apart by their exact local part (S4)", async () => {
    await client.ehlo();
    const to = ["User@example.net", "user@example.net", "user@EXAMPLE.net", "\u212auser@example.net"];
    await client.say("MAIL FROM:<a@example.com> SMTPUTF8");
    for (const address of to) expect(await client.say(`RCPT TO:<${address}>`)).toMatch(/^250 2\.1\.5/);
    await client.say("DATA");
    await client.say("\r\n.");
    expect(ingress.intake.taken[0]!.submission.envelope.recipients.map(({ address }) => address)).toEqual([
      "User@example.net",
      "user@example.net",
      "\u212auser@example.net",
    ]);
  });

  it("above the limit are put off, those before it are taken", async () => {
    ingress.change({
      general: { ...DEFAULT_SETTINGS.general, maxMessageBytes: 1_000, maxRecipients: 2, maxReceivedHops: 5 },
    });
    await client.ehlo();
    await client.say("MAIL FROM:<a@example.com>");
    expect(await client.say("RCPT TO:<1@example.net>")).toMatch(/^250/);
    expect(await client.say("RCPT TO:<2@example.net>")).toMatch(/^250/);
    expect(await client.say("RCPT TO:<3@example.net>")).toMatch(/^452 4\.5\.3/);
    expect(await client.say("RCPT TO:<2@example.net>")).toMatch(/^250/);
    await client.say("DATA");
    expect(await client.say("\r\n.")).toMatch(/^250/);
    expect(ingress.intake.taken[0]!.submission.envelope.recipients).toHaveLength(2);
  });

  it("without a route are put off; why is in the log only (S1)", async () => {
    ingress.intake.routeProblems.set("nowhere.example", "no relay is enabled at 10.0.0.3");
    await client.ehlo();
    await client.say("MAIL FROM:<a@example.com>");
    const reply = await client.say("RCPT TO:<b@nowhere.example>");
    expect(reply).toMatch(/^451 4\.3\.5 /);
    expect(reply).not.toContain("10.0.0.3");
    expect(ingress.log).toContainEqual(expect.objectContaining({ problem: "no relay is enabled at 10.0.0.3" }));
  });

  it("keep their DSN parameters, and so does the sender", async () => {
    await client.ehlo();
    await client.say("MAIL FROM:<a@example.com> RET=HDRS ENVID=id+2B1 BODY=8BITMIME SMTPUTF8 SIZE=10");
    await client.say("RCPT TO:<b@example.net> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;c@example.org");
    await client.say("RCPT TO:<d@example.net> NOTIFY=NEVER");
    await client.say("DATA");
    await client.say("\r\n.");
    expect(ingress.intake.taken[0]!.submission.envelope).toEqual({
      reversePath: "a@example.com",
      body: "8BITMIME",
      smtpUtf8: true,
      ret: "HDRS",
      envid: "id+2B1",
      recipients: [
        { address: "b@example.net", notify: ["SUCCESS", "FAILURE"], orcpt: "rfc822;c@example.org" },
        { address: "d@example.net", notify: ["NEVER"] },
      ],
    });
  });
});

describe("what goes wrong inside", () => {
  it("a log that cannot be written does not turn a message taken into a refusal", async () => {
    ingress.log.push = () => {
      throw new Error("ENOSPC");
    };
    await client.ehlo();
    expect(await client.mail("x")).toMatch(/^250/);
  });

  it("stays inside: a throw in a handler is a temporary refusal without its text (S1, S21)", async () => {
    ingress.intake.routeProblem = () => {
      throw new Error("connect ECONNREFUSED 10.0.0.3:6379");
    };
    await client.ehlo();
    await client.say("MAIL FROM:<a@example.com>");
    expect(await client.say("RCPT TO:<b@example.net>")).toBe("451 4.3.0 Internal error, try again later");
    expect(await client.say("NOOP")).toMatch(/^250/);
  });

  it.each([
    ["rejects", async () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.3:6379"))],
    ["throws a permanent-looking error", () => Promise.reject(Object.assign(new Error("no"), { responseCode: 550 }))],
    [
      "throws at once",
      () => {
        throw new Error("secret");
      },
    ],
  ])("stays inside: a commit that %s is a temporary refusal without its text (S1)", async (_what, fail) => {
    ingress.intake.beforeCommit = fail;
    await client.ehlo();
    expect(await client.mail("x")).toBe("451 4.3.0 Cannot take the message now, try again later");
    ingress.intake.beforeCommit = () => {};
    expect(await client.mail("x")).toMatch(/^250/);
    expect(ingress.intake.taken).toHaveLength(1);
  });
});

function startOf(reply: string): RegExp {
  return new RegExp(`^${reply.replaceAll(".", "\\.").replace(/^(\d{3}) /, "$1[ -]")}`);
}
