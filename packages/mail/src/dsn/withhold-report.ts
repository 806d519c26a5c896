import { domainOf } from "../envelope.ts";
import type { MessageHead } from "../ledger.ts";
import type { ReportSettings } from "./report.ts";

/**
 * Whether nobody is to be told, and nobody misses it: a report is never about a report (RFC 5321 section 6.1, RFC 3464 section 2),
 * and the null reverse-path is what tells one.
 */
export function isReport(head: Pick<MessageHead, "envelope">): boolean {
  return head.envelope.reversePath === "";
}

/**
 * Why this sender is not written to although a report is due, or undefined. A reverse-path is only a claim: whoever got it
 * from a client that did not log in can be told to trust it only for domains of its own (RFC 5321 section 6.2: no backscatter).
 * What the headers say (Auto-Submitted, Precedence, List-*) counts for delays alone, see `isMachineMail`: a list lives by its failure reports,
 * and RFC 3834 section 2 speaks of responders, not of these.
 */
export function withholdReport(
  head: Pick<MessageHead, "envelope" | "username">,
  settings: Pick<ReportSettings, "authenticatedOnly" | "senderDomains">,
): string | undefined {
  const { authenticatedOnly, senderDomains } = settings;
  if (authenticatedOnly && head.username === undefined) return "the sender did not log in (reports.authenticatedOnly)";
  const domain = domainOf(head.envelope.reversePath);
  if (senderDomains.length > 0 && !senderDomains.some((pattern) => matches(domain, pattern)))
    return `${domain} is none of reports.senderDomains`;
  return undefined;
}

/** `*.example.com` stands for the names below it, as in domain rules. */
function matches(domain: string, pattern: string): boolean {
  return pattern === domain || pattern === "*" || (pattern.startsWith("*.") && domain.endsWith(pattern.slice(1)));
}
