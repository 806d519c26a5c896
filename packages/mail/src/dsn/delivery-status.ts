import { isIP } from "node:net";
import { addressLiteral } from "../address-literal.ts";
import { dateTime } from "../date-time.ts";
import type { MessageHead } from "../ledger.ts";
import { formatReply } from "../reply.ts";
import { decodeXtext } from "../xtext.ts";
import { foldField } from "./fold-field.ts";
import type { ReportDue, ReportedGroup, ReportKind } from "./report.ts";
import { typedAddress, typedOrcpt } from "./typed-address.ts";

/** RFC 3464 section 2.3.3: `relayed` is a success of a server that will not report what becomes of the message. */
const ACTIONS: Readonly<Record<ReportKind, string>> = { failure: "failed", delay: "delayed", success: "relayed" };

/**
 * The fields for programs (RFC 3464 section 2): those of the message, then a group for each recipient.
 * @param unicode it is to be message/global-delivery-status (RFC 6533 section 4)
 */
export function deliveryStatus(
  due: ReportDue,
  head: Pick<MessageHead, "envelope" | "receivedAtMs">,
  reportingMta: string,
  unicode: boolean,
): string {
  const { envid } = head.envelope;
  const ofMessage = [
    foldField("Reporting-MTA", `dns; ${reportingMta}`),
    // RFC 3464 section 2.2.1, RFC 3461 section 6.3 (b): as the sender gave it, without its xtext.
    envid === undefined ? "" : foldField("Original-Envelope-Id", decodeXtext(envid)),
    foldField("Arrival-Date", dateTime(head.receivedAtMs)),
  ];
  const ofRecipients = due.groups.flatMap((group) =>
    group.recipients.map((recipient) => `\r\n${recipientFields(due, group, recipient, unicode)}`),
  );
  return ofMessage.join("") + ofRecipients.join("");
}

function recipientFields(
  due: ReportDue,
  group: ReportedGroup,
  { address, orcpt }: ReportedGroup["recipients"][number],
  unicode: boolean,
): string {
  const fields = [
    orcpt === undefined ? "" : foldField("Original-Recipient", typedOrcpt(orcpt, unicode)),
    foldField("Final-Recipient", typedAddress(address, unicode)),
    foldField("Action", ACTIONS[due.kind]),
    foldField("Status", group.status),
    group.remoteHost === undefined ? "" : foldField("Remote-MTA", `dns; ${mtaName(group.remoteHost)}`),
    diagnosticCode(group, unicode),
    group.lastAttemptMs === undefined ? "" : foldField("Last-Attempt-Date", dateTime(group.lastAttemptMs)),
    due.retryUntilMs === undefined ? "" : foldField("Will-Retry-Until", dateTime(due.retryUntilMs)),
  ];
  return fields.join("");
}

/** RFC 3464 section 2.1.2: a relay may be known by its address alone. */
function mtaName(host: string): string {
  return isIP(host) > 0 ? addressLiteral(host) : host;
}

/** RFC 3464 section 2.3.6: `smtp` only for what a server really said. */
function diagnosticCode({ reply, detail }: ReportedGroup, unicode: boolean): string {
  const text = reply ? `smtp; ${formatReply(reply)}` : detail && `x-postlane; ${detail}`;
  if (!text) return "";
  return foldField("Diagnostic-Code", unicode ? text : text.replaceAll(/\P{ASCII}/gu, "?"));
}
