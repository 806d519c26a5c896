import { afterEach, describe, expect, test } from "vitest";
import type { Connection, TransactionResult } from "../src/index.ts";
import { opened, request, sleep, steps, target } from "./fixture.ts";
import { type Behaviour, HANG, type Peer, type ScriptServer, smtpScript, startScriptServer } from "./script-server.ts";

const servers: ScriptServer[] = [];
const connections: Connection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.destroy();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function start(behaviour: Behaviour = {}, overrides: Parameters<typeof target>[1] = {}) {
  const server = await startScriptServer(smtpScript(behaviour));
  servers.push(server);
  const connection = await opened(target(server.port, overrides));
  connections.push(connection);
  return { connection, peer: server.peers[0]! };
}

async function serve(script: (peer: Peer) => Promise<void>): Promise<ScriptServer> {
  const server = await startScriptServer(script);
  servers.push(server);
  return server;
}

/** Answers by the beginning of the command. */
function answers(table: Record<string, string>): Pick<Behaviour, "answer"> {
  return { answer: (line) => Object.entries(table).find(([begin]) => line.startsWith(begin))?.[1] };
}

function shown({ status, failure, recipients, dotSent, uncertain }: TransactionResult) {
  return {
    status,
    failure: failure && `${failure.scope} ${failure.step} ${failure.enhancedCode}`,
    recipients: recipients.map((r) => r.failure && `${r.failure.scope} ${r.failure.enhancedCode}`),
    dotSent,
    uncertain,
  };
}

const PLAIN_SERVER = { capabilities: ["8BITMIME"] };
const two = request({ recipients: [{ address: "b@b.test" }, { address: "c@b.test" }] });

test("with PIPELINING: one write for the commands, one for the content with its dot", async () => {
  const { connection, peer } = await start();
  const content = Buffer.from(`Subject: x\r\n\r\n.dot\r\n${"line\r\n".repeat(5000)}`);
  const result = await connection.transact(request({ content, recipients: two.recipients }));
  expect(shown(result)).toEqual({
    status: "delivered",
    failure: undefined,
    recipients: [undefined, undefined],
    dotSent: true,
    uncertain: false,
  });
  expect(result.reply).toEqual({ code: 250, enhancedCode: "2.0.0", text: "queued" });
  expect(steps(result.transcript)).toEqual([
    `mail: MAIL FROM:<a@client.test> SIZE=${content.length}`,
    "rcpt: RCPT TO:<b@b.test>",
    "rcpt: RCPT TO:<c@b.test>",
    "data: DATA",
    "data-end: .",
  ]);
  expect(result.transcript.every((entry) => entry.reply !== undefined && entry.durationMs >= 0)).toBe(true);
  expect(peer.reads.slice(1)).toEqual([
    `MAIL FROM:<a@client.test> SIZE=${content.length}\r\nRCPT TO:<b@b.test>\r\nRCPT TO:<c@b.test>\r\nDATA\r\n`,
    `${content.toString().replace("\r\n.dot", "\r\n..dot")}.\r\n`,
  ]);
  expect(connection.transactions).toBe(1);
  // N21: never the content in what is logged.
  expect(JSON.stringify(result)).not.toContain("line");
});

test("without PIPELINING: command by command", async () => {
  const { connection, peer } = await start(PLAIN_SERVER);
  expect(await connection.transact(two)).toMatchObject({ status: "delivered" });
  expect(peer.reads.slice(1)).toEqual([
    "MAIL FROM:<a@client.test>\r\n",
    "RCPT TO:<b@b.test>\r\n",
    "RCPT TO:<c@b.test>\r\n",
    "DATA\r\n",
    "Subject: hi\r\n\r\nHello.\r\n.\r\n",
  ]);
});

