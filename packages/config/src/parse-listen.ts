import { isIPv6 } from "node:net";

export interface ListenAddress {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** TLS from the first byte (RFC 8314), not by STARTTLS. */
  readonly implicitTls: boolean;
}

/** Parses `host:port`; an IPv6 address stands in brackets. */
export function parseListen(text: string): ListenAddress {
  const found = /^(?:\[([^\]]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text);
  const port = Number(found?.[3]);
  if (!found || port > 65_535 || (found[1] !== undefined && !isIPv6(found[1]))) {
    throw new Error("host:port, such as 127.0.0.1:2525 or [::1]:2525");
  }
  return { host: (found[1] ?? found[2])!, port, implicitTls: false };
}

/** Parses a comma list of `host:port`, `smtp://host:port` (the same) and `smtps://host:port` (implicit TLS). */
export function parseSmtpListen(text: string): readonly ListenAddress[] {
  const parts = splitList(text);
  try {
    if (parts.length === 0) throw new Error();
    return parts.map((part) => {
      const implicitTls = part.startsWith("smtps://");
      return { ...parseListen(part.replace(/^smtps?:\/\//, "")), implicitTls };
    });
  } catch {
    throw new Error("a comma list of host:port or smtps://host:port, such as 0.0.0.0:25, smtps://0.0.0.0:465");
  }
}

/** The parts of a comma list, trimmed, without empty ones. */
export function splitList(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
