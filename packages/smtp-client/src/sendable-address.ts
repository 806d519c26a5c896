/**
 * True when a mailbox can stand between `<` and `>` of MAIL or RCPT without becoming anything else: local part of atoms and dots or
 * one quoted string, `@`, domain or address literal (RFC 5321 section 4.1.2, RFC 6531 for other than ASCII). Where dots stand
 * in the local part is left to the receiver. The last line of defence; addresses were parsed when the message was accepted.
 */
export function isSendableAddress(address: string): boolean {
  if (address.length > MAX_ADDRESS_LENGTH) return false;
  const domainAt = localPartEnd(address);
  return domainAt > 0 && address.charCodeAt(domainAt) === AT && isDomain(address, domainAt + 1);
}

/** RFC 5321 section 4.5.3.1.3 gives a path 256 octets; some more are tolerated for what receivers made themselves. */
const MAX_ADDRESS_LENGTH = 1000;
const AT = 0x40;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Index after the local part, 0 when it is none. */
function localPartEnd(address: string): number {
  if (address.charCodeAt(0) === QUOTE) return quotedEnd(address);
  let at = 0;
  while (at < address.length && isAtomChar(address.charCodeAt(at))) at += 1;
  return at;
}

function quotedEnd(address: string): number {
  for (let at = 1; at < address.length; at += 1) {
    const code = address.charCodeAt(at);
    if (isControl(code)) return 0;
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) {
      at += 1;
      if (at < address.length && isControl(address.charCodeAt(at))) return 0;
    }
  }
  return 0;
}

function isDomain(address: string, start: number): boolean {
  if (start >= address.length) return false;
  return address[start] === "[" ? LITERAL.test(address.slice(start)) : DOMAIN.test(address.slice(start));
}

const LITERAL = /^\[[A-Za-z0-9:.-]+\]$/;
/** Letters, digits, hyphens, underscores (seen in the wild) and U-labels, in dot-separated labels. */
const DOMAIN = /^[A-Za-z0-9_\u00a0-\uffff-]+(\.[A-Za-z0-9_\u00a0-\uffff-]+)*$/;

function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f);
}

/** atext of RFC 5322 section 3.2.3, the dot, and everything beyond ASCII but control characters. */
function isAtomChar(code: number): boolean {
  if (code >= 0x7f) return code > 0x9f;
  return code > 0x20 && !SPECIALS.has(code);
}

const SPECIALS = new Set(Array.from('()<>[]:;@\\,"', (char) => char.charCodeAt(0)));