for (const capabilities of [["PIPELINING"], []]) {
  const mode = capabilities.length > 0 ? "pipelined" : "step by step";

  test(`${mode}: MAIL refused`, async () => {
    const { connection, peer } = await start({
      capabilities,
      ...answers({ MAIL: "550 5.7.1 not you", RCPT: "503 no", DATA: "503 no" }),
    });
    expect(shown(await connection.transact(two))).toMatchObject({
      status: "failed",
      failure: "message mail 5.7.1",
      recipients: [undefined, undefined],
      dotSent: false,
    });
    expect(connection.usable).toBe(true);
    expect(peer.received).not.toContain("Hello");
  });

  test(`${mode}: one recipient refused, the other gets the mail`, async () => {
    const { connection, peer } = await start({ capabilities, ...answers({ "RCPT TO:<b@": "550 5.1.1 no such user" }) });
    expect(shown(await connection.transact(two))).toEqual({
      status: "delivered",
      failure: undefined,
      recipients: ["recipient 5.1.1", undefined],
      dotSent: true,
      uncertain: false,
    });
    expect(peer.received).toContain("Hello");
  });

  test(`${mode}: all recipients refused, then a second transaction begins with RSET (N11)`, async () => {
    let refuse = true;
    const { connection, peer } = await start({
      capabilities,
      answer: (line) => {
        if (line.startsWith("RCPT TO:<b@") && refuse) return "550 5.1.1 no";
        if (line.startsWith("RCPT TO:<c@") && refuse) return "450 4.2.0 later";
        return line === "DATA" && refuse ? "554 5.5.1 no valid recipients" : undefined;
      },
    });
    expect(shown(await connection.transact(two))).toMatchObject({
      status: "failed",
      failure: "message rcpt 4.2.0",
      recipients: ["recipient 5.1.1", "recipient 4.2.0"],
      dotSent: false,
    });
    expect(connection.usable).toBe(true);
    refuse = false;
    const second = await connection.transact(two);
    expect(second.status).toBe("delivered");
    expect(steps(second.transcript).slice(0, 2)).toEqual(["mail: RSET", expect.stringContaining("MAIL FROM")]);
    const third = await connection.transact(two);
    expect(steps(third.transcript)[0]).toContain("MAIL FROM");
    expect(peer.received.match(/RSET/g)).toHaveLength(1);
    expect(peer.received.match(/Hello/g)).toHaveLength(2);
  });

  test(`${mode}: DATA refused`, async () => {
    const { connection, peer } = await start({
      capabilities,
      ...answers({ DATA: "451 4.3.0 later", "RCPT TO:<b@": "550 no" }),
    });
    expect(shown(await connection.transact(two))).toMatchObject({
      failure: "message data 4.3.0",
      recipients: ["recipient 5.0.0", undefined],
      dotSent: false,
      uncertain: false,
    });
    expect(connection.usable).toBe(true);
    expect(peer.received).not.toContain("Hello");
  });

  test.each(["250 2.0.0 ok", "200 ok", "300 go", "334 go"])(
    `${mode}: DATA answered %s starts no transfer (N8)`,
    async (reply) => {
      const { connection, peer } = await start({ capabilities, ...answers({ DATA: reply }) });
      expect(shown(await connection.transact(two))).toMatchObject({
        status: "failed",
        failure: "message data 4.5.0",
        dotSent: false,
      });
      await peer.closed;
      expect(peer.received).not.toContain("Hello");
      expect(connection.usable).toBe(false);
    },
  );

  test.each<[string, Record<string, string>, string]>([
    ["MAIL", { MAIL: "354 go" }, "site mail 4.5.0"],
    ["RCPT", { RCPT: "354 go" }, "site rcpt 4.5.0"],
    ["MAIL with 421", { MAIL: "421 4.7.0 slow" }, "site mail 4.7.0"],
    ["RCPT with 421", { "RCPT TO:<c@": "421 4.7.0 slow" }, "site rcpt 4.7.0"],
    ["DATA with 421", { DATA: "421 4.7.0 slow" }, "site data 4.7.0"],
    ["MAIL with garbage", { MAIL: "2xx" }, "site mail 4.5.0"],
    ["MAIL with a cut code", { MAIL: "2" }, "site mail 4.5.0"],
    ["RCPT with two codes", { RCPT: "250-a\n251 b" }, "site rcpt 4.5.0"],
    ["DATA with NUL", { DATA: "\u0000354" }, "site data 4.5.0"],
  ])(`${mode}: %s ends the connection`, async (_name, table, failure) => {
    const { connection, peer } = await start({ capabilities, ...answers(table) });
    expect(shown(await connection.transact(two))).toMatchObject({
      status: "failed",
      failure,
      dotSent: false,
      uncertain: false,
    });
    expect(connection.usable).toBe(false);
    await peer.closed;
    expect(peer.received).not.toContain("Hello");
  });

  test.each<[string, string]>([
    ["MAIL", "site mail 4.4.2"],
    ["RCPT", "site rcpt 4.4.2"],
    ["DATA", "site data 4.4.2"],
  ])(`${mode}: connection lost at %s`, async (verb, failure) => {
    const { connection } = await start({
      capabilities,
      answer: (line, peer) => {
        if (!line.startsWith(verb)) return undefined;
        peer.end();
        return "";
      },
    });
    const result = await connection.transact(two);
    expect(shown(result)).toMatchObject({ status: "failed", failure, dotSent: false, uncertain: false });
    expect(result.transcript.at(-1)).toMatchObject({ detail: "the server closed the connection" });
    expect(connection.usable).toBe(false);
  });

  test.each(["MAIL", "RCPT", "DATA"])(`${mode}: no answer to %s, or one byte at a time`, async (verb) => {
    for (const drip of [false, true]) {
      const { connection } = await start(
        {
          capabilities,
          answer: (line, peer) => {
            if (!line.startsWith(verb)) return undefined;
            if (drip) void dripReply(peer);
            return HANG;
          },
        },
        { timeouts: { mailMs: 120, rcptMs: 120, dataMs: 120 } },
      );
      const begun = performance.now();
      const result = await connection.transact(request());
      expect(shown(result)).toMatchObject({ failure: `site ${verb.toLowerCase()} 4.4.2`, dotSent: false });
      expect(performance.now() - begun).toBeLessThan(1800);
    }
  });
}

