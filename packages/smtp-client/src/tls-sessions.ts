import type { TlsSession, TlsSessions } from "./types.ts";

/** TLS sessions kept for resumption: the newest per server, the longest unused dropped first. */
export function createTlsSessions(maxEntries = 1000): TlsSessions {
  const sessions = new Map<string, TlsSession>();
  return {
    get(key) {
      return sessions.get(key);
    },
    set(key, session) {
      sessions.delete(key);
      sessions.set(key, session);
      if (sessions.size > maxEntries) sessions.delete(sessions.keys().next().value!);
    },
    delete(key) {
      sessions.delete(key);
    },
  };
}
