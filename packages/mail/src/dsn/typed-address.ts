import { decodeXtext } from "../xtext.ts";

/**
 * An address as a status field names it, `type;address` (RFC 3464 section 2.3.1; RFC 6533 section 3 for other than ASCII).
 * @param unicode the part may hold UTF-8; else other characters are written `\x{HEX}`
 */
export function typedAddress(address: string, unicode: boolean): string {
  if (!NOT_ASCII.test(address)) return `rfc822;${address}`;
  return `utf-8;${unicode ? address : utf8AddrXtext(address)}`;
}

/** The value of ORCPT for Original-Recipient: xtext decoded (RFC 3461 section 6.3 (c)), the type as it was given. */
export function typedOrcpt(orcpt: string, unicode: boolean): string {
  const at = orcpt.indexOf(";");
  const decoded = decodeXtext(orcpt.slice(at + 1));
  return `${orcpt.slice(0, at)};${unicode || !NOT_ASCII.test(decoded) ? decoded : utf8AddrXtext(decoded)}`;
}

/** RFC 6533 section 3: `\x{HEXPOINT}` in place of what is no ASCII. */
function utf8AddrXtext(address: string): string {
  return address.replaceAll(/\P{ASCII}/gu, (char) => `\\x{${char.codePointAt(0)!.toString(16).toUpperCase()}}`);
}

const NOT_ASCII = /\P{ASCII}/u;
