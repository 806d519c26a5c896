/**
 * The envelope of a message, apart from its headers (RFC 5321 section 2.3.1). Addresses are mailboxes as text:
 * exact local part, lower-case A-label domain (or address literal); the empty string is the null reverse-path.
 */
export interface Envelope {
  readonly reversePath: string;
  readonly recipients: readonly Recipient[];
  /** RFC 6152 BODY parameter. */
  readonly body?: "7BIT" | "8BITMIME";
  /** The client asked for SMTPUTF8 (RFC 6531). */
  readonly smtpUtf8?: boolean;
  /** RFC 3461 RET and ENVID (xtext as received). */
  readonly ret?: "FULL" | "HDRS";
  readonly envid?: string;
}

/** One forward-path with its RFC 3461 parameters. */
export interface Recipient {
  readonly address: string;
  readonly notify?: readonly ("NEVER" | "SUCCESS" | "FAILURE" | "DELAY")[];
  /** `addr-type;xtext` as received. */
  readonly orcpt?: string;
}

/** Domain of a mailbox: what stands behind the last `@`. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
