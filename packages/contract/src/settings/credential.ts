import { Type, type Static } from "typebox";

const username = Type.String({
  pattern: "^[^\\x00-\\x1f\\x7f]{1,255}$",
  description: "A user name of 1 to 255 characters without control characters",
});

const limits = {
  allowedSenders: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 320 }), {
      minItems: 1,
      maxItems: 1_000,
      description:
        "Envelope senders this login may use: addresses `ann@example.com`, domains `example.com`, `*.example.com` for the names below one. Left out: any",
    }),
  ),
  messagesPerHour: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 10_000_000,
      description: "Most messages in any hour; 0 or left out: no limit",
    }),
  ),
  messagesPerDay: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100_000_000,
      description: "Most messages in any 24 hours; 0 or left out: no limit",
    }),
  ),
};

/** A login for mail programs. A password is hashed when it is saved; without one, the stored hash of that user is kept. */
export const CredentialInputSchema = Type.Object(
  {
    username,
    password: Type.Optional(
      Type.String({
        pattern: "^[^\\x00]{1,1024}$",
        writeOnly: true,
        description: "A password of 1 to 1024 characters",
      }),
    ),
    passwordHash: Type.Optional(
      Type.String({
        pattern: "^scrypt\\$\\d{1,9}\\$\\d{1,3}\\$\\d{1,3}\\$[A-Za-z0-9+/]{8,128}={0,2}\\$[A-Za-z0-9+/]{22,172}={0,2}$",
        writeOnly: true,
        description: "A hash of the form `scrypt$N$r$p$salt$hash` (salt and hash in base64)",
      }),
    ),
    enabled: Type.Optional(Type.Boolean({ description: "Default true" })),
    ...limits,
    passwordSet: Type.Optional(Type.Boolean({ readOnly: true, description: "Ignored when written" })),
  },
  { additionalProperties: false },
);

export const CredentialViewSchema = Type.Object(
  { username, enabled: Type.Boolean(), ...limits, passwordSet: Type.Boolean() },
  { additionalProperties: false },
);

export type CredentialView = Static<typeof CredentialViewSchema>;

/** What a login may send. */
export interface CredentialLimits {
  /** In the form of `normaliseSender`; left out: any. */
  readonly allowedSenders?: readonly string[];
  /** Most messages in any hour; 0 or left out: no limit. */
  readonly messagesPerHour?: number;
  /** Most messages in any 24 hours; 0 or left out: no limit. */
  readonly messagesPerDay?: number;
}

/** A credential whose open fields are filled. Neither password nor hash: those already stored are kept. */
export interface CredentialDraft extends CredentialLimits {
  readonly username: string;
  readonly enabled: boolean;
  readonly password?: string;
  readonly passwordHash?: string;
}
