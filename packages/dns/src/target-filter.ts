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
  const isAllowed = createNetworkMatcher(allowedNetworks);
  return (address) => {
    if (!ipaddr.isValid(address)) return "not an address";
    if (isAllowed(address)) return undefined;
    const target = ipaddr.process(address); // ::ffff:10.0.0.1 is 10.0.0.1
    if (METADATA.has(target.toString())) return "cloud metadata address";
    const range = target.range();
    if (range !== "unicast") return `${range} address`;
    // Global unicast is 2000::/3 (RFC 4291 section 2.4); ranges that ipaddr.js has no name for are no exception.
    if (target.kind() === "ipv6" && !target.match(ipaddr.parse("2000::"), 3)) return "not a public address";
    return undefined;
  };
}

/** Where clouds tell their machines secrets, and it is neither link-local nor private everywhere: Azure, Alibaba, AWS over IPv6. */
const METADATA = new Set(["168.63.129.16", "100.100.100.200", "fd00:ec2::254"]);

/** No mail server stands there, on nobody's network. */
const NO_SERVER = new Set(["linkLocal", "multicast", "broadcast", "unspecified"]);

/**
 * Relays are named by an administrator and may be private. What never is one is refused all the same, for a token of the api may have fallen
 * into other hands, and whoever holds the relay's name in DNS may change its address: link-local addresses with the metadata of clouds.
 * @param allowedNetworks CIDRs that may be targets although they are that
 */
export function createRelayFilter(allowedNetworks: readonly string[]): TargetFilter {
  const isAllowed = createNetworkMatcher(allowedNetworks);
  return (address) => {
    if (!ipaddr.isValid(address)) return "not an address";
    if (isAllowed(address)) return undefined;
    const target = ipaddr.process(address);
    if (METADATA.has(target.toString())) return "cloud metadata address";
    return NO_SERVER.has(target.range()) ? `${target.range()} address` : undefined;
  };
}

/** Says whether an address lies in one of the networks. @throws Error naming the network that is not a CIDR */
export function createNetworkMatcher(networks: readonly string[]): (address: string) => boolean {
  const parsed = networks.map(parseNetwork);
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    const target = ipaddr.process(address);
    return parsed.some(([network, bits]) => network.kind() === target.kind() && target.match(network, bits));
  };
}

function parseNetwork(network: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  try {
    return ipaddr.parseCIDR(network);
  } catch {
    throw new Error(`not a network: ${network} (write it as 10.0.0.0/8 or fd00::/8)`);
  }
}
