import { afterEach, expect, test } from "vitest";
import type { Connection, TransactionRequest, TransactionResult } from "../src/index.ts";
import { opened, request, sleep, steps, target, until } from "./fixture.ts";
import { type Behaviour, HANG, type Peer, type ScriptServer, smtpScript, startScriptServer } from "./script-server.ts";

const servers: ScriptServer[] = [];
const connections: Connection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.destroy();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function start(behaviour: Behaviour = {}, overrides: Parameters<typeof target>[1] = {}) {
  const server = await startScriptServer(smtpScript({ capabilities: ["PIPELINING"], ...behaviour }));
  servers.push(server);
  const connection = await opened(target(server.port, overrides));
  connections.push(connection);
  return { connection, peer: server.peers[0]! };
}

function mail(n: number, overrides: Partial<TransactionRequest> = {}): TransactionRequest {
  return request({ recipients: [{ address: `r${n}@b.test` }], content: Buffer.from(`content ${n}\r\n`), ...overrides });
}

function group(n: number): string {
  return `MAIL FROM:<a@client.test>\r\nRCPT TO:<r${n}@b.test>\r\nDATA\r\n`;
}

function short({ status, failure, uncertain }: TransactionResult): string {
  return [status, failure && `${failure.scope} ${failure.step} ${failure.enhancedCode}`, uncertain && "uncertain"]
    .filter(Boolean)
    .join(" ");
}

test("the commands of the next transaction share a write with the final dot", async () => {
  const { connection, peer } = await start();
  const results = await Promise.all([1, 2, 3].map((n) => connection.transact(mail(n))));
  expect(results.map(short)).toEqual(["delivered", "delivered", "delivered"]);
  expect(results.map((r) => steps(r.transcript)[1])).toEqual([1, 2, 3].map((n) => `rcpt: RCPT TO:<r${n}@b.test>`));
  expect(peer.reads.slice(1)).toEqual([
    group(1),
    `content 1\r\n.\r\n${group(2)}`,
    `content 2\r\n.\r\n${group(3)}`,
    "content 3\r\n.\r\n",
  ]);
  expect(connection.transactions).toBe(3);
});

test("a transaction that comes while the dot waits for its answer is sent ahead as well", async () => {
  const answer = Promise.withResolvers<string>();
  const { connection, peer } = await start({
    dot: (content) => (content.includes("content 1") ? answer.promise : undefined),
  });
  const first = connection.transact(mail(1));
  await until(() => expect(peer.received).toMatch(/\.\r\n$/));
  const second = connection.transact(mail(2));
  await until(() => expect(peer.received.endsWith(group(2))).toBe(true));
  answer.resolve("250 2.0.0 first");
  expect(await first).toMatchObject({ status: "delivered", reply: { text: "first" } });
  expect(await second).toMatchObject({ status: "delivered", reply: { text: "queued" } });
});

test("without PIPELINING nothing is sent ahead", async () => {
  const { connection, peer } = await start({ capabilities: [] });
  await Promise.all([connection.transact(mail(1)), connection.transact(mail(2))]);
  expect(peer.reads).toContain("content 1\r\n.\r\n");
});

test("a content that streams takes the next one's commands along with its last block", async () => {
  const content = Buffer.alloc(400_000, "line\r\n").subarray(0, 399_996);
  const { connection, peer } = await start();
  const results = await Promise.all([connection.transact(mail(1, { content })), connection.transact(mail(2))]);
  expect(results.map(short)).toEqual(["delivered", "delivered"]);
  expect(peer.received).toContain(`line\r\n.\r\n${group(2)}content 2\r\n.\r\n`);
});

test("UTF-8 addresses of the next one are sent as UTF-8", async () => {
  const { connection, peer } = await start({ capabilities: ["PIPELINING", "SMTPUTF8"] });
  const latin = Buffer.from("caf\u00e9\r\n", "latin1");
  await Promise.all([
    connection.transact(mail(1, { content: latin })),
    connection.transact(mail(2, { recipients: [{ address: "jösé@b.test" }] })),
  ]);
  expect(peer.received).toContain("caf\u00e9\r\n.\r\n");
  expect(Buffer.from(peer.received, "latin1").toString("utf8")).toContain("RCPT TO:<jösé@b.test>");
});

