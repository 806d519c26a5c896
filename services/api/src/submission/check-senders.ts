import { maySendFrom } from "@postlane/contract";
import { HttpProblem } from "../http/http-problem.ts";
import type { Composed } from "./compose-message.ts";

const FROM_OR_SENDER = /^(?:from|sender)[ \t]*:[ \t]*([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)/gim;
/** Begins where a word begins, or a long word without `@` would be read again from each of its letters (CWE-1333). */
const ADDRESS = /(?<![^\s<>(),;:"\\@])[^\s<>(),;:"\\@]+@[^\s<>(),;:"\\@]+/g;

/**
 * A token bound to senders: the reverse-path and every address that stands in From and Sender must be among them. Programs read strange
 * From fields in different ways, so all that looks like an address counts, in names and comments, too; what cannot be read is refused.
 * @throws HttpProblem sender_not_allowed
 */
export function checkSenders(allowed: readonly string[] | undefined, { envelope, content }: Composed): void {
  if (allowed === undefined) return;
  if (!maySendFrom(allowed, envelope.reversePath)) throw refused(`the sender <${envelope.reversePath}>`);
  const end = content.indexOf("\r\n\r\n");
  const header = content.subarray(0, end < 0 ? content.length : end).toString("utf8");
  for (const [, value = ""] of header.matchAll(FROM_OR_SENDER)) {
    const addresses = value.match(ADDRESS) ?? [];
    if (addresses.length === 0 || addresses.length !== value.split("@").length - 1)
      throw refused("a From or Sender that cannot be read plainly");
    const foreign = addresses.find((address) => !maySendFrom(allowed, address));
    if (foreign !== undefined) throw refused(`From or Sender with ${foreign}`);
  }
}

function refused(what: string): HttpProblem {
  return new HttpProblem(
    "sender_not_allowed",
    `Your token may not send with ${what}; \`GET /v1/access\` lists its senders.`,
  );
}
