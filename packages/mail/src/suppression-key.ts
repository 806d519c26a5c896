import { parseDomain } from "./parse-domain.ts";
import { parsePath } from "./parse-path.ts";

/**
 * The one form in which an address is suppressed: lower case, also in its local part, and without quotes that say nothing. RFC 5321
 * section 2.4 lets `Ann@` and `ann@` be two mailboxes; no large provider does, and who unsubscribed as one does not want mail as the other.
 * @param address a mailbox as envelopes hold it: exact local part, normal form of the domain
 */
export function suppressionKey(address: string): string {
  const at = address.lastIndexOf("@");
  const quoted = QUOTED_DOT_STRING.exec(address.slice(0, at));
  return (quoted?.[1] ?? address.slice(0, at)).toLowerCase() + address.slice(at);
}

/** `"ann.lee"` is `ann.lee` (RFC 5321 section 4.1.2: quotes that are not needed mean nothing). */
const QUOTED_DOT_STRING = /^"([A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*)"$/;

export type SuppressionName = { readonly key: string } | { readonly problem: string };

/** What a person writes for an entry: an address, or `@example.com` for every mailbox of that domain (not of those below it). */
export function parseSuppressionName(text: string): SuppressionName {
  if (text.startsWith("@")) {
    const domain = parseDomain(text.slice(1));
    return domain === undefined ? { problem: "the domain is not valid" } : { key: `@${domain}` };
  }
  const path = `<${text}>`;
  const parsed = parsePath(path, 0);
  if ("problem" in parsed) return parsed;
  if (parsed.address === "") return { problem: "it is empty" };
  if (parsed.end !== path.length) return { problem: "the address is not valid" };
  return { key: suppressionKey(parsed.address) };
}