test("a refusal of the first does not touch the second", async () => {
  const { connection, peer } = await start({
    dot: (content) => (content.includes("content 1") ? "554 5.6.0 spam" : undefined),
  });
  const results = await Promise.all([1, 2].map((n) => connection.transact(mail(n))));
  expect(results.map(short)).toEqual(["failed message data-end 5.6.0", "delivered"]);
  expect(peer.received).not.toContain("RSET");
});

test("a first one that gets no further than its recipients: the second begins afresh, with RSET", async () => {
  const { connection } = await start({
    answer: (line) => {
      if (line.includes("<r1@")) return "550 5.1.1 no";
      return undefined;
    },
  });
  const [first, second] = await Promise.all([1, 2].map((n) => connection.transact(mail(n))));
  expect(short(first!)).toBe("failed message rcpt 5.1.1");
  expect(steps(first!.transcript).at(-1)).toBe("data-end: . (no recipient)");
  expect(short(second!)).toBe("delivered");
  expect(steps(second!.transcript)[0]).toBe("mail: RSET");
});

test("the second one refused at each of its steps", async () => {
  const cases: [Record<string, string>, string][] = [
    [
      { "MAIL FROM:<second@": "451 4.7.1 later", "RCPT TO:<r2@": "503 no", "DATA 2": "503 no" },
      "failed message mail 4.7.1",
    ],
    [{ "RCPT TO:<r2@": "550 5.1.1 no", "DATA 2": "554 no" }, "failed message rcpt 5.1.1"],
    [{ "DATA 2": "451 4.3.0 later" }, "failed message data 4.3.0"],
  ];
  for (const [table, expected] of cases) {
    let datas = 0;
    const { connection } = await start({
      answer: (line) => {
        const asked = line === "DATA" ? `DATA ${++datas}` : line;
        return Object.entries(table).find(([begin]) => asked.startsWith(begin))?.[1];
      },
    });
    const results = await Promise.all([
      connection.transact(mail(1)),
      connection.transact(mail(2, { reversePath: "second@client.test" })),
      connection.transact(mail(3)),
    ]);
    expect(results.map(short)).toEqual(["delivered", expected, "delivered"]);
  }
});

test("421 or loss at the first one's dot: the second comes back unharmed", async () => {
  const ends: [(peer: Peer) => string, string][] = [
    [() => "421 4.3.2 bye", "failed site data-end 4.3.2"],
    [(peer) => (peer.end(), ""), "failed message data-end 4.4.2 uncertain"],
    [() => "2xx", "failed message data-end 4.5.0 uncertain"],
  ];
  for (const [end, expected] of ends) {
    const { connection } = await start({ dot: (_content, peer) => end(peer) });
    const results = await Promise.all([1, 2, 3].map((n) => connection.transact(mail(n))));
    expect(results.map(short)).toEqual([expected, "aborted", "aborted"]);
    // Its commands went out with the dot: at the server it has begun.
    expect(results[1]).toMatchObject({ begun: true, dotSent: false, transcript: [] });
    expect(results[2]).toMatchObject({ begun: false, dotSent: false, transcript: [] });
  }
});

test("connection lost behind the first one's answer: that is the second one's", async () => {
  const { connection } = await start({
    dot: (_content, peer) => {
      peer.say("250 ok");
      peer.end();
      return "";
    },
  });
  const results = await Promise.all([1, 2, 3].map((n) => connection.transact(mail(n))));
  expect(results.map(short)).toEqual(["delivered", "failed site mail 4.4.2", "aborted"]);
});

