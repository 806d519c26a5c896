import * as dnsPacket from "dns-packet";
import type { Zone } from "./start-dns-server.ts";

export type Lookup = (name: string) => Zone | undefined;

const SERVFAIL = 2;
const NXDOMAIN = 3;

/** The reply packet for a question; over UDP it is truncated when longer than `maxBytes`, so that the client asks over TCP. */
export function answerQuestion(
  query: dnsPacket.DecodedPacket,
  question: dnsPacket.Question,
  lookup: Lookup,
  maxBytes: number,
): Buffer {
  const { answers, rcode } = answersFor(question, lookup);
  const base = { type: "response" as const, id: query.id, questions: [question] };
  const flags = dnsPacket.AUTHORITATIVE_ANSWER | dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | rcode;
  const reply = dnsPacket.encode({ ...base, flags, answers });
  return reply.length <= maxBytes ? reply : dnsPacket.encode({ ...base, flags: flags | dnsPacket.TRUNCATED_RESPONSE });
}

function answersFor(question: dnsPacket.Question, lookup: Lookup): { answers: dnsPacket.Answer[]; rcode: number } {
  const answers: dnsPacket.Answer[] = [];
  let name = question.name.toLowerCase();
  // A CNAME chain is followed as a resolver would; a loop ends here with the CNAMEs alone.
  for (let links = 0; links < 8; links++) {
    const zone = lookup(name);
    if (zone?.servfail) return { answers: [], rcode: SERVFAIL };
    if (!zone || zone.nxdomain) return { answers, rcode: NXDOMAIN };
    const ttl = zone.ttlSeconds ?? 60;
    if (zone.cname === undefined)
      return { answers: [...answers, ...recordsOf(name, question.type, zone, ttl)], rcode: 0 };
    answers.push({ type: "CNAME", name, ttl, data: zone.cname });
    name = zone.cname.toLowerCase();
  }
  return { answers, rcode: 0 };
}

function recordsOf(name: string, type: string, zone: Zone, ttl: number): dnsPacket.Answer[] {
  if (type === "MX" && zone.nullMx) return [{ type: "MX", name, ttl, data: { preference: 0, exchange: "." } }];
  if (type === "MX") return (zone.mx ?? []).map((mx) => ({ type: "MX", name, ttl, data: mx }));
  if (type === "A") return (zone.a ?? []).map((data) => ({ type: "A", name, ttl, data }));
  if (type === "AAAA") return (zone.aaaa ?? []).map((data) => ({ type: "AAAA", name, ttl, data }));
  return [];
}