async function dripReply(peer: Peer): Promise<void> {
  for (const char of `250-${"x".repeat(100)}`) {
    if (peer.socket.destroyed) return;
    peer.raw(char);
    await sleep(20);
  }
}

test("DATA accepted although every recipient was refused: a dot alone, nothing delivered, the connection goes on", async () => {
  for (const dotReply of ["554 5.5.1 no recipients", "250 2.0.0 ok"]) {
    const { connection, peer } = await start({ ...answers({ RCPT: "550 5.1.1 no" }), dot: () => dotReply });
    const result = await connection.transact(two);
    expect(shown(result)).toMatchObject({
      status: "failed",
      failure: "message rcpt 5.1.1",
      recipients: ["recipient 5.1.1", "recipient 5.1.1"],
      dotSent: false,
      uncertain: false,
    });
    expect(steps(result.transcript).at(-1)).toBe("data-end: . (no recipient)");
    expect(peer.received).toMatch(/DATA\r\n\.\r\n$/);
    expect(connection.usable).toBe(true);
    expect(steps((await connection.transact(request())).transcript)[0]).toBe("mail: RSET");
  }
});

test("MAIL refused but RCPT and DATA accepted: no dot, the connection is dropped", async () => {
  const { connection, peer } = await start(answers({ MAIL: "550 5.7.1 no" }));
  expect(shown(await connection.transact(two))).toMatchObject({ failure: "message mail 5.7.1", dotSent: false });
  await peer.closed;
  expect(peer.received).toMatch(/DATA\r\n$/);
  expect(connection.usable).toBe(false);
});

test("a recipient refused because of our host does not keep the others from their mail", async () => {
  const blocked = "554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using x";
  const some = await start(answers({ "RCPT TO:<b@": blocked }));
  expect(shown(await some.connection.transact(two))).toMatchObject({
    status: "delivered",
    recipients: ["recipient 4.7.1", undefined],
  });
  const all = await start(answers({ RCPT: blocked, DATA: "554 no" }));
  expect(shown(await all.connection.transact(two))).toMatchObject({ status: "failed", failure: "site rcpt 4.7.1" });
});

test("an address that cannot be sent fails alone; if it is the only one, nothing is sent", async () => {
  const { connection, peer } = await start();
  const bad = { address: "b@b.test>\r\nDATA" };
  const some = await connection.transact(request({ recipients: [bad, { address: "c@b.test" }] }));
  expect(shown(some)).toMatchObject({ status: "delivered", recipients: ["recipient 5.1.3", undefined] });
  const before = peer.received;
  expect(shown(await connection.transact(request({ recipients: [bad] })))).toMatchObject({
    failure: "message rcpt 5.1.3",
  });
  expect(shown(await connection.transact(request({ reversePath: "a@b\r\nRSET" })))).toMatchObject({
    failure: "message mail 5.1.7",
  });
  expect(peer.received).toBe(before);
  expect(connection.usable).toBe(true);
  expect(steps((await connection.transact(request())).transcript)[0]).toContain("MAIL");
});

