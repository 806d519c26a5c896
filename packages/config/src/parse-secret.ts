/** Parses a key of 32 bytes, written as 64 hex digits or as base64. */
export function parseSecretKey(text: string): Buffer {
  const key = /^[0-9a-fA-F]{64}$/.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64");
  if (key.length !== 32 || !/^[A-Za-z0-9+/_=-]+$/.test(text)) {
    throw new Error("32 random bytes as base64 or hex; `openssl rand -base64 32` makes one");
  }
  return key;
}

/** Parses a comma list of such keys. */
export function parseSecretKeys(text: string): readonly Buffer[] {
  return text.split(",").map((part) => parseSecretKey(part.trim()));
}

/** A token others must not guess. */
export function parseAdminToken(text: string): string {
  if (text.length < 16 || /\s/.test(text)) {
    throw new Error("at least 16 characters without blanks; `openssl rand -hex 24` makes one");
  }
  return text;
}

/** A token that was made elsewhere: what may stand in a header (RFC 6750 section 2.1). */
export function parseToken(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text)) throw new Error("the token as it was shown, without blanks");
  return text;
}