test("the second one given up while the first waits for its answer: the first is answered, no empty message follows", async () => {
  for (const give of ["abort", "destroy behind"] as const) {
    const answer = Promise.withResolvers<string>();
    const { connection, peer } = await start({ dot: () => answer.promise });
    const beforeDot = () => sleep(100).then(() => true);
    const [first, second] = [connection.transact(mail(1)), connection.transact(mail(2, { beforeDot }))];
    await until(() => expect(peer.received.endsWith(group(2))).toBe(true));
    if (give === "abort") {
      expect(connection.abortBeforeDot()).toBe(true);
      expect(connection.usable).toBe(false);
      expect(await second).toMatchObject({ status: "aborted", dotSent: false });
      expect(connection.abortBeforeDot()).toBe(false);
      answer.resolve("250 2.0.0 first");
      expect(short(await first)).toBe("delivered");
    } else {
      answer.resolve("250 2.0.0 first");
      expect(short(await first)).toBe("delivered");
      connection.destroy();
      expect(await second).toMatchObject({ status: "aborted", dotSent: false });
    }
    await peer.closed;
    expect(peer.received.endsWith(group(2))).toBe(true);
    expect(await connection.quit()).toBeUndefined();
  }
});

test("a waiting one given up before it was sent leaves the connection usable", async () => {
  const answer = Promise.withResolvers<string>();
  const { connection, peer } = await start({
    capabilities: [],
    dot: (content) => (content.includes("content 1") ? answer.promise : undefined),
  });
  const [first, second] = [connection.transact(mail(1)), connection.transact(mail(2))];
  await until(() => expect(peer.received).toMatch(/content 1\r\n\.\r\n$/));
  expect(connection.abortBeforeDot()).toBe(true);
  expect(short(await second)).toBe("aborted");
  answer.resolve("250 2.0.0 first");
  expect(short(await first)).toBe("delivered");
  expect(connection.usable).toBe(true);
  expect(short(await connection.transact(mail(3)))).toBe("delivered");
});

test.each<[string, Partial<TransactionRequest>]>([
  ["beforeDot", { beforeDot: async () => false }],
  ["maySendDot", { maySendDot: () => false }],
  ["its content", { content: async () => Promise.reject(new Error("gone")) }],
])("the second one stopped by %s behind its 354: the connection is dropped without a dot", async (_name, overrides) => {
  const { connection, peer } = await start();
  const results = await Promise.all([
    connection.transact(mail(1)),
    connection.transact(mail(2, overrides)),
    connection.transact(mail(3)),
  ]);
  expect(results.map((r) => r.status)).toEqual(["delivered", overrides.content ? "failed" : "aborted", "aborted"]);
  await peer.closed;
  expect(peer.received.endsWith(`content 1\r\n.\r\n${group(2)}`)).toBe(true);
});

test("an unsendable one in between", async () => {
  const { connection } = await start();
  const results = await Promise.all([
    connection.transact(mail(1)),
    connection.transact(mail(2, { recipients: [{ address: "a b@b.test" }] })),
    connection.transact(mail(3, { reversePath: "a b@b.test" })),
    connection.transact(mail(4)),
  ]);
  expect(results.map(short)).toEqual([
    "delivered",
    "failed message rcpt 5.1.3",
    "failed message mail 5.1.7",
    "delivered",
  ]);
});

test("each step of what was sent ahead has its deadline from the answer before it", async () => {
  let datas = 0;
  const { connection } = await start(
    {
      dot: () => sleep(1_800).then(() => "250 2.0.0 first"),
      answer: (line) => {
        if (line === "DATA" && ++datas === 2) return HANG;
        return undefined;
      },
    },
    { timeouts: { mailMs: 1_500, rcptMs: 1_500, dataMs: 1_500, dataEndMs: 20_000 } },
  );
  const begun = performance.now();
  const results = await Promise.all([connection.transact(mail(1)), connection.transact(mail(2))]);
  expect(results.map(short)).toEqual(["delivered", "failed site data 4.4.2"]);
  expect(performance.now() - begun).toBeGreaterThan(3_290);
  expect(results[1]!.transcript[0]!.durationMs).toBeLessThan(1_700);
});

test("many at once arrive once each and in order", async () => {
  const { connection, peer } = await start();
  const numbers = Array.from({ length: 500 }, (_, n) => n);
  const results = await Promise.all(numbers.map((n) => connection.transact(mail(n))));
  expect(results.every((r) => r.status === "delivered")).toBe(true);
  expect(peer.received.match(/content \d+/g)).toEqual(numbers.map((n) => `content ${n}`));
});
