/**
 * Whether the header section tells that a machine or a list sent the message: nobody sits there waiting, so that a delay nobody asked
 * to hear of is not told (RFC 3834 section 2 in spirit; the customary rule of Exim and sendmail for delay warnings).
 * @param header the header section; what is cut off is not looked at
 */
export function isMachineMail(header: Buffer): boolean {
  return MACHINE.test(header.toString("latin1"));
}

/** RFC 3834 section 5: every value but `no` is automatic. RFC 2369 and RFC 2919 fields stand on list mail alone. */
const MACHINE =
  /^(?:auto-submitted[ \t]*:(?![ \t]*no[ \t]*(?:[;(\r\n]|$))|precedence[ \t]*:[ \t]*(?:bulk|list|junk)\b|list-(?:id|post|help|subscribe|unsubscribe|owner|archive)[ \t]*:)/im;
