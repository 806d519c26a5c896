import type { MxRecord } from "./ask.ts";

/** A name of letters, digits, hyphens, underscores and dots; no address, and nothing that could break a log line or a Redis key. */
const HOST_NAME = /^(?=.{1,253}$)(?!\d+(?:\.\d+){3}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_-]{1,63})*$/;

/**
 * MX records in the order to try them: by preference, shuffled inside one (RFC 5321 section 5.1), each name once.
 * Exchanges that are no host name are left out.
 * @param random 0 … 1
 */
export function orderHosts(records: readonly MxRecord[], random: () => number): MxRecord[] {
  const usable = records
    .filter((mx) => HOST_NAME.test(mx.exchange))
    .map((mx) => ({ mx, dice: random() }))
    .sort((a, b) => a.mx.preference - b.mx.preference || a.dice - b.dice)
    .map(({ mx }) => mx);
  const seen = new Set<string>();
  return usable.filter((mx) => !seen.has(mx.exchange) && seen.add(mx.exchange));
}
