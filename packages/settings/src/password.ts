import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** Cost of a hash; `N` is memory and time (128·N·r bytes). */
interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const COST: ScryptCost = { N: 16_384, r: 8, p: 1 };
const KEY_BYTES = 32;
/** What a hash from a settings file may cost at most, so that it cannot stop a server: 64 MiB. */
const MAX_MEMORY = 64 * 1024 * 1024;
const FORMAT = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9+/]+=*)\$([A-Za-z0-9+/]+=*)$/;

/** @returns `scrypt$N$r$p$salt$hash` (base64), with a new salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST, KEY_BYTES);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64"), hash.toString("base64")].join("$");
}

/** Compares in constant time. A malformed hash matches nothing. */
export async function verifyPassword(password: string, passwordHash: string): Promise<boolean> {
  const parsed = parseHash(passwordHash);
  if (!parsed) return false;
  const derived = await derive(password, parsed.salt, parsed.cost, parsed.hash.length);
  return timingSafeEqual(derived, parsed.hash);
}

/** Whether a text is a hash that verifyPassword can use. */
export function isPasswordHash(text: string): boolean {
  return parseHash(text) !== undefined;
}

function parseHash(text: string): { cost: ScryptCost; salt: Buffer; hash: Buffer } | undefined {
  const match = FORMAT.exec(text);
  if (!match) return undefined;
  const cost = { N: Number(match[1]), r: Number(match[2]), p: Number(match[3]) };
  const powerOfTwo = cost.N > 1 && (cost.N & (cost.N - 1)) === 0;
  const affordable = cost.r >= 1 && cost.p >= 1 && cost.p <= 16 && 128 * cost.N * cost.r <= MAX_MEMORY;
  const hash = Buffer.from(match[5]!, "base64");
  // RFC 7914 section 2: N is less than 2^(128·r/8).
  if (cost.N >= 2 ** (16 * cost.r)) return undefined;
  if (!powerOfTwo || !affordable || hash.length < 16 || hash.length > 64) return undefined;
  return { cost, salt: Buffer.from(match[4]!, "base64"), hash };
}

/** RFC 8265 section 4.2 (OpaqueString) compares passwords in Normalization Form C. */
function derive(password: string, salt: Buffer, cost: ScryptCost, bytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { ...cost, maxmem: 2 * MAX_MEMORY };
    scrypt(password.normalize("NFC"), salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
