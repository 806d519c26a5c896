import { Type, type Static } from "typebox";

const address = (description: string) =>
  Type.String({
    minLength: 1,
    maxLength: 1_000,
    description: `${description}: \`ann@example.com\` or \`Ann <ann@example.com>\``,
  });
const addresses = (description: string) => Type.Array(address(description), { maxItems: 10_000 });

export const AttachmentSchema = Type.Object(
  {
    filename: Type.String({
      pattern: "^[^\\x00-\\x1f\\x7f/\\\\]{1,255}$",
      description: "A file name of 1 to 255 characters without slashes and control characters",
    }),
    content: Type.String({
      // Written so that no two parts of it can match the same line ends: a content of nothing else would take its square (CWE-1333).
      pattern: "^[A-Za-z0-9+/\\r\\n]*(?:={1,2}[\\r\\n]*)?$",
      description: "The content in base64",
    }),
    content_type: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}$",
        description: "A media type such as `application/pdf`; without it, the file name tells",
      }),
    ),
    content_id: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9._@+-]{1,200}$",
        description: "A name of letters, digits and ._@+- by which the HTML shows the image as `cid:<name>`",
      }),
    ),
  },
  { additionalProperties: false },
);

/** A message to be composed. */
export const SubmissionSchema = Type.Object(
  {
    from: address("The author, and where reports go unless `return_path` says else"),
    to: Type.Optional(addresses("Recipients")),
    cc: Type.Optional(addresses("Recipients of a copy")),
    bcc: Type.Optional(addresses("Recipients nobody sees")),
    reply_to: Type.Optional(addresses("Where answers go")),
    return_path: Type.Optional(
      Type.String({
        maxLength: 320,
        description: "The reverse-path of the envelope; empty for mail that must not be answered",
      }),
    ),
    subject: Type.Optional(
      Type.String({
        pattern: "^[^\\x00-\\x1f\\x7f]{0,998}$",
        description: "A subject of at most 998 characters without control characters",
      }),
    ),
    text: Type.Optional(Type.String({ description: "The plain text" })),
    html: Type.Optional(Type.String({ description: "The HTML text" })),
    attachments: Type.Optional(Type.Array(AttachmentSchema, { maxItems: 1_000 })),
    headers: Type.Optional(
      Type.Record(
        Type.String(),
        Type.String({
          pattern: "^[^\\x00-\\x1f\\x7f]{0,8192}$",
          description: "A text of at most 8192 characters without control characters",
        }),
        { description: "Further header fields, such as `List-Unsubscribe`" },
      ),
    ),
  },
  { additionalProperties: false },
);

/** The envelope of a message that is sent as it is. */
export const RawSubmissionQuerySchema = Type.Object(
  {
    from: Type.Optional(
      Type.String({
        maxLength: 320,
        description: "Raw messages only: the reverse-path; empty for mail that must not be answered",
      }),
    ),
    to: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 320 }), {
        maxItems: 10_000,
        description: "Raw messages only: a recipient; repeat it for each",
      }),
    ),
  },
  { additionalProperties: false },
);

export const IdempotencyHeadersSchema = Type.Object({
  "idempotency-key": Type.Optional(
    Type.String({
      pattern: "^[\\x21-\\x7e]{1,200}$",
      description: "A text of 1 to 200 visible ASCII characters: requests with the same one are one message, for a day",
    }),
  ),
});

export const SubmittedSchema = Type.Object(
  { message_id: Type.String({ description: "The message is durable and on its way; ask /v1/messages/<id>" }) },
  { additionalProperties: false },
);

export type SubmissionInput = Static<typeof SubmissionSchema>;
