import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startRedis } from "@postlane/testkit";
import type { FastifyPluginAsync } from "fastify";
import { Type } from "typebox";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { problemResponses } from "../src/http/describe-api.ts";
import { type MadeToken, makeToken } from "./access-client.ts";
import { startTestApi, type TestApi } from "./start-test-api.ts";

const MIB = 2 ** 20;
/** 14 MiB for all, 2 MiB for bodies up to 256 KiB. */
const BUDGET = 16 * MIB;
const TIMEOUT_MS = 1_500;

let server: RedisServer;
let api: TestApi;
let ann: MadeToken;
let bob: MadeToken;
let uploads: Upload[] = [];
/** Handlers at work, each until it is let go. */
let working: (() => void)[] = [];
let held = false;
/** How long it takes until a request may be read. */
let slowMs = 0;

/** A place for large bodies whose handler takes as long as a test wants. */
const parts: FastifyPluginAsync = async (app) => {
  const schema = {
    tags: ["settings"],
    response: { 200: Type.Object({ length: Type.Integer() }), ...problemResponses },
  };
  app.addHook("onRequest", async () => sleep(slowMs));
  app.post("/held", { config: { scope: "viewer" }, schema, bodyLimit: 100 * MIB }, async ({ body }) => {
    if (held) await new Promise<void>((resolve) => working.push(resolve));
    return { length: JSON.stringify(body).length };
  });
};

beforeAll(async () => {
  server = await startRedis();
  api = await startTestApi(server.url, null, () => [parts], {
    app: { load: { bodiesMaxBytes: BUDGET }, requestTimeoutMs: TIMEOUT_MS, connectionsCheckMs: 100 },
  });
  [ann, bob] = [await makeToken(api, "admin"), await makeToken(api, "admin")];
});
afterAll(async () => {
  await api.close();
  await server.stop();
});
beforeEach(() => {
  held = false;
  slowMs = 0;
});
afterEach(async () => {
  for (const { socket } of uploads) socket.destroy();
  for (const letGo of working) letGo();
  [uploads, working] = [[], []];
  await until(async () => (await heldBytes()) === 0);
});

/** A request as bytes, sent as a test wants it. */
interface Upload {
  readonly socket: Socket;
  send(bytes: string): void;
  /** Waits for the status of the next answer; 0 when the connection ended without one. */
  answer(): Promise<{ readonly status: number; readonly text: string }>;
}

function upload(token: MadeToken | undefined, length: number | "chunked", path = "/v1/held"): Upload {
  const socket = connect(Number(new URL(api.url).port), "127.0.0.1");
  let text = "";
  let ended = false;
  socket.on("data", (data) => (text += data.toString("latin1")));
  socket.on("close", () => (ended = true));
  socket.on("error", () => {});
  const made: Upload = {
    socket,
    send: (bytes) => void socket.write(length === "chunked" ? `${bytes.length.toString(16)}\r\n${bytes}\r\n` : bytes),
    async answer() {
      await until(async () => ended || /\r\n\r\n[^]*\}$/.test(text));
      const found = text;
      text = "";
      return { status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(found)?.[1] ?? 0), text: found };
    },
  };
  uploads.push(made);
  socket.write(headOf(token, length, path));
  return made;
}

function headOf(token: MadeToken | undefined, length: number | "chunked", path = "/v1/held"): string {
  const size = length === "chunked" ? "transfer-encoding: chunked" : `content-length: ${length}`;
  const who = token ? `authorization: Bearer ${token.text}\r\n` : "";
  return `POST ${path} HTTP/1.1\r\nhost: x\r\n${who}content-type: application/json\r\n${size}\r\n\r\n`;
}

async function until(met: () => Promise<boolean>, mostMs = 5_000): Promise<void> {
  for (const end = Date.now() + mostMs; !(await met());) {
    if (Date.now() > end) throw new Error("it did not come to that");
    await sleep(10);
  }
}

async function heldBytes(): Promise<number> {
  const { body } = await api.call("GET", "/metrics");
  return Number(/^postlane_api_body_bytes\{.*\} (\d+)$/m.exec(String(body))![1]);
}

/** Takes most of the room, and sends nothing of it. */
async function fill(token = ann, bytes = 13 * MIB): Promise<Upload> {
  const filling = upload(token, bytes);
  await until(async () => (await heldBytes()) >= bytes);
  return filling;
}

