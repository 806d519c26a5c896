import { isIP } from "node:net";
import { createAsk } from "./ask.ts";
import { findDomain } from "./find-domain.ts";
import { type Found, type Lookup, lookupAddresses, plainAddress, refusal } from "./lookup-addresses.ts";
import { createRelayFilter, createTargetFilter } from "./target-filter.ts";
import type { NextHop, Resolver } from "./types.ts";

export interface ResolverOptions {
  /** `host:port` or `[v6]:port`; none = those of the system. */
  readonly servers?: readonly string[];
  /** CIDRs that may be targets although they are loopback, private or otherwise special. Default none. */
  readonly allowedNetworks?: readonly string[];
  /** Names and addresses under which this system itself takes mail: never a target of direct delivery. */
  readonly ownNames?: readonly string[];
  readonly ownAddresses?: readonly string[];
  /** Limit of a whole look-up (default 15,000) and of one question (default 5,000), in milliseconds. */
  readonly timeoutMs?: number;
  readonly questionMs?: number;
  /** Unix milliseconds. */
  readonly now?: () => number;
  /** 0 … 1 */
  readonly random?: () => number;
}

/**
 * The resolver of the workers, on node:dns with limits and a cache of its own.
 * - Permanent: NXDOMAIN (5.1.2), null MX (5.1.10), no server or only refused addresses (5.4.4), only ourselves (5.4.6).
 * - Temporary: everything DNS could not say (4.4.3).
 * - Relays are named by the operator, so `resolveHost` takes private addresses, but none of link-local or cloud metadata; a literal in brackets
 *   is a stranger's and is filtered.
 * @throws Error naming the network or server that is not one
 */
export function createResolver(options: ResolverOptions = {}): Resolver {
  const { now = Date.now, random = Math.random, timeoutMs = 15_000 } = options;
  const ask = createAsk({ servers: options.servers ?? [], questionMs: options.questionMs ?? 5_000, now });
  const lookup: Lookup = {
    ask,
    random,
    filter: createTargetFilter(options.allowedNetworks ?? []),
    relayFilter: createRelayFilter(options.allowedNetworks ?? []),
    ownNames: new Set(options.ownNames?.map((name) => name.toLowerCase())),
    ownAddresses: new Set(options.ownAddresses?.map(plainAddress)),
  };

  async function bounded(command: string, find: () => Promise<Found>, signal?: AbortSignal): Promise<NextHop> {
    const startedAtMs = now();
    const found = await withLimit(find(), timeoutMs, signal);
    const entry = { step: "dns", command, startedAtMs, durationMs: now() - startedAtMs } as const;
    return found.ok
      ? { ok: true, addresses: found.addresses, site: found.site, entry: { ...entry, detail: found.detail } }
      : { ok: false, failure: found.failure, entry: { ...entry, detail: found.failure.detail } };
  }

  return {
    resolveDomain(domain, signal) {
      const literal = readLiteral(domain);
      return literal === undefined
        ? bounded(`MX ${domain}`, () => findDomain(domain.toLowerCase(), lookup), signal)
        : bounded(`literal ${domain}`, async () => findLiteral(literal, domain, lookup), signal);
    },
    resolveHost(host, signal) {
      const literal = readLiteral(host);
      if (literal !== undefined)
        return bounded(`literal ${host}`, async () => findLiteral(literal, host, lookup), signal);
      return bounded(`A/AAAA ${host}`, () => findRelay(host.toLowerCase(), lookup), signal);
    },
  };
}

/** The address inside `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321 section 4.1.3); "" when it holds none; undefined when not a literal. */
function readLiteral(domain: string): string | undefined {
  if (!domain.startsWith("[")) return undefined;
  const inside = /^\[(?:IPv6:)?([^\]]+)\]$/i.exec(domain)?.[1] ?? "";
  const version = /^\[IPv6:/i.test(domain) ? 6 : 4;
  return isIP(inside) === version ? plainAddress(inside) : "";
}

function findLiteral(address: string, literal: string, lookup: Lookup): Found {
  if (address === "") return refusal("5.1.2", `${literal} holds no address`);
  if (lookup.ownAddresses.has(address)) return refusal("5.4.6", `${literal} is this server itself`);
  const why = lookup.filter(address);
  if (why) return refusal("5.4.4", `${literal}: ${why}, not a destination that is allowed`);
  return { ok: true, addresses: [{ host: literal, address }], site: address, detail: address };
}

async function findRelay(host: string, lookup: Lookup): Promise<Found> {
  const result = isIP(host) > 0 ? { addresses: [host] } : await lookupAddresses(host, lookup.ask);
  const addresses = result.addresses.filter((address) => lookup.relayFilter(address) === undefined);
  if (addresses.length > 0)
    return {
      ok: true,
      addresses: addresses.map((address) => ({ host, address })),
      site: host,
      detail: addresses.join(", "),
    };
  const [refused] = result.addresses;
  if (refused !== undefined)
    return refusal("4.4.3", `relay ${host}: ${refused} is no relay's address (${lookup.relayFilter(refused)})`);
  // A relay's name is the operator's to put right: the mail waits for it.
  return refusal("4.4.3", `no address of relay ${host}: ${result.failed ?? "the name does not exist or has none"}`);
}

/** The result, or a temporary failure when it takes too long or `signal` ends it. */
async function withLimit(work: Promise<Found>, ms: number, signal?: AbortSignal): Promise<Found> {
  const { promise: ended, resolve: end } = Promise.withResolvers<Found>();
  const onAbort = (): void => end(refusal("4.4.3", "the look-up was cancelled"));
  const timer = setTimeout(() => end(refusal("4.4.3", `DNS took longer than ${ms} ms`)), ms);
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted) onAbort();
  try {
    return await Promise.race([ended, work]);
  } catch (error) {
    // A fault of ours: it must never bounce mail.
    return refusal("4.4.3", `DNS look-up failed: ${String(error)}`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}
