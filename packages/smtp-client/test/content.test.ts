import { createHash, randomBytes } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import type { Connection, TransactionRequest } from "../src/index.ts";
import { opened, request, sleep, target, until } from "./fixture.ts";
import { type Behaviour, type Peer, type ScriptServer, smtpScript, startScriptServer } from "./script-server.ts";

const servers: ScriptServer[] = [];
const connections: Connection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.destroy();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function connectTo(script: (peer: Peer) => Promise<void>, overrides: Parameters<typeof target>[1] = {}) {
  const server = await startScriptServer(script);
  servers.push(server);
  const connection = await opened(target(server.port, overrides));
  connections.push(connection);
  return { connection, peer: server.peers[0]! };
}

function start(behaviour: Behaviour = {}, overrides: Parameters<typeof target>[1] = {}) {
  return connectTo(smtpScript(behaviour), overrides);
}

/** A server that answers DATA with 354 and then only counts and hashes the content; the script gets the peer at that point. */
function sinkScript(onData: (peer: Peer) => void = () => undefined): (peer: Peer) => Promise<void> {
  return async (peer) => {
    peer.say("220 mx");
    await peer.line();
    peer.say("250-mx", "250 PIPELINING");
    for (const reply of ["250 ok", "250 ok", "354 go"]) {
      await peer.line();
      peer.say(reply);
    }
    onData(peer);
  };
}

function streamOf(...chunks: (Buffer | string)[]): TransactionRequest["content"] {
  return async () =>
    (async function* () {
      for (const chunk of chunks) yield Buffer.from(chunk);
    })();
}

function unstuffed(peer: Peer): string {
  const content = peer.received.slice(peer.received.indexOf("DATA\r\n") + 6);
  expect(content.endsWith("\r\n.\r\n") || content === ".\r\n").toBe(true);
  return `\r\n${content.slice(0, -3)}`.replaceAll("\r\n.", "\r\n").slice(2);
}

const EIGHT_BIT = Buffer.concat([
  Buffer.from(Array.from({ length: 256 }, (_, i) => (i === 10 || i === 13 ? 46 : i))),
  Buffer.from("\r\n"),
]);

test.each<[string, Buffer]>([
  ["empty", Buffer.alloc(0)],
  ["dots", Buffer.from(".\r\n..\r\n.a\r\n\r\n.\r\nx.\r\n")],
  ["8-bit and control bytes", EIGHT_BIT],
  ["long lines", Buffer.from(`${"x".repeat(100_000)}\r\n.${"y".repeat(1000)}\r\n`)],
  ["just the size of a single write", Buffer.alloc(262_144, ".\r\n")],
  ["larger than a single write", Buffer.alloc(300_000, ".\r\n")],
  ["larger, without a dot", Buffer.alloc(1_000_002, "ab\r\n")],
])("arrives byte for byte: %s", async (_name, content) => {
  const whole =
    content.length % 3 === 1 && content.length > 200_000 ? content.subarray(0, content.length - 1) : content;
  for (const source of [whole, streamOf(whole), streamOf(...cut(whole, 7001))]) {
    const { connection, peer } = await start();
    expect(await connection.transact(request({ content: source }))).toMatchObject({ status: "delivered" });
    connection.destroy();
    await peer.closed;
    const sent =
      whole.length === 0 || whole.subarray(-2).toString() === "\r\n"
        ? whole
        : Buffer.concat([whole, Buffer.from("\r\n")]);
    expect(unstuffed(peer) === sent.toString("latin1")).toBe(true);
  }
});

function cut(content: Buffer, size: number): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += size) pieces.push(content.subarray(at, at + size));
  return pieces;
}

test("a small streamed content goes out in one write with its dot", async () => {
  const { connection, peer } = await start();
  await connection.transact(request({ content: streamOf("a\r\n", "", "\r\n.b\r\n") }));
  expect(peer.reads.at(-1)).toBe("a\r\n\r\n..b\r\n.\r\n");
});

