import { addressLiteral } from "./address-literal.ts";
import { dateTime } from "./date-time.ts";

/** What our trace line tells (RFC 5321 section 4.4). */
export interface ReceivedFacts {
  /** EHLO or HELO argument as given. */
  readonly helo: string;
  readonly clientAddress: string;
  /** Our own name. */
  readonly hostname: string;
  readonly protocol: string;
  /** TLS version and cipher, when the session was encrypted. */
  readonly tls?: { readonly version: string; readonly cipher: string };
  readonly messageId: string;
  /** Only when there is one recipient: more would tell them of each other. */
  readonly forAddress?: string;
  /** Unix milliseconds. */
  readonly atMs: number;
}

/** The header field with its CRLF, folded, ASCII only. */
export function receivedHeader(facts: ReceivedFacts): string {
  const tls = facts.tls ? `\r\n\t(using ${facts.tls.version} with cipher ${facts.tls.cipher})` : "";
  const forClause =
    facts.forAddress !== undefined && /^[\x20-\x7e]+$/.test(facts.forAddress) ? `\r\n\tfor <${facts.forAddress}>` : "";
  return (
    `Received: from ${traceName(facts.helo)} (${addressLiteral(facts.clientAddress)})${tls}\r\n` +
    `\tby ${facts.hostname} with ${facts.protocol} id ${facts.messageId}${forClause};\r\n\t${dateTime(facts.atMs)}\r\n`
  );
}

/**
 * The `with` word (RFC 3848; RFC 6531 section 4.3 for UTF8SMTP).
 */
export function transmissionProtocol(session: {
  readonly esmtp: boolean;
  readonly tls: boolean;
  readonly authenticated: boolean;
  readonly smtpUtf8: boolean;
}): string {
  if (!session.esmtp) return "SMTP";
  return `${session.smtpUtf8 ? "UTF8SMTP" : "ESMTP"}${session.tls ? "S" : ""}${session.authenticated ? "A" : ""}`;
}

/** Clients name themselves as they like; in a header only what a domain or address literal can hold. */
function traceName(helo: string): string {
  return helo.replaceAll(/[^A-Za-z0-9._:[\]-]/g, "?") || "unknown";
}
