import { cleanText } from "../output/clean-text.ts";
import type { Printer } from "../output/printer.ts";

interface Change {
  readonly field: string;
  readonly kind: "added" | "removed" | "changed" | "reordered";
  readonly before?: unknown;
  readonly after?: unknown;
}

/** One change a line, as a diff shows them. */
export function describeChanges(changes: readonly Change[], { palette }: Printer): string {
  if (changes.length === 0) return "Nothing changed.";
  const value = (of: unknown): string => cleanText(JSON.stringify(of) ?? "");
  return changes
    .map(({ field, kind, before, after }) => {
      const name = cleanText(field);
      if (kind === "added") return palette.good(`+ ${name} ${value(after)}`);
      if (kind === "removed") return palette.bad(`- ${name} ${value(before)}`);
      if (kind === "reordered") return palette.warn(`~ ${name} in another order`);
      return palette.warn(`~ ${name} ${value(before)} → ${value(after)}`);
    })
    .join("\n");
}
