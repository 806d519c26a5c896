import { createSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import * as dnsPacket from "dns-packet";
import { answerQuestion, type Lookup } from "./answer-question.ts";

/** What a name answers. Absent parts are NODATA; a name that is not set at all is NXDOMAIN (or asks the fallback). */
export interface Zone {
  readonly mx?: readonly { readonly preference: number; readonly exchange: string }[];
  readonly a?: readonly string[];
  readonly aaaa?: readonly string[];
  /** RFC 7505: this domain takes no mail. */
  readonly nullMx?: boolean;
  readonly cname?: string;
  readonly nxdomain?: boolean;
  readonly servfail?: boolean;
  /** Never answer. */
  readonly timeout?: boolean;
  /** Answer this much later. */
  readonly delayMs?: number;
  readonly ttlSeconds?: number;
}

export interface DnsQuery {
  readonly name: string;
  readonly type: string;
  readonly at: number;
}

export interface DnsServer {
  readonly host: string;
  readonly port: number;
  /** `host:port`, as POSTLANE_DNS_SERVERS takes it. */
  readonly address: string;
  set(name: string, zone: Zone): void;
  delete(name: string): void;
  /** Answers for names that are not set; undefined = NXDOMAIN. */
  setFallback(fallback: (name: string) => Zone | undefined): void;
  /** The last 10,000 questions. */
  readonly queries: readonly DnsQuery[];
  countQueries(name?: string, type?: string): number;
  stop(): Promise<void>;
}

/** An authoritative DNS server whose answers a test programs; UDP and TCP on the same port of a loopback address. */
export async function startDnsServer(options: { host?: string; port?: number } = {}): Promise<DnsServer> {
  const host = options.host ?? "127.0.0.1";
  const zones = new Map<string, Zone>();
  const queries: DnsQuery[] = [];
  const sockets = new Set<Socket>();
  let fallback: (name: string) => Zone | undefined = () => undefined;
  const lookup: Lookup = (name) => zones.get(name) ?? fallback(name);

  /** Milliseconds to wait and the answer; undefined = stay silent. */
  function answer(packet: Buffer, maxBytes: number, send: (reply: Buffer) => void): void {
    let query: dnsPacket.DecodedPacket;
    try {
      query = dnsPacket.decode(packet);
    } catch {
      return;
    }
    const question = query.questions?.[0];
    if (!question) return;
    const name = question.name.toLowerCase();
    queries.push({ name, type: question.type, at: Date.now() });
    if (queries.length > 10_000) queries.splice(0, 1_000);
    const zone = lookup(name);
    if (zone?.timeout) return;
    const reply = answerQuestion(query, question, lookup, maxBytes);
    if (zone?.delayMs) setTimeout(() => send(reply), zone.delayMs);
    else send(reply);
  }

  const udp = createSocket(host.includes(":") ? "udp6" : "udp4");
  udp.on("message", (packet, peer) => answer(packet, 512, (reply) => udp.send(reply, peer.port, peer.address)));

  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    let received = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        answer(received.subarray(2, end), 65_535, (reply) => {
          const length = Buffer.alloc(2);
          length.writeUInt16BE(reply.length);
          socket.write(Buffer.concat([length, reply]));
        });
        received = received.subarray(end);
      }
    });
  });

  const port = await bindBoth(options.port ?? 0);

  /** A port free for TCP may be taken for UDP: try a few. */
  async function bindBoth(wanted: number): Promise<number> {
    for (let tries = 0; ; tries++) {
      await new Promise<void>((resolve, reject) => tcp.once("error", reject).listen(wanted, host, resolve));
      const { port: got } = tcp.address() as { port: number };
      try {
        await new Promise<void>((resolve, reject) => {
          udp.once("error", reject);
          udp.bind(got, host, () => {
            udp.off("error", reject);
            resolve();
          });
        });
        udp.on("error", () => {});
        return got;
      } catch (error) {
        await new Promise((resolve) => tcp.close(resolve));
        if (wanted !== 0 || tries === 5) throw error;
      }
    }
  }

  return {
    host,
    port,
    address: host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`,
    queries,
    set: (name, zone) => void zones.set(name.toLowerCase(), zone),
    delete: (name) => void zones.delete(name.toLowerCase()),
    setFallback: (next) => {
      fallback = next;
    },
    countQueries: (name, type) =>
      queries.filter((query) => (!name || query.name === name) && (!type || query.type === type)).length,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
}
