import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { createNetworkMatcher, createTargetFilter } from "@postlane/dns";

/** Where events must not go: into networks that only we can see. */
export interface TargetGuard {
  /** Why no event may be sent to this address, as far as that can be said without asking DNS. */
  refusal(url: URL): string | undefined;
  /** For connecting to this URL: only addresses that may be connected to come out, so what DNS says later does not matter. */
  lookupFor(url: URL): LookupFunction;
}

/** @param allowedNetworks CIDRs that may be targets although they are private, and where plain http is taken */
export function createTargetGuard(allowedNetworks: readonly string[]): TargetGuard {
  const refusalOf = createTargetFilter(allowedNetworks);
  const isAllowed = createNetworkMatcher(allowedNetworks);

  function refusalOfAddress(address: string, { protocol }: URL): string | undefined {
    if (isAllowed(address)) return undefined;
    if (protocol !== "https:") return "plain http outside of POSTLANE_WEBHOOK_ALLOWED_NETWORKS";
    const why = refusalOf(address);
    return why && `${why} outside of POSTLANE_WEBHOOK_ALLOWED_NETWORKS`;
  }

  return {
    refusal(url) {
      const host = hostOf(url);
      if (isIP(host) !== 0) return refusalOfAddress(host, url);
      if (allowedNetworks.length > 0) return undefined;
      if (url.protocol !== "https:") return "plain http without POSTLANE_WEBHOOK_ALLOWED_NETWORKS";
      // RFC 6761 section 6.3
      return /(^|\.)localhost\.?$/.test(host)
        ? "loopback address without POSTLANE_WEBHOOK_ALLOWED_NETWORKS"
        : undefined;
    },
    lookupFor: (url) => (hostname, options: LookupOptions, callback) => {
      lookup(hostname, { ...options, all: true }, (error, found) => {
        if (error) return callback(error, []);
        const usable = (found as LookupAddress[]).filter(({ address }) => !refusalOfAddress(address, url));
        const [first] = usable;
        if (!first) {
          const { address = "no address" } = (found as LookupAddress[])[0] ?? {};
          return callback(new TargetRefused(`${address}: ${refusalOfAddress(address, url) ?? "none found"}`), []);
        }
        if (options.all) callback(null, usable);
        else callback(null, first.address, first.family);
      });
    },
  };
}

/** RFC 3986 section 3.2.2: IPv6 addresses stand in brackets. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

/** The endpoint is in a network no event may be sent to. */
export class TargetRefused extends Error {
  override readonly name = "TargetRefused";
}
