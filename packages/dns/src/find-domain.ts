import type { MxRecord } from "./ask.ts";
import { type Found, type HostAddresses, type Lookup, lookupAddresses, refusal } from "./lookup-addresses.ts";
import { orderHosts } from "./order-hosts.ts";
import { siteName } from "./site-name.ts";
import type { HostAddress } from "./types.ts";

// A stranger's DNS decides how much work one look-up is: these are its limits.
const MAX_HOSTS = 10;
const MAX_ADDRESSES = 20;
const MAX_ADDRESSES_OF_HOST = 8;

interface Candidate extends MxRecord {
  readonly found: HostAddresses;
}

/** Where mail for a domain goes: its MX hosts, or itself when it has none (RFC 5321 section 5.1). */
export async function findDomain(domain: string, lookup: Lookup): Promise<Found> {
  const mx = await lookup.ask.mx(domain);
  if (mx.kind === "nxdomain") return refusal("5.1.2", `the domain ${domain} does not exist`);
  if (mx.kind === "failed") return refusal("4.4.3", `DNS could not say where mail for ${domain} goes: MX ${mx.code}`);
  if (mx.kind === "nodata") return settle(domain, [{ preference: 0, exchange: domain }], lookup);
  // RFC 7505 section 3: a single "." means that the domain takes no mail.
  if (mx.records.every((record) => record.exchange === ""))
    return refusal("5.1.10", `${domain} takes no mail (null MX, RFC 7505)`);
  const hosts = orderHosts(mx.records, lookup.random);
  if (hosts.length === 0) return refusal("5.4.4", `no MX of ${domain} is a host name`);
  return settle(domain, hosts, lookup);
}

async function settle(domain: string, ordered: readonly MxRecord[], lookup: Lookup): Promise<Found> {
  const hosts = ordered.slice(0, MAX_HOSTS);
  const candidates = await Promise.all(
    hosts.map(async (mx) => ({ ...mx, found: await lookupAddresses(mx.exchange, lookup.ask) })),
  );
  const ahead = beforeOurselves(candidates, lookup);
  if (ahead.length === 0 && candidates.length > 0)
    return refusal("5.4.6", `mail for ${domain} loops: its best MX is this server itself`);
  const refused: string[] = [];
  const addresses: HostAddress[] = [];
  for (const { exchange, found } of ahead) {
    for (const address of found.addresses.slice(0, MAX_ADDRESSES_OF_HOST)) {
      const why = lookup.filter(address);
      if (why) refused.push(`${exchange} ${address}: ${why}`);
      else addresses.push({ host: exchange, address });
    }
  }
  if (addresses.length === 0) return nothingLeft(domain, ahead, refused, lookup);
  const site = siteName(ordered.map((mx) => mx.exchange));
  return { ok: true, addresses: addresses.slice(0, MAX_ADDRESSES), site, detail: describe(ahead, refused) };
}

/** RFC 5321 section 5.1: where we are an MX ourselves, only better preferences are left, else mail loops. */
function beforeOurselves(candidates: readonly Candidate[], lookup: Lookup): readonly Candidate[] {
  const own = candidates.filter(
    ({ exchange, found }) =>
      lookup.ownNames.has(exchange) || found.addresses.some((address) => lookup.ownAddresses.has(address)),
  );
  const limit = Math.min(...own.map((mx) => mx.preference));
  return candidates.filter((mx) => mx.preference < limit);
}

async function nothingLeft(
  domain: string,
  candidates: readonly Candidate[],
  refused: readonly string[],
  { ask }: Lookup,
): Promise<Found> {
  const failed = candidates.find(({ found }) => found.failed !== undefined);
  if (failed) return refusal("4.4.3", `DNS could not say the address of ${failed.exchange}: ${failed.found.failed}`);
  // Waiting would not make a private address public: the sender should know at once.
  if (refused.length > 0)
    return refusal(
      "5.4.4",
      `every server of ${domain} is at an address that is not allowed: ${refused.slice(0, 5).join(", ")}`,
    );
  const names = candidates.map((mx) => mx.exchange);
  // A resolver that only seems to answer must not bounce mail.
  if (!(await ask.believesEmpty([domain, ...names])))
    return refusal("4.4.3", `DNS says nothing of ${domain}, nor of anything else: the resolver does not work`);
  if (names.length === 1 && names[0] === domain)
    return refusal("5.4.4", `${domain} has neither MX nor address records`);
  return refusal("5.4.4", `no MX of ${domain} has an address: ${names.slice(0, 5).join(", ")}`);
}

function describe(candidates: readonly Candidate[], refused: readonly string[]): string {
  const hosts = candidates.map(({ exchange, preference, found }) => {
    const addresses = found.addresses.slice(0, MAX_ADDRESSES_OF_HOST).join(" ");
    return `${exchange} ${preference} (${addresses || found.failed || "no address"})`;
  });
  return [...hosts, ...refused.map((text) => `refused ${text}`)].slice(0, 20).join(", ");
}