test("the reply to the final dot decides", async () => {
  const cases: [string, ReturnType<typeof shown>["status"], string | undefined, boolean, boolean][] = [
    ["250", "delivered", undefined, false, true],
    ["251 ok", "delivered", undefined, false, true],
    ["299 ok", "delivered", undefined, false, true],
    ["550 5.7.1 spam", "failed", "message data-end 5.7.1", false, true],
    ["452 full", "failed", "message data-end 4.3.1", false, true],
    ["421 bye", "failed", "site data-end 4.3.2", false, false],
    ["354 again", "failed", "message data-end 4.5.0", true, false],
    ["2", "failed", "message data-end 4.5.0", true, false],
    ["2xx ok", "failed", "message data-end 4.5.0", true, false],
    ["250ok", "failed", "message data-end 4.5.0", true, false],
    ["250-a\n251 b", "failed", "message data-end 4.5.0", true, false],
  ];
  for (const [reply, status, failure, uncertain, usable] of cases) {
    const { connection } = await start({ dot: () => reply });
    const result = await connection.transact(request());
    expect({ reply, ...shown(result) }).toMatchObject({ reply, status, failure, uncertain, dotSent: true });
    expect(connection.usable).toBe(usable);
  }
});

test("after a refusal at the final dot the next transaction begins with RSET", async () => {
  const { connection } = await start({ dot: (content) => (content.includes("spam") ? "554 5.7.1 spam" : undefined) });
  expect(await connection.transact(request({ content: Buffer.from("spam\r\n") }))).toMatchObject({ status: "failed" });
  const next = await connection.transact(request());
  expect(next.status).toBe("delivered");
  expect(steps(next.transcript)[0]).toBe("mail: RSET");
});

test("a refused RSET ends the connection; the message is not to blame", async () => {
  const { connection } = await start({ ...answers({ RSET: "502 no" }), dot: () => "554 5.7.1 spam" });
  await connection.transact(request());
  expect(shown(await connection.transact(request()))).toMatchObject({
    status: "failed",
    failure: "site mail 4.5.1",
    dotSent: false,
  });
  expect(connection.usable).toBe(false);
});

test("connection lost behind the final dot: uncertain", async () => {
  for (const end of [(peer: Peer) => peer.end(), (peer: Peer) => void peer.socket.resetAndDestroy()]) {
    const { connection } = await start({
      dot: (_content, peer) => {
        end(peer);
        return "";
      },
    });
    expect(shown(await connection.transact(request()))).toMatchObject({
      status: "failed",
      failure: "message data-end 4.4.2",
      dotSent: true,
      uncertain: true,
    });
  }
});

describe("a server that stays within the time of each step runs into the limit of all of them (N3)", () => {
  const LIMIT = { timeouts: { transactionMs: 300, contentBytesPerSecond: 1e9 } } as const;
  const recipients = Array.from({ length: 20 }, (_, n) => ({ address: `b${n}@b.test` }));
  const late = async (peer: Peer) => {
    peer.say("220 mx");
    for (let line = await peer.line(); line !== undefined; line = await peer.line()) {
      if (line.startsWith("RCPT")) await sleep(50);
      peer.say(...(line.startsWith("EHLO") ? ["250-mx", "250 PIPELINING"] : [line === "DATA" ? "354 go" : "250 ok"]));
    }
  };

  test("with one recipient after another", async () => {
    const connection = await opened(target((await serve(late)).port, LIMIT));
    const result = await connection.transact(request({ recipients }));
    expect(result).toMatchObject({ status: "failed", dotSent: false, uncertain: false });
    expect(result.failure).toMatchObject({ scope: "site", step: "rcpt", enhancedCode: "4.4.2" });
    expect(result.failure!.detail).toContain("not done within 0.3 s");
    expect(connection.usable).toBe(false);
  });

  test("also in the second transaction, whose commands went out with the dot of the first", async () => {
    let transactions = 0;
    const server = await serve(
      smtpScript({
        answer: (line) => (line.startsWith("MAIL") && ++transactions === 2 ? HANG : undefined),
        dot: async () => void (await sleep(400)),
      }),
    );
    const connection = await opened(target(server.port, LIMIT));
    const [first, second] = await Promise.all([connection.transact(request()), connection.transact(request())]);
    // The answer to a dot has its own time, and what waits behind it costs nothing.
    expect(first.status).toBe("delivered");
    expect(second).toMatchObject({
      status: "failed",
      dotSent: false,
      failure: { step: "mail", enhancedCode: "4.4.2" },
    });
  });

  test("a large message has the more time: its size at the slowest rate", async () => {
    const timeouts = { transactionMs: 300, contentBytesPerSecond: 10 };
    const connection = await opened(target((await serve(late)).port, { timeouts }));
    const result = await connection.transact(request({ recipients, sizeBytes: 30, maySendDot: () => false }));
    expect(result).toMatchObject({ status: "aborted", dotSent: false });
    expect(result.recipients.every(({ failure }) => failure === undefined)).toBe(true);
  });

  test("a session may go on for longer than that", async () => {
    const server = await serve(smtpScript());
    const connection = await opened(target(server.port, LIMIT));
    for (let n = 0; n < 4; n++) {
      expect((await connection.transact(request())).status).toBe("delivered");
      await sleep(100);
    }
    connection.destroy();
  });
});

