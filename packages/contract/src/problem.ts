import { Type, type Static } from "typebox";

export const ProblemSchema = Type.Object(
  {
    field: Type.String({ description: "JSON pointer (RFC 6901) of the bad field; empty for the whole document" }),
    message: Type.String({ description: "What to write there" }),
  },
  { additionalProperties: false },
);

/** One bad field of a document, and what to write there instead. */
export type Problem = Readonly<Static<typeof ProblemSchema>>;

/** A field's JSON pointer from its path (RFC 6901 section 4). */
export function pointer(...path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
