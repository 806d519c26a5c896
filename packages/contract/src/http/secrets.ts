import { Type, type Static } from "typebox";

const keyId = Type.String({ description: "Tells keys apart without telling them" });

export const SecretsSchema = Type.Object(
  {
    key_id: Type.Optional(keyId),
    keys: Type.Array(
      Type.Object(
        {
          key_id: keyId,
          use: Type.Enum(["seals", "opens", "missing"], {
            description:
              "POSTLANE_SECRET_KEY, POSTLANE_SECRET_KEY_PREVIOUS, or neither: what it sealed is lost without it",
          }),
          sealed: Type.Integer({ description: "How many secrets it has sealed, in the settings and their history" }),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

export const SecretsRotationSchema = Type.Object(
  {
    key_id: keyId,
    resealed: Type.Integer({ description: "How many secrets were sealed anew; 0 when there was nothing to do" }),
    failed: Type.Array(Type.Object({ what: Type.String(), reason: Type.String() }, { additionalProperties: false }), {
      description: "Secrets no key at hand opens; they stay as they are",
    }),
  },
  { additionalProperties: false },
);

export type SecretsView = Static<typeof SecretsSchema>;
