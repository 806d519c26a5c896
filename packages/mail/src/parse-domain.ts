import { isIPv4, isIPv6, SocketAddress } from "node:net";
import { domainToASCII, domainToUnicode } from "node:url";

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;
const ASCII = /^\p{ASCII}*$/u;

/**
 * The one form of a mail domain by which it is stored and compared: lower-case A-labels, or an address literal (RFC 5321 section 4.1.3).
 * @param text as received, without blanks
 * @returns undefined when it is neither
 */
export function parseDomain(text: string): string | undefined {
  if (text.startsWith("[")) return parseAddressLiteral(text);
  const domain = ASCII.test(text) ? text.toLowerCase() : toALabels(text);
  if (domain === undefined || domain.length > 255) return undefined;
  const labels = domain.split(".");
  if (!labels.every((label) => label.length <= 63 && LABEL.test(label))) return undefined;
  // An address without its brackets, or something that a resolver would take for one.
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1)!)) return undefined;
  // An A-label that decodes to nothing is not one (domainToASCII lets it pass).
  return domain.includes("xn--") && /(?:^|\.)xn--/.test(domainToUnicode(domain)) ? undefined : domain;
}

/** RFC 5321 section 4.1.3; general address literals have no registered tag to offer. */
function parseAddressLiteral(text: string): string | undefined {
  if (!text.endsWith("]")) return undefined;
  const inner = text.slice(1, -1);
  if (isIPv4(inner)) return `[${inner}]`;
  if (!/^ipv6:/i.test(inner)) return undefined;
  const address = inner.slice(5);
  if (!isIPv6(address) || address.includes("%")) return undefined;
  // The shortest form (RFC 5952): one server must not have a lane, and limits, for each way to write its address.
  return `[IPv6:${new SocketAddress({ address, family: "ipv6" }).address}]`;
}

/**
 * U-labels to A-labels, only when nothing is silently mapped away: U+FF0E would become a dot, U+212A a `k`, U+200B nothing.
 */
function toALabels(text: string): string | undefined {
  for (const character of text) {
    if (character > "\x7f" && /\p{ASCII}/u.test(character.normalize("NFC").toLowerCase())) return undefined;
  }
  const ascii = domainToASCII(text);
  if (ascii === "" || !ASCII.test(ascii)) return undefined;
  return domainToUnicode(ascii) === text.normalize("NFC").toLowerCase() ? ascii : undefined;
}