test("beforeDot begins with the 354 and is waited for; maySendDot is asked last", async () => {
  const order: string[] = [];
  const { connection, peer } = await start({
    answer: (line) => (line === "DATA" ? void order.push("data") : undefined),
  });
  const result = await connection.transact(
    request({
      beforeDot: async () => {
        order.push("begin");
        await sleep(50);
        order.push(peer.received.includes("Hello") ? "content came too early" : "end");
        return true;
      },
      maySendDot: () => {
        order.push("may");
        return true;
      },
    }),
  );
  expect(result.status).toBe("delivered");
  expect(order).toEqual(["data", "begin", "end", "may"]);
});

test("large content streams while beforeDot runs, the dot waits", async () => {
  let allow: (value: boolean) => void = () => undefined;
  const allowed = new Promise<boolean>((resolve) => {
    allow = resolve;
  });
  const content = Buffer.alloc(1_000_000, "line\r\n");
  const { connection, peer } = await start();
  const transaction = connection.transact(request({ content, beforeDot: () => allowed }));
  await until(() => expect(peer.received.length).toBeGreaterThan(900_000));
  await sleep(30);
  expect(peer.received.endsWith(".\r\n")).toBe(false);
  allow(true);
  expect(await transaction).toMatchObject({ status: "delivered" });
});

const small = Buffer.from("Hello.\r\n");
const large = Buffer.alloc(3_000_000, "Hello.\r\n");

test.each<[string, Partial<TransactionRequest>]>([
  ["beforeDot says no", { beforeDot: async () => false }],
  ["beforeDot rejects", { beforeDot: async () => Promise.reject(new Error("no Redis")) }],
  [
    "beforeDot throws",
    {
      beforeDot: () => {
        throw new Error("no Redis");
      },
    },
  ],
  ["maySendDot says no", { maySendDot: () => false }],
  [
    "maySendDot throws",
    {
      maySendDot: () => {
        throw new Error("no clock");
      },
    },
  ],
])("%s: no dot, the connection is gone, the result says aborted", async (_name, overrides) => {
  for (const content of [small, large, streamOf(small), streamOf(large)]) {
    const { connection, peer } = await start();
    const result = await connection.transact(request({ content, ...overrides }));
    expect(result).toMatchObject({ status: "aborted", dotSent: false, uncertain: false });
    expect(connection.usable).toBe(false);
    await peer.closed;
    expect(peer.received).not.toMatch(/\r\n\.\r\n/);
  }
});

test("abortBeforeDot ends a transaction at any step before its dot", async () => {
  for (const verb of ["MAIL", "RCPT", "DATA"]) {
    const { connection, peer } = await start({
      capabilities: [],
      answer: (line) => (line.startsWith(verb) ? "" : undefined),
    });
    const transaction = connection.transact(request());
    await until(() => expect(peer.received).toContain(verb));
    expect(connection.abortBeforeDot()).toBe(true);
    expect(await transaction).toMatchObject({ status: "aborted", dotSent: false });
    await peer.closed;
    expect(connection.abortBeforeDot()).toBe(false);
  }
});

test.each<[string, (connection: Connection) => unknown]>([
  ["abortBeforeDot", (connection) => connection.abortBeforeDot()],
  ["destroy", (connection) => connection.destroy()],
])("%s in the middle of a large content: the server sees a reset, no dot", async (_name, end) => {
  let error: Error | undefined;
  const reached = Promise.withResolvers<void>();
  const { connection, peer } = await connectTo(
    sinkScript((p) => {
      reached.resolve();
      p.socket.pause();
      p.socket.on("error", (e) => (error = e));
    }),
  );
  const transaction = connection.transact(request({ content: Buffer.alloc(20_000_000, "x\r\n") }));
  await reached.promise;
  await sleep(50);
  end(connection);
  expect(await transaction).toMatchObject({ status: "aborted", dotSent: false });
  peer.socket.resume();
  await peer.closed;
  expect(error).toMatchObject({ code: "ECONNRESET" });
});

