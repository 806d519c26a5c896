import type { SuppressionPage } from "@postlane/suppressions";
import { toHttpSuppression } from "./http-suppression.ts";

const COLUMNS = [
  "address",
  "source",
  "reason",
  "message_id",
  "reply",
  "created_by",
  "created_at",
  "expires_at",
  "hits",
] as const;

/** Pages as text, a page at a time, so that the reader sets the pace. */
export async function* exportEntries(
  first: SuppressionPage,
  read: (cursor: string) => Promise<SuppressionPage>,
  format: "csv" | "ndjson",
): AsyncGenerator<string> {
  if (format === "csv") yield `${COLUMNS.join(",")}\r\n`;
  for (let page = first; ; page = await read(page.next)) {
    const entries = page.items.map(toHttpSuppression);
    if (entries.length > 0 && format === "ndjson") yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    else if (entries.length > 0)
      yield entries.map((entry) => `${COLUMNS.map((name) => quote(entry[name])).join(",")}\r\n`).join("");
    if (page.next === undefined) return;
  }
}

/** RFC 4180. */
function quote(value: string | number | undefined): string {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
