import ipaddr from "ipaddr.js";

/** By what failures and connections are counted: an IPv4 address, or the /64 an IPv6 client can choose its addresses from. */
export function addressGroup(clientAddress: string): string {
  if (!ipaddr.isValid(clientAddress)) return clientAddress;
  const address = ipaddr.process(clientAddress.replace(/%.*$/, ""));
  if (address.kind() === "ipv4") return address.toString();
  const network = (address as ipaddr.IPv6).parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(":")}::/64`;
}