test("a source is closed when the transaction ends before it does", async () => {
  let produced = 0;
  let closed = false;
  const content: TransactionRequest["content"] = async () =>
    (async function* () {
      try {
        for (; produced < 1000; produced += 1) {
          yield Buffer.alloc(300_000, "x\r\n");
          await sleep(1);
        }
      } finally {
        closed = true;
      }
    })();
  const { connection } = await start();
  const transaction = connection.transact(request({ content }));
  await until(() => expect(produced).toBeGreaterThan(5));
  connection.abortBeforeDot();
  expect(await transaction).toMatchObject({ status: "aborted" });
  await until(() => expect(closed).toBe(true));
  expect(produced).toBeLessThan(500);
});

test("abortBeforeDot leaves a transaction alone whose dot was sent", async () => {
  const { connection, peer } = await start({
    dot: (_content, p) => {
      setTimeout(() => p.say("250 2.0.0 taken"), 50);
      return "";
    },
  });
  const transaction = connection.transact(request());
  await until(() => expect(peer.received).toMatch(/\r\n\.\r\n$/));
  expect(connection.abortBeforeDot()).toBe(false);
  expect(await transaction).toMatchObject({ status: "delivered", dotSent: true });
  expect(connection.abortBeforeDot()).toBe(false);
});

test("destroy ends a transaction: aborted before its dot, uncertain behind it", async () => {
  const before = await start({ answer: (line) => (line === "DATA" ? "" : undefined) });
  const first = before.connection.transact(request());
  await until(() => expect(before.peer.received).toMatch(/DATA\r\n$/));
  before.connection.destroy();
  expect(await first).toMatchObject({ status: "aborted", dotSent: false, uncertain: false });
  const behind = await start({ dot: () => "" });
  const second = behind.connection.transact(request());
  await until(() => expect(behind.peer.received).toMatch(/\r\n\.\r\n$/));
  behind.connection.destroy();
  expect(await second).toMatchObject({ status: "failed", dotSent: true, uncertain: true });
});

test("a source that fails: the connection is dropped without a dot, the message tried again (N1)", async () => {
  const failing: TransactionRequest["content"][] = [
    async () => Promise.reject(new Error("no such body")),
    async () =>
      (async function* () {
        yield large.subarray(0, 1_000_000);
        throw new Error("disk error");
      })(),
  ];
  for (const content of failing) {
    const { connection, peer } = await start();
    const result = await connection.transact(request({ content }));
    expect(result).toMatchObject({
      status: "failed",
      failure: {
        scope: "message",
        step: "data-end",
        enhancedCode: "4.3.0",
        detail: expect.stringMatching(/no such body|disk error/),
      },
      dotSent: false,
      uncertain: false,
    });
    expect(connection.usable).toBe(false);
    await peer.closed;
    expect(peer.received).not.toMatch(/\r\n\.\r\n/);
  }
});

/** Gives so much, and then nothing more, without an end. */
const stalling =
  (...chunks: Buffer[]): TransactionRequest["content"] =>
  async () =>
    (async function* () {
      yield* chunks;
      await new Promise(() => undefined);
    })();

test.each<[string, TransactionRequest["content"]]>([
  ["a source that stalls", stalling(large)],
  ["a source that never begins", stalling()],
  ["a server that stops reading", Buffer.alloc(30_000_000, "x\r\n")],
])("%s runs into the stall timer", async (_name, content) => {
  const { connection, peer } = await connectTo(
    sinkScript((p) => void (Buffer.isBuffer(content) && p.socket.pause())),
    { timeouts: { dataBlockMs: 150 } },
  );
  const result = await connection.transact(request({ content }));
  expect(result).toMatchObject({
    status: "failed",
    failure: {
      scope: "message",
      step: "data-end",
      enhancedCode: "4.4.2",
      detail: expect.stringContaining("no progress for 0.2 s"),
    },
    dotSent: false,
    uncertain: false,
  });
  peer.socket.destroy();
});

test("a slow reader is no stall as long as it goes on", async () => {
  const { connection } = await connectTo(
    sinkScript((p) => {
      // A megabyte at a time, with a rest behind each.
      p.socket.on("data", () => {
        if (p.received.endsWith("\r\n.\r\n")) p.say("250 ok");
        if (p.received.length < 1_000_000) return;
        p.received = p.received.slice(-10);
        p.socket.pause();
        setTimeout(() => p.socket.resume(), 50);
      });
    }),
    { timeouts: { dataBlockMs: 1_500 } },
  );
  const begun = performance.now();
  const result = await connection.transact(request({ content: Buffer.alloc(60_000_000, "0123456789\r\n") }));
  expect(result.status).toBe("delivered");
  expect(performance.now() - begun).toBeGreaterThan(1_600);
});

