import type { AccessRule } from "@postlane/settings";
import ipaddr from "ipaddr.js";

/** allow: may send without login; deny: may not connect; login: no rule matched. */
export type Access = "allow" | "deny" | "login";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Compiles the ordered access rules; the first that matches wins.
 * An IPv4 client on an IPv6 socket (`::ffff:192.0.2.1`) is matched as IPv4; so is a rule written that way.
 * @throws Error naming the rule whose network cannot be read: a rule that is silently skipped could open a relay.
 */
export function compileAccessRules(rules: readonly AccessRule[]): (clientAddress: string) => Access {
  const compiled = rules.map((rule) => ({ action: rule.action, matches: compileNetwork(rule.network) }));
  return (clientAddress) => {
    if (!ipaddr.isValid(clientAddress)) return "deny";
    const address = ipaddr.process(stripZone(clientAddress));
    return compiled.find((rule) => rule.matches(address))?.action ?? "login";
  };
}

function compileNetwork(network: string): (address: Address) => boolean {
  try {
    const [base, bits] = network.includes("/") ? ipaddr.parseCIDR(network) : hostNetwork(ipaddr.parse(network));
    // An IPv4-mapped network is the IPv4 network it maps.
    const mapped = base.kind() === "ipv6" && (base as ipaddr.IPv6).isIPv4MappedAddress() && bits >= 96;
    const [wanted, prefix] = mapped ? [(base as ipaddr.IPv6).toIPv4Address(), bits - 96] : [base, bits];
    return (address) => address.kind() === wanted.kind() && address.match(wanted as ipaddr.IPv4, prefix);
  } catch {
    throw new Error(`accessRules: ${JSON.stringify(network)} is neither an address nor a network like 10.0.0.0/8`);
  }
}

function hostNetwork(address: Address): [Address, number] {
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

function stripZone(address: string): string {
  return address.replace(/%.*$/, "");
}

/** 127.0.0.0/8 and ::1, also when mapped: nobody can listen in between. */
export function isLoopback(clientAddress: string): boolean {
  return ipaddr.isValid(clientAddress) && ipaddr.process(stripZone(clientAddress)).range() === "loopback";
}
