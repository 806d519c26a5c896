import { Type, type Static } from "typebox";

const time = (description: string) => Type.String({ format: "date-time", description });
const parameter = (description: string) => Type.Optional(Type.String({ description, maxLength: 500 }));

export const AuditEntrySchema = Type.Object(
  {
    id: Type.String(),
    at: time("When it was done"),
    actor: Type.String({ description: "Who did it" }),
    action: Type.String({ description: "What, such as `messages.cancel`, `suspension.added`, `settings.changed`" }),
    target: Type.Optional(Type.String({ description: "To what: a message, a lane, a path of the settings" })),
    client_address: Type.Optional(Type.String({ description: "Where the request came from" })),
    detail: Type.Record(Type.String(), Type.Unknown(), { description: "Reason, filter, counts" }),
  },
  { additionalProperties: false },
);

export const AuditPageSchema = Type.Object(
  {
    items: Type.Array(AuditEntrySchema, { description: "Newest first" }),
    next_cursor: Type.Optional(Type.String({ description: "Give it as `cursor` for the entries before these" })),
    unavailable: Type.Array(Type.Enum(["archive"]), {
      description: "The database cannot be asked now: only what is on its way to it is here",
    }),
  },
  { additionalProperties: false },
);

export const AuditQuerySchema = Type.Object(
  {
    actor: parameter("Who"),
    action: parameter("What: the whole action, or its first words: `messages` finds `messages.cancel`"),
    target: parameter("To what"),
    from: Type.Optional(time("A date and time such as 2026-03-10T12:00:00Z; done then or later")),
    to: Type.Optional(time("A date and time such as 2026-03-10T12:00:00Z; done before")),
    cursor: Type.Optional(
      Type.String({
        pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        description: "The `next_cursor` of the page before",
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
  },
  { additionalProperties: false },
);

export type HttpAuditEntry = Static<typeof AuditEntrySchema>;
