import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Whether an Authorization header (RFC 6750 section 2.1) bears `token`. Digests are compared, so that neither length nor content of the
 * token shows in the time it takes.
 */
export function isBearer(authorization: string | undefined, token: string): boolean {
  const [, presented = ""] = /^bearer +(\S+) *$/i.exec(authorization ?? "") ?? [];
  return timingSafeEqual(sha256(presented), sha256(token));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
