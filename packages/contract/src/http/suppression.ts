import { Type, type Static } from "typebox";

const time = (description: string) => Type.String({ format: "date-time", description });
const text = (description: string, maxLength: number) =>
  Type.String({ pattern: `^[^\\x00-\\x1f\\x7f]{1,${maxLength}}$`, description });

const ADDRESS = "An address such as `ann@example.com`, or `@example.com` for every address of that domain";

/** An entry of the suppression list. */
export const SuppressionSchema = Type.Object(
  {
    address: Type.String({ description: `${ADDRESS}; in lower case` }),
    source: Type.Enum(["manual", "hard_bounce"]),
    reason: Type.String(),
    message_id: Type.Optional(Type.String({ description: "The message that bounced" })),
    reply: Type.Optional(Type.String({ description: "What the server said of it" })),
    created_by: Type.String({ description: "Who made the entry, or the worker that saw the bounce" }),
    created_at: time("When it was made"),
    expires_at: Type.Optional(time("When it runs out; without it, it stays until it is removed")),
    hits: Type.Integer({ description: "Recipients it has kept out so far" }),
  },
  { additionalProperties: false },
);

export const SuppressionPageSchema = Type.Object(
  {
    items: Type.Array(SuppressionSchema, { description: "By domain, then by local part" }),
    next_cursor: Type.Optional(
      Type.String({ description: "Give it as `cursor` for the following ones. A short page may have one as well" }),
    ),
  },
  { additionalProperties: false },
);

export const SuppressionQuerySchema = Type.Object(
  {
    prefix: Type.Optional(
      Type.String({ maxLength: 320, description: "What the address begins with, whatever its case" }),
    ),
    domain: Type.Optional(
      Type.String({ maxLength: 255, description: "Only the entry of this domain and those of its addresses" }),
    ),
    cursor: Type.Optional(Type.String({ maxLength: 500, description: "The `next_cursor` of the page before" })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
  },
  { additionalProperties: false },
);

export const SuppressionParamsSchema = Type.Object({ address: Type.String({ description: ADDRESS }) });

export const SuppressionInputSchema = Type.Object(
  {
    reason: Type.Optional(text("A text of 1 to 500 characters without control characters", 500)),
    expires_at: Type.Optional(time("When it runs out, a time to come such as 2027-03-10T12:00:00Z")),
  },
  { additionalProperties: false },
);

export const SuppressionImportResultSchema = Type.Object(
  {
    lines: Type.Integer({ description: "Entries that were read" }),
    added: Type.Integer(),
    replaced: Type.Integer(),
    refused: Type.Integer({ description: "Lines that are no entry; all others were put on the list" }),
    errors: Type.Array(
      Type.Object(
        { line: Type.Integer({ description: "From 1" }), message: Type.String() },
        { additionalProperties: false },
      ),
      { description: "The first hundred refused lines, and why" },
    ),
  },
  { additionalProperties: false },
);

export const SuppressionExportQuerySchema = Type.Object(
  {
    format: Type.Optional(Type.Enum(["ndjson", "csv"], { default: "ndjson" })),
    domain: Type.Optional(Type.String({ maxLength: 255, description: "Only this domain" })),
  },
  { additionalProperties: false },
);

export type HttpSuppression = Static<typeof SuppressionSchema>;
export type SuppressionImportResult = Static<typeof SuppressionImportResultSchema>;