/** JSON of so many bytes. */
const json = (bytes: number): string => `"${"x".repeat(bytes - 2)}"`;
const detailOf = ({ text }: { readonly text: string }): string => JSON.parse(text.split("\r\n\r\n")[1]!).detail;

describe("when bodies under way take all the room there is for them (CWE-770)", () => {
  it("a large one is refused before it is read, and says what to do", async () => {
    await fill();
    const refused = await upload(bob, 2 * MIB).answer();
    expect(refused.status).toBe(503);
    expect(refused.text).toMatch(/\r\nretry-after: 5\r\n/);
    expect(refused.text).toContain('"code":"bodies_full"');
    expect(detailOf(refused)).toMatch(/other requests as it may. Send it again/);
  });

  it("small ones are served all the same, those of the same token, too", async () => {
    await fill();
    for (const token of [ann, bob]) {
      expect((await token.call("GET", "/v1/general")).status).toBe(200);
      expect((await token.call("PATCH", "/v1/general", { maxRecipients: 5 })).status).toBe(200);
      expect((await token.call("POST", "/v1/held", json(200_000))).body.length).toBe(200_000);
    }
  });

  it("one in chunks is taken as far as there is room, and refused in the middle", async () => {
    await fill();
    const chunked = upload(bob, "chunked");
    chunked.send(" ".repeat(MIB / 2));
    await until(async () => (await heldBytes()) === 13.5 * MIB);
    for (let n = 0; n < 4; n++) chunked.send(" ".repeat(MIB / 4));
    expect((await chunked.answer()).status).toBe(503);
    expect((await bob.call("GET", "/v1/general")).status).toBe(200);
  });

  it("one token leaves room for others", async () => {
    await fill(ann, 6 * MIB);
    const refused = await upload(ann, 2 * MIB).answer();
    expect([refused.status, detailOf(refused)]).toEqual([503, expect.stringMatching(/your share/)]);
    const other = upload(bob, 7 * MIB);
    other.send(json(7 * MIB));
    expect((await other.answer()).status).toBe(200);
  });

  it("who is refused may go on with the same connection, for as long as it does not send for ever", async () => {
    await fill();
    const patient = upload(bob, 2 * MIB);
    expect((await patient.answer()).status).toBe(503);
    patient.send(json(2 * MIB));
    patient.socket.write(`${headOf(bob, 4)}"ok"`);
    expect((await patient.answer()).status).toBe(200);
    const endless = upload(bob, 10 * MIB);
    expect((await endless.answer()).status).toBe(503);
    const trickle = setInterval(() => endless.send(" "), 100);
    await until(async () => endless.socket.destroyed);
    clearInterval(trickle);
  });

  it("it is counted, and told in the log once for many", async () => {
    await fill();
    for (let n = 0; n < 20; n++) await upload(bob, 2 * MIB).answer();
    const { body } = await api.call("GET", "/metrics");
    expect(Number(/^postlane_api_refused_total\{.*body_full.*\} (\d+)$/m.exec(String(body))![1])).toBeGreaterThan(19);
    expect(api.logLines.filter((line) => line.includes("no room for the body")).length).toBeLessThan(3);
    expect(api.logLines.filter((line) => line.includes("request failed"))).toEqual([]);
  });
});

