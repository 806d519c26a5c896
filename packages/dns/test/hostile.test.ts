import { createSocket } from "node:dgram";
import { createServer, type Server } from "node:net";
import * as dnsPacket from "dns-packet";
import { afterEach, describe, expect, test } from "vitest";
import { createResolver, type NextHop } from "../src/index.ts";

/** DNS servers that lie, garble, or go on for ever: each ends as a temporary failure within the question's limit, never as a target that was not asked for. */
const QUESTION_MS = 1_000;
/** Of a whole look-up: what only this ended would take so long. */
const LOOKUP_MS = 20_000;
/** Enough for a busy machine, far from c-ares' own patience and from the look-up's. */
const BOUNDED_MS = 8_000;
let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

/** A server that answers with these bytes over UDP, and with others over TCP. */
async function serve(
  udpReply: (query: Buffer) => Buffer | undefined,
  tcpReply?: (query: Buffer) => Buffer,
): Promise<string> {
  const udp = createSocket("udp4");
  const tcp: Server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (data) => {
      if (tcpReply) socket.write(tcpReply(data.subarray(2)));
    });
  });
  await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));
  const { port } = tcp.address() as { port: number };
  await new Promise<void>((resolve) => udp.bind(port, "127.0.0.1", resolve));
  udp.on("message", (query, from) => {
    const reply = udpReply(query);
    if (reply) udp.send(reply, from.port, from.address);
  });
  close = async () => {
    await new Promise<void>((resolve) => udp.close(() => resolve()));
    tcp.close();
  };
  return `127.0.0.1:${port}`;
}

type Answers = dnsPacket.Packet["answers"];

function answer(query: Buffer, answers: Answers, flags = 0): Buffer {
  const { id, questions } = dnsPacket.decode(query);
  return dnsPacket.encode({
    type: "response",
    id: id!,
    flags: dnsPacket.RECURSION_DESIRED | flags,
    questions: questions!,
    answers: answers!,
  });
}

async function ask(server: string): Promise<{ hop: NextHop; ms: number }> {
  const startedAt = performance.now();
  const resolver = createResolver({ servers: [server], questionMs: QUESTION_MS, timeoutMs: LOOKUP_MS });
  const hop = await resolver.resolveDomain("victim.test");
  return { hop, ms: performance.now() - startedAt };
}

const typeOf = (query: Buffer): string => dnsPacket.decode(query).questions![0]!.type;
const codeOf = (hop: NextHop): string => (hop.ok ? "a target" : hop.failure.enhancedCode);
const mxOf = (name: string): Answers => [{ type: "MX", name, data: { preference: 1, exchange: "mx.evil.test" } }];

