import { Type, type Static } from "typebox";

const name = Type.String({
  pattern: "^[^\\x00-\\x1f\\x7f]{1,100}$",
  description: "What it is for: 1 to 100 characters without control characters. One token at a time has a name",
});
const scope = Type.Enum(["sender", "viewer", "operator", "admin"], {
  description:
    "`viewer` reads, `operator` also controls lanes and messages, `admin` may do everything; `sender` only submits mail",
});
const requestsPerMinute = Type.Integer({
  minimum: 0,
  maximum: 1_000_000,
  description: "So many at once, and as many again each minute; 0 is no limit",
});
const allowedSenders = Type.Array(
  Type.String({ minLength: 1, maxLength: 320, description: "`ann@example.com`, `example.com` or `*.example.com`" }),
  { minItems: 1, maxItems: 1_000, description: "Addresses and domains a token of scope `sender` may send from" },
);
const time = (description: string) => Type.String({ format: "date-time", description });

export const TokenInputSchema = Type.Object(
  {
    name,
    scope,
    expires_at: Type.Optional(time("Until when it is good, such as 2027-01-31T00:00:00Z; without it, until revoked")),
    requests_per_minute: Type.Optional(requestsPerMinute),
    allowed_senders: Type.Optional(allowedSenders),
  },
  { additionalProperties: false },
);

export const TokenSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    scope,
    state: Type.Enum(["active", "expired", "revoked"]),
    created_at: time("When it was made"),
    created_by: Type.String(),
    expires_at: Type.Optional(time("Until when it is good")),
    last_used_at: Type.Optional(time("To the minute")),
    rotated_at: Type.Optional(time("When it got its present secret")),
    previous_valid_until: Type.Optional(time("Until when the secret before that is good")),
    revoked_at: Type.Optional(time("When it was revoked")),
    revoked_by: Type.Optional(Type.String()),
    requests_per_minute: Type.Optional(requestsPerMinute),
    allowed_senders: Type.Optional(allowedSenders),
  },
  { additionalProperties: false },
);

export const TokenListSchema = Type.Object({ items: Type.Array(TokenSchema) }, { additionalProperties: false });

const secret = Type.String({ description: "What to send as `authorization: Bearer`; it is shown only this once" });

export const TokenMadeSchema = Type.Object(
  { ...TokenSchema.properties, token: secret },
  { additionalProperties: false },
);

export const TokenRotationSchema = Type.Object(
  {
    grace_seconds: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 604_800, description: "How long the old one stays good; default 0" }),
    ),
  },
  { additionalProperties: false },
);

/** Who asks. */
export const AccessSchema = Type.Object(
  {
    actor: Type.String({ description: "As the audit log and the settings' history name you" }),
    scope,
    via: Type.Enum(["token", "session", "environment"], { description: "`environment`: POSTLANE_ADMIN_TOKEN" }),
    token_id: Type.Optional(Type.String()),
    expires_at: Type.Optional(time("Until when the token is good")),
    allowed_senders: Type.Optional(allowedSenders),
  },
  { additionalProperties: false },
);

export type TokenInput = Static<typeof TokenInputSchema>;
export type TokenView = Static<typeof TokenSchema>;
export type AccessView = Static<typeof AccessSchema>;
