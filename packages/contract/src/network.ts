import ipaddr from "ipaddr.js";
import type { Normalised } from "./domain-name.ts";
import { normaliseDomainName } from "./domain-name.ts";

const WANTED = "Write an address or network such as `192.0.2.7`, `10.0.0.0/8`, `::1` or `2001:db8::/32`.";

/** An address, or a network in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3), in its shortest form. */
export function normaliseNetwork(text: string): Normalised {
  const [address = "", bits, more] = text.split("/");
  if (more !== undefined || !isAddress(address)) return { ok: false, message: WANTED };
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === "ipv6" && (parsed as ipaddr.IPv6).isIPv4MappedAddress())
    return { ok: false, message: `Write the IPv4 form: \`${(parsed as ipaddr.IPv6).toIPv4Address()}\`.` };
  const width = parsed.kind() === "ipv4" ? 32 : 128;
  if (bits === undefined) return { ok: true, value: parsed.toString() };
  if (!/^(0|[1-9]\d{0,2})$/.test(bits) || Number(bits) > width)
    return { ok: false, message: `Write a prefix length from 0 to ${width} behind the slash.` };
  const base = width === 32 ? ipaddr.IPv4.networkAddressFromCIDR(text) : ipaddr.IPv6.networkAddressFromCIDR(text);
  if (base.toString() !== parsed.toString())
    return { ok: false, message: `Write \`${base}/${bits}\`: bits behind the prefix must be zero.` };
  return { ok: true, value: Number(bits) === width ? parsed.toString() : `${base}/${bits}` };
}

/** A server to connect to: a domain name or an address without brackets. */
export function normaliseHost(text: string): Normalised {
  if (isAddress(text)) return { ok: true, value: ipaddr.parse(text).toString() };
  const name = normaliseDomainName(text);
  return name.ok ? name : { ok: false, message: "Write a host name such as `smtp.example.com`, or an IP address." };
}

/** Four decimal parts, or IPv6 without zone: the short and octal forms some parsers take are traps. */
function isAddress(text: string): boolean {
  return text.includes(":")
    ? !text.includes("%") && ipaddr.IPv6.isValid(text)
    : ipaddr.IPv4.isValidFourPartDecimal(text);
}
