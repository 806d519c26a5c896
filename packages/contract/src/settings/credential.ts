import { Type, type Static } from "typebox";

const username = Type.String({
  pattern: "^[^\\x00-\\x1f\\x7f]{1,255}$",
  description: "A user name of 1 to 255 characters without control characters",
});

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
    passwordSet: Type.Optional(Type.Boolean({ readOnly: true, description: "Ignored when written" })),
  },
  { additionalProperties: false },
);

export const CredentialViewSchema = Type.Object(
  { username, enabled: Type.Boolean(), passwordSet: Type.Boolean() },
  { additionalProperties: false },
);

export type CredentialView = Static<typeof CredentialViewSchema>;

/** A credential whose open fields are filled. Neither password nor hash: those already stored are kept. */
export interface CredentialDraft {
  readonly username: string;
  readonly enabled: boolean;
  readonly password?: string;
  readonly passwordHash?: string;
}