describe("is no answer, and costs no more than the limit (RFC 5452 section 9)", () => {
  test.each<[string, (query: Buffer) => Buffer | undefined]>([
    ["garbage (RFC 1035 section 4.1)", () => Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["nothing (RFC 1035 section 4.1)", () => Buffer.alloc(0)],
    ["a header alone (RFC 1035 section 4.1.1)", (query) => query.subarray(0, 12)],
    [
      "an answer cut off in a record (RFC 1035 section 4.1.3)",
      (query) => answer(query, mxOf("victim.test")).subarray(0, -4),
    ],
    [
      "an answer with another id (CVE-2008-1447)",
      (query) => {
        const reply = answer(query, mxOf("victim.test"));
        reply.writeUInt16BE((reply.readUInt16BE(0) + 1) & 0xffff, 0);
        return reply;
      },
    ],
    [
      "an answer to another question (RFC 5452 section 9.1)",
      (query) => {
        const { id } = dnsPacket.decode(query);
        return dnsPacket.encode({
          type: "response",
          id: id!,
          questions: [{ type: "MX", name: "evil.test" }],
          answers: mxOf("evil.test")!,
        });
      },
    ],
    [
      "a name that points at itself (compression loop, CVE-2000-0333)",
      (query) => {
        const reply = answer(query, mxOf("victim.test"));
        const loop = Buffer.from(reply);
        const at = 12 + "victim.test".length + 2 + 4;
        loop.writeUInt16BE(0xc000 | at, at);
        return loop;
      },
    ],
    ["silence (RFC 1035 section 7.2)", () => undefined],
    ["REFUSED (RFC 1035 section 4.1.1)", (query) => answer(query, [], 5)],
  ])("%s", async (_what, reply) => {
    const { hop, ms } = await ask(await serve(reply));
    if (hop.ok) throw new Error(`a target: ${JSON.stringify(hop.addresses)}`);
    expect(hop.failure.enhancedCode).toBe("4.4.3");
    expect(ms).toBeLessThan(BOUNDED_MS);
  });

  test.each<[string, ((query: Buffer) => Buffer) | undefined]>([
    ["never answers", undefined],
    ["answers with garbage", () => Buffer.from("\xff\xffgarbage", "latin1")],
    ["answers in a packet that never ends", () => Buffer.concat([Buffer.from([0xff, 0xff]), Buffer.alloc(100)])],
  ])("a truncated answer whose TCP server %s (RFC 7766)", async (_what, tcpReply) => {
    const { hop, ms } = await ask(await serve((query) => answer(query, [], dnsPacket.TRUNCATED_RESPONSE), tcpReply));
    expect(hop.ok ? "a target" : hop.failure.enhancedCode).toBe("4.4.3");
    expect(ms).toBeLessThan(BOUNDED_MS);
  });
});

describe("a server that sends the question back (RFC 1035 section 4.1.1), which c-ares takes for an empty answer (it does not look at the QR bit)", () => {
  const echo = (query: Buffer): Buffer => query;

  test("bounces nothing, and costs one question more", async () => {
    let questions = 0;
    const { hop } = await ask(await serve((query) => (questions++, echo(query))));
    expect(hop.ok ? "a target" : hop.failure.enhancedCode).toBe("4.4.3");
    expect(questions).toBe(4);
  });

  test("bounces nothing either when it begins with it behind the MX", async () => {
    const { hop } = await ask(
      await serve((query) => (typeOf(query) === "MX" ? answer(query, mxOf("victim.test")) : echo(query))),
    );
    expect(hop.ok ? "a target" : hop.failure.enhancedCode).toBe("4.4.3");
  });

  test("is not believed afterwards what it seemed to say, once it works again", async () => {
    let broken = true;
    const host: Answers = [{ type: "A", name: "victim.test", data: "93.184.215.1" }];
    const works = (query: Buffer): Buffer => answer(query, typeOf(query) === "A" ? host : []);
    const server = await serve((query) => (broken ? echo(query) : works(query)));
    const resolver = createResolver({ servers: [server], questionMs: QUESTION_MS });
    expect(codeOf(await resolver.resolveDomain("victim.test"))).toBe("4.4.3");
    broken = false;
    expect(codeOf(await resolver.resolveDomain("victim.test"))).toBe("a target");
  });

  test.each<[string, number, Answers]>([
    ["names the root's servers", 0, [{ type: "NS", name: ".", data: "a.root-servers.net" }]],
    ["of a closed network knows no root (NXDOMAIN)", 3, []],
    ["of a closed network refuses to speak of it", 5, []],
  ])("one that %s is believed: a domain without addresses is final", async (_what, flags, answers) => {
    const { hop } = await ask(
      await serve((query) => (typeOf(query) === "NS" ? answer(query, answers, flags) : answer(query, []))),
    );
    expect(codeOf(hop)).toBe("5.4.4");
  });

  test.each<[string, (query: Buffer) => Buffer | undefined]>([
    ["fails", (query) => answer(query, [], 2)],
    ["is silent", () => undefined],
  ])("one that %s when it is asked for the root bounces nothing", async (_what, reply) => {
    const { hop } = await ask(await serve((query) => (typeOf(query) === "NS" ? reply(query) : answer(query, []))));
    expect(codeOf(hop)).toBe("4.4.3");
  });
});

describe("records for other names", () => {
  test("in an answer to ours are no targets (cache poisoning, RFC 2181 section 5.4.1)", async () => {
    const server = await serve((query) => {
      const { name, type } = dnsPacket.decode(query).questions![0]!;
      // The MX is somebody else's; the address comes along unasked, for a name nobody mentioned.
      if (type === "MX")
        return answer(query, [...mxOf("other.test")!, { type: "A", name: "mx.evil.test", data: "93.184.215.66" }]);
      return answer(
        query,
        name === "victim.test" && type === "A" ? [{ type: "A", name: "other.test", data: "93.184.215.66" }] : [],
      );
    });
    const { hop } = await ask(server);
    const targets = hop.ok ? hop.addresses.map(({ address }) => address) : [];
    expect(targets).not.toContain("93.184.215.66");
  });

  test("at the end of a chain of aliases (RFC 1034 section 3.6.2) cost no more than one question each", async () => {
    let asked = 0;
    const server = await serve((query) => {
      asked++;
      const { type } = dnsPacket.decode(query).questions![0]!;
      const chain: Answers = Array.from({ length: 8 }, (_, n) => ({
        type: "CNAME" as const,
        name: n === 0 ? "victim.test" : `c${n}.victim.test`,
        data: `c${n + 1}.victim.test`,
      }));
      return answer(query, type === "MX" ? chain : [...chain, { type: "A", name: "c8.victim.test", data: "10.0.0.1" }]);
    });
    const { hop, ms } = await ask(server);
    expect(hop.ok).toBe(false);
    expect(asked).toBeLessThan(10);
    expect(ms).toBeLessThan(BOUNDED_MS);
  });
});

test("an address that changes between two look-ups is checked at each (DNS rebinding, CWE-350)", async () => {
  let first = true;
  const server = await serve((query) => {
    const { name, type } = dnsPacket.decode(query).questions![0]!;
    if (type !== "A") return answer(query, []);
    const data = first ? "93.184.215.1" : "127.0.0.1";
    first = false;
    return answer(query, [{ type: "A", name, data, ttl: 0 }]);
  });
  let nowMs = 0;
  const resolver = createResolver({ servers: [server], questionMs: QUESTION_MS, now: () => nowMs });
  expect(await resolver.resolveDomain("victim.test")).toMatchObject({
    ok: true,
    addresses: [{ address: "93.184.215.1" }],
  });
  nowMs += 10_000_000;
  const again = await resolver.resolveDomain("victim.test");
  expect(again.ok ? "a target" : again.failure.enhancedCode).toBe("5.4.4");
});
