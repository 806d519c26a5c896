import ipaddr from "ipaddr.js";

/** Says why mail must not be sent to an address, or undefined. */
export type TargetFilter = (address: string) => string | undefined;

/**
 * Only public unicast addresses are targets: a stranger's DNS must not point us at loopback, private networks, a cloud's metadata service
 * or anything behind a translation (mapped, NAT64, 6to4, Teredo).
 * @param allowedNetworks CIDRs that may be targets although they are none of that
 * @throws Error naming the network that is not a CIDR
 */
export function createTargetFilter(allowedNetworks: readonly string[]): TargetFilter {
  const allowed = allowedNetworks.map(parseNetwork);
  return (address) => {
    if (!ipaddr.isValid(address)) return "not an address";
    const target = ipaddr.process(address); // ::ffff:10.0.0.1 is 10.0.0.1
    if (allowed.some(([network, bits]) => network.kind() === target.kind() && target.match(network, bits)))
      return undefined;
    const range = target.range();
    if (range !== "unicast") return `${range} address`;
    // Global unicast is 2000::/3 (RFC 4291 section 2.4); ranges that ipaddr.js has no name for are no exception.
    if (target.kind() === "ipv6" && !target.match(ipaddr.parse("2000::"), 3)) return "not a public address";
    return undefined;
  };
}

function parseNetwork(network: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  try {
    return ipaddr.parseCIDR(network);
  } catch {
    throw new Error(`not a network: ${network} (write it as 10.0.0.0/8 or fd00::/8)`);
  }
}
