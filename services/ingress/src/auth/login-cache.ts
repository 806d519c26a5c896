import { createHmac, randomBytes } from "node:crypto";

/** Logins verified a short while ago, so that a client with a session per message does not pay for scrypt each time. */
export interface LoginCache {
  has(username: string, password: string): boolean;
  add(username: string, password: string): void;
  clear(): void;
}

const LIFE_MS = 300_000;
const MAX_ENTRIES = 10_000;

/** Passwords are never kept: entries are HMACs under a key that lives as long as the process. */
export function createLoginCache(now: () => number): LoginCache {
  const key = randomBytes(32);
  /** HMAC → when it ends, oldest first. */
  const entries = new Map<string, number>();
  const mark = (username: string, password: string): string =>
    createHmac("sha256", key).update(`${username.length}:${username}${password}`).digest("base64");

  return {
    has(username, password) {
      const until = entries.get(mark(username, password));
      return until !== undefined && until > now();
    },
    add(username, password) {
      const entry = mark(username, password);
      entries.delete(entry);
      entries.set(entry, now() + LIFE_MS);
      for (const oldest of entries.keys()) {
        if (entries.size <= MAX_ENTRIES) break;
        entries.delete(oldest);
      }
    },
    clear: () => entries.clear(),
  };
}