test("the final dot is not answered in time", async () => {
  const { connection, peer } = await start({ dot: () => "" }, { timeouts: { dataEndMs: 100 } });
  expect(shown(await connection.transact(request()))).toMatchObject({
    failure: "message data-end 4.4.2",
    uncertain: true,
  });
  await peer.closed;
});

test("replies are cleaned and cut; too long a line or reply ends the connection (N9)", async () => {
  const { connection } = await start(answers({ MAIL: "550 5.7.1 a\u0000b\u001b[2Jc" }));
  expect((await connection.transact(request())).failure?.reply?.text).toBe("a?b?[2Jc");
  for (const reply of [`250 ${"x".repeat(5000)}`, `${"250-x\n".repeat(1001)}250 x`]) {
    const hostile = await start(answers({ MAIL: reply }));
    expect(shown(await hostile.connection.transact(request()))).toMatchObject({ failure: "site mail 4.5.0" });
    expect(hostile.connection.usable).toBe(false);
  }
});

test("a huge reply is kept only as 2 KB of text", async () => {
  const { connection } = await start({ dot: () => `${`550-${"x".repeat(200)}\n`.repeat(100)}550 end` });
  const result = await connection.transact(request());
  expect(result.failure?.reply?.text).toHaveLength(2048);
  expect(JSON.stringify(result).length).toBeLessThan(12_000);
});

test("several transactions at once go one after another", async () => {
  const { connection, peer } = await start(PLAIN_SERVER);
  const results = await Promise.all(
    [1, 2, 3].map((n) => connection.transact(request({ content: Buffer.from(`no ${n}\r\n`) }))),
  );
  expect(results.map((r) => r.status)).toEqual(["delivered", "delivered", "delivered"]);
  expect(peer.received.match(/no \d/g)).toEqual(["no 1", "no 2", "no 3"]);
  expect(connection.transactions).toBe(3);
});

test("QUIT waits for the transaction in hand, and none begins behind it", async () => {
  const { connection, peer } = await start();
  const transaction = connection.transact(request());
  const quit = connection.quit();
  expect(connection.usable).toBe(false);
  expect(await connection.transact(request())).toMatchObject({ status: "failed", failure: { scope: "site" } });
  expect(await transaction).toMatchObject({ status: "delivered" });
  expect(await quit).toMatchObject({ reply: { code: 221 } });
  expect(peer.received).toMatch(/\.\r\nQUIT\r\n$/);
});

test("what waits behind a lost connection comes back unharmed", async () => {
  const { connection } = await start({ capabilities: [], ...answers({ MAIL: "421 bye" }) });
  const [first, second] = await Promise.all([connection.transact(request()), connection.transact(request())]);
  expect(first).toMatchObject({ status: "failed", failure: { scope: "site" } });
  expect(second).toMatchObject({ status: "aborted", dotSent: false, uncertain: false, transcript: [] });
});

test("UTF-8 addresses are sent as UTF-8", async () => {
  const { connection, peer } = await start({ capabilities: ["SMTPUTF8", "8BITMIME"] });
  const result = await connection.transact(
    request({ recipients: [{ address: "jösé@b.test" }], needsSmtpUtf8: true, body: "8BITMIME" }),
  );
  expect(result.status).toBe("delivered");
  expect(Buffer.from(peer.received, "latin1").toString("utf8")).toContain("RCPT TO:<jösé@b.test>\r\n");
  expect(peer.received).toContain("MAIL FROM:<a@client.test> BODY=8BITMIME SMTPUTF8\r\n");
});

test("failures name the server", async () => {
  const { connection } = await start(answers({ MAIL: "550 no" }), { host: "mx.b.test" });
  expect((await connection.transact(request())).failure?.detail).toMatch(
    /^mx\.b\.test\[127\.0\.0\.1\]:\d+ said: 550 no \(in reply to MAIL\)$/,
  );
});