test("a server that refuses in the middle of the content is heard, and gets no dot", async () => {
  for (const [reply, expected] of [
    ["552 5.3.4 too big", { scope: "message", enhancedCode: "5.3.4" }],
    ["421 4.3.0 down", { scope: "site", enhancedCode: "4.3.0" }],
    ["250 ok", { scope: "message", enhancedCode: "4.5.0" }],
  ] as const) {
    const { connection, peer } = await connectTo(sinkScript((p) => p.say(reply)));
    const beforeDot = async () => {
      await sleep(100);
      return true;
    };
    for (const content of [large]) {
      const result = await connection.transact(request({ content, beforeDot }));
      expect(result).toMatchObject({ status: "failed", failure: expected, dotSent: false, uncertain: false });
    }
    await peer.closed;
    expect(peer.received).not.toMatch(/\r\n\.\r\n/);
  }
});

test("connection lost in the middle of the content concerns the message", async () => {
  const { connection, peer } = await connectTo(
    sinkScript((p) => void setTimeout(() => p.socket.resetAndDestroy(), 20)),
  );
  const beforeDot = () => peer.closed.then(() => sleep(200)).then(() => true);
  const result = await connection.transact(request({ content: large, beforeDot }));
  expect(result).toMatchObject({
    status: "failed",
    failure: { scope: "message", step: "data-end", enhancedCode: "4.4.2" },
    dotSent: false,
    uncertain: false,
  });
});

test("40 MB stream through with flat memory and arrive as they were", async () => {
  const block = Buffer.from(
    randomBytes(49_152)
      .toString("base64")
      .replaceAll(/(.{76})/g, "$1\r\n.") + "\r\n",
  );
  const count = Math.ceil(40_000_000 / block.length);
  const sent = createHash("sha256");
  let produced = 0;
  const content: TransactionRequest["content"] = async () =>
    (async function* () {
      for (; produced < count; produced += 1) {
        sent.update(block);
        yield block;
      }
    })();
  const got = createHash("sha256");
  let ahead = 0;
  let receivedBytes = 0;
  const { connection } = await connectTo(
    sinkScript((p) => {
      p.socket.removeAllListeners("data");
      let rest = "\r\n";
      p.socket.on("data", (chunk: Buffer) => {
        receivedBytes += chunk.length;
        ahead = Math.max(ahead, produced * block.length - receivedBytes);
        let text = rest + chunk.toString("latin1");
        const done = text.endsWith("\r\n.\r\n");
        if (done) text = text.slice(0, -3);
        const keep = done ? 0 : 4;
        rest = text.slice(text.length - keep);
        text = text.slice(0, text.length - keep);
        unstuff(text, done);
        if (done) p.say("250 ok");
      });
    }),
  );
  let pending = "";
  function unstuff(text: string, done: boolean): void {
    pending += text;
    const cutAt = done ? pending.length : pending.lastIndexOf("\r\n");
    if (cutAt <= 0) return;
    got.update(Buffer.from(pending.slice(0, cutAt).replaceAll("\r\n.", "\r\n"), "latin1"));
    pending = pending.slice(cutAt);
  }
  const result = await connection.transact(request({ content, sizeBytes: count * block.length }));
  expect(result.status).toBe("delivered");
  expect(receivedBytes).toBeGreaterThan(40_000_000);
  // The first CRLF stands for the line begin in front of the content.
  sent.copy();
  const whole = createHash("sha256").update("\r\n");
  for (let i = 0; i < count; i += 1) whole.update(block);
  expect(got.digest("hex")).toBe(whole.digest("hex"));
  // Never more under way than the blocks in hand and what the kernel holds, which differs.
  expect(ahead).toBeLessThan(20_000_000);
});
