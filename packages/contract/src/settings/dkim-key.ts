import { Type, type Static } from "typebox";

const required = {
  id: Type.String({
    pattern: "^[a-z0-9-]{1,64}$",
    description: "A name of lower-case letters, digits and hyphens, such as `example-2026`",
  }),
  domain: Type.String({ minLength: 1, maxLength: 253, description: "The domain that signs" }),
  selector: Type.String({
    minLength: 1,
    maxLength: 63,
    description: "The name of the key below `_domainkey.<domain>` (RFC 6376 section 3.1)",
  }),
};
const algorithm = Type.Enum(["rsa", "ed25519"], {
  description: "`rsa` (RFC 6376) or `ed25519` (RFC 8463, not understood by every receiver)",
});
const publicKey = Type.String({ maxLength: 2_000, description: "SubjectPublicKeyInfo, DER in base64" });

/** What a user may write for a DKIM key. Without a private key one is made. */
export const DkimKeyInputSchema = Type.Object(
  {
    ...required,
    algorithm: Type.Optional(algorithm),
    privateKey: Type.Optional(
      Type.String({
        pattern: "^-----BEGIN [A-Z ]+-----[\\sA-Za-z0-9+/=]{40,8000}-----END [A-Z ]+-----\\s*$",
        writeOnly: true,
        description: "A private key in PEM (PKCS #8 or PKCS #1) without password",
      }),
    ),
    publicKey: Type.Optional(Type.String({ ...publicKey, readOnly: true, description: "Ignored when written" })),
    dnsName: Type.Optional(Type.String({ readOnly: true, description: "Ignored when written" })),
    dnsValue: Type.Optional(Type.String({ readOnly: true, description: "Ignored when written" })),
    problem: Type.Optional(Type.String({ readOnly: true, description: "Ignored when written" })),
  },
  { additionalProperties: false },
);

/** A DKIM key as it is shown, with the record to publish: the private key never is. */
export const DkimKeyViewSchema = Type.Object(
  {
    ...required,
    algorithm,
    publicKey,
    dnsName: Type.String({ description: "Name of the TXT record to publish" }),
    dnsValue: Type.String({
      description: "Its text; in a zone file it must be split into strings of at most 255 characters",
    }),
    problem: Type.Optional(Type.String({ description: "Why the key cannot be used now" })),
  },
  { additionalProperties: false },
);

export type DkimKeyView = Static<typeof DkimKeyViewSchema>;

/** A DKIM key whose open fields are filled. `privateKey` absent: the one already stored is kept, else one is made. */
export interface DkimKeyDraft {
  readonly id: string;
  readonly domain: string;
  readonly selector: string;
  readonly algorithm: "rsa" | "ed25519";
  readonly privateKey?: string;
  readonly publicKey?: string;
}
