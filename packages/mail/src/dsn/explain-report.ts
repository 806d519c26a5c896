import { dateTime } from "../date-time.ts";
import type { MessageHead } from "../ledger.ts";
import { cleanText } from "../reply-from-lines.ts";
import { formatReply } from "../reply.ts";
import { adviceFor } from "./advice-for.ts";
import type { ReportDue, ReportedGroup, ReportKind } from "./report.ts";

/** Short enough that quoted-printable leaves ordinary lines whole. */
const WIDTH = 72;

const OPENINGS: Readonly<Record<ReportKind, string>> = {
  failure: "Your message could not be delivered to the recipients named below, and it will not be tried again.",
  delay:
    "Your message has not been delivered yet to the recipients named below. You need not do anything: it will be tried again.",
  success:
    "Your message was passed on for the recipients named below. Their mail server does not send reports, so this is the last you hear of it.",
};

/**
 * The report in plain words: who, why, and what to do. Lines of at most 72 characters where words allow it, CRLF line ends; may hold
 * other characters than ASCII.
 */
export function explainReport(
  due: ReportDue,
  head: Pick<MessageHead, "subject" | "receivedAtMs">,
  reportingMta: string,
): string {
  const lines = [
    ...wrap(`This is the mail server ${reportingMta}.`),
    "",
    ...wrap(OPENINGS[due.kind]),
    "",
    ...subjectLines(head.subject),
    ...wrap(`Sent: ${dateTime(head.receivedAtMs)}`, "  "),
    ...(due.retryUntilMs === undefined ? [] : wrap(`Will be tried until: ${dateTime(due.retryUntilMs)}`, "  ")),
    ...due.groups.flatMap((group) => ["", ...explainGroup(due.kind, group)]),
  ];
  return lines.map((line) => `${line}\r\n`).join("");
}

/** One in encoded words (RFC 2047) is told by the returned headers, in its own letters. */
function subjectLines(subject: string | undefined): readonly string[] {
  return subject && !subject.includes("=?") ? wrap(`Subject: ${subject}`, "  ") : [];
}

function explainGroup(kind: ReportKind, group: ReportedGroup): readonly string[] {
  const lines = group.recipients.flatMap(({ address }) => wrap(`<${address}>`));
  const why = group.detail ?? (group.reply && formatReply(group.reply));
  if (why !== undefined) lines.push(...wrap(why, "    "));
  if (kind === "failure")
    lines.push(...wrap(`What you can do: ${adviceFor(group.status, group.reply !== undefined)}`, "    "));
  return lines;
}

/** A word longer than a line is cut: nothing a server said may make a line that breaks mail. */
function wrap(text: string, indent = ""): string[] {
  const width = WIDTH - indent.length;
  const lines: string[] = [];
  let line = "";
  for (const word of cleanText(text.replaceAll(/[\r\n]+/g, " ")).split(" ")) {
    for (let rest = word; rest !== "";) {
      const piece = [...rest].slice(0, width * 5).join("");
      rest = rest.slice(piece.length);
      if (line !== "" && line.length + 1 + piece.length > width) {
        lines.push(indent + line);
        line = "";
      }
      line = line === "" ? piece : `${line} ${piece}`;
    }
  }
  if (line !== "") lines.push(indent + line);
  return lines;
}
