import { createHash, randomBytes } from "node:crypto";

/** A secret of 256 random bits under a public id. Only its digest is kept. */
export interface SecretText {
  readonly id: string;
  /** SHA-256 of the secret, hex. A slow hash is for what people think up; nobody tries 2^256 keys, however fast. */
  readonly digest: string;
}

export interface MadeSecret extends SecretText {
  /** What its bearer presents; not to be had again. */
  readonly text: string;
}

const TOKEN = /^pl_([0-9a-f]{12})_([0-9a-f]{64})$/;
const SESSION = /^([0-9a-f]{12}|environment)\.([0-9a-f]{16})\.([0-9a-f]{64})$/;

/** Of `pl_<id>_<secret>`: the prefix lets scanners of repositories and logs find it. */
export function makeToken(id = randomBytes(6).toString("hex")): MadeSecret {
  const secret = randomBytes(32).toString("hex");
  return { id, digest: digestOf(secret), text: `pl_${id}_${secret}` };
}

/** @returns undefined when it has not the form of a token */
export function readToken(text: string): SecretText | undefined {
  const [, id, secret] = TOKEN.exec(text) ?? [];
  return id && secret ? { id, digest: digestOf(secret) } : undefined;
}

export interface SessionText extends SecretText {
  readonly tokenId: string;
  /** What a page must send besides the cookie. Only who has the secret can tell it, and nothing of it is kept. */
  readonly csrfToken: string;
}

export function makeSession(tokenId: string): SessionText & MadeSecret {
  const text = `${tokenId}.${randomBytes(8).toString("hex")}.${randomBytes(32).toString("hex")}`;
  return { ...readSession(text)!, text };
}

/** @returns undefined when it has not the form of a session */
export function readSession(text: string): SessionText | undefined {
  const [, tokenId, id, secret] = SESSION.exec(text) ?? [];
  if (!tokenId || !id || !secret) return undefined;
  return { tokenId, id, digest: digestOf(secret), csrfToken: digestOf(`csrf ${secret}`) };
}

export function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