describe("the room of a body is given back", () => {
  it.each<[string, number | "chunked", (body: Upload) => unknown, number]>([
    ["is answered", 13 * MIB, (body) => body.send(json(13 * MIB)), 200],
    ["is no JSON", 13 * MIB, (body) => body.send("{".repeat(13 * MIB)), 400],
    ["is cut off", 13 * MIB, ({ send, socket }) => (send("x".repeat(MIB)), socket.end()), 400],
    ["is reset", 13 * MIB, ({ send, socket }) => (send("x".repeat(MIB)), socket.resetAndDestroy()), 0],
    ["comes too slowly", 13 * MIB, ({ send }) => send("x".repeat(MIB)), 408],
    ["came in chunks", "chunked", (body) => (body.send(json(13 * MIB)), body.send("")), 200],
    ["is cut off in chunks", "chunked", ({ send, socket }) => (send("x".repeat(MIB)), socket.destroy()), 0],
    [
      "is in chunks that are none",
      "chunked",
      ({ send, socket }) => (send("x".repeat(MIB)), socket.write("zz\r\n")),
      400,
    ],
    ["is in chunks beyond all room", "chunked", ({ send }) => send("x".repeat(15 * MIB)), 413],
  ])("when it %s", async (_how, length, act, status) => {
    const body = upload(ann, length);
    if (length !== "chunked") await until(async () => (await heldBytes()) === length);
    act(body);
    expect((await body.answer()).status).toBe(status);
    await until(async () => (await heldBytes()) === 0);
    const next = upload(bob, 13 * MIB);
    next.send(json(13 * MIB));
    expect((await next.answer()).status).toBe(200);
  });

  it("not before its handler is done, though the client has gone", async () => {
    held = true;
    const gone = upload(ann, 13 * MIB);
    gone.send(json(13 * MIB));
    await until(async () => working.length === 1);
    gone.socket.destroy();
    await sleep(200);
    expect(await heldBytes()).toBe(13 * MIB);
    expect((await upload(bob, 2 * MIB).answer()).status).toBe(503);
    working.pop()!();
    await until(async () => (await heldBytes()) === 0);
  });

  it("when its client has gone before it was read", async () => {
    slowMs = 300;
    const gone = upload(ann, 13 * MIB);
    await sleep(100);
    gone.socket.destroy();
    await sleep(400);
    slowMs = 0;
    expect((await upload(bob, 13 * MIB).answer()).status).toBe(408);
  });

  it("when its connection ends while another answer is awaited on it (RFC 9112 section 9.3.2)", async () => {
    held = true;
    const pipelined = upload(ann, 100);
    pipelined.send(json(100));
    await until(async () => working.length === 1);
    pipelined.socket.write(headOf(ann, 12 * MIB));
    await until(async () => (await heldBytes()) === 12 * MIB + 100);
    pipelined.socket.destroy();
    await until(async () => (await heldBytes()) === 100);
  });

  it("when it is answered, though the answer waits behind another", async () => {
    held = true;
    const pipelined = upload(ann, 100);
    pipelined.send(json(100));
    await until(async () => working.length === 1);
    held = false;
    pipelined.socket.write(headOf(ann, 12 * MIB));
    await until(async () => (await heldBytes()) === 12 * MIB + 100);
    pipelined.send(json(12 * MIB));
    await until(async () => (await heldBytes()) === 100);
    const next = upload(bob, 13 * MIB);
    next.send(json(13 * MIB));
    expect((await next.answer()).status).toBe(200);
  });

  it("is never taken for what is too large, or not asked for by anybody", async () => {
    expect((await upload(ann, 200 * MIB).answer()).status).toBe(413);
    const never = await upload(ann, 15 * MIB).answer();
    expect([never.status, detailOf(never)]).toEqual([413, expect.stringContaining("POSTLANE_API_BODIES_MAX_BYTES")]);
    expect((await upload(undefined, MIB).answer()).status).toBe(401);
    const nowhere = upload(undefined, MIB, "/nowhere");
    expect([(await nowhere.answer()).status, await heldBytes()]).toEqual([404, 0]);
  });
});

describe("of large bodies, which take several times their size when they are worked on,", () => {
  let own: TestApi;
  beforeAll(async () => {
    own = api;
    const app = { load: { bodiesMaxBytes: 128 * MIB } };
    api = await startTestApi(server.url, null, () => [parts], { app });
  });
  afterAll(async () => {
    await api.close();
    api = own;
  });

  it("one is at a time, and small ones beside it; who leaves meanwhile gives its room back", async () => {
    held = true;
    const [first, second, third] = [upload(ann, 17 * MIB), upload(bob, 17 * MIB), upload(bob, 18 * MIB)];
    first.send(json(17 * MIB));
    await until(async () => working.length === 1);
    second.send(json(17 * MIB));
    third.send(json(18 * MIB));
    await sleep(300);
    expect(working).toHaveLength(1);
    const small = upload(ann, 1_000);
    small.send(json(1_000));
    await until(async () => working.length === 2);
    second.socket.destroy();
    await sleep(100);
    expect(await heldBytes()).toBe(52 * MIB + 1_000);
    working.shift()!();
    expect((await first.answer()).status).toBe(200);
    await until(async () => working.length === 2);
    expect(await heldBytes()).toBe(18 * MIB + 1_000);
    for (const letGo of working.splice(0)) letGo();
    for (const each of [small, third]) expect((await each.answer()).status).toBe(200);
  });
});
