import { Type, type Static } from "typebox";

export const SettingsHistorySchema = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          version: Type.Integer(),
          saved_at: Type.String({ format: "date-time" }),
          by: Type.String({ description: "Who saved it: a token, a session, or the settings file" }),
        },
        { additionalProperties: false },
      ),
      { description: "Newest first; the last 50" },
    ),
  },
  { additionalProperties: false },
);

export const SettingsChangeSchema = Type.Object(
  {
    field: Type.String({ description: "Entries by their key: `/relays/relay-1/port`" }),
    kind: Type.Enum(["added", "removed", "changed", "reordered"]),
    before: Type.Optional(Type.Unknown()),
    after: Type.Optional(Type.Unknown()),
  },
  { additionalProperties: false },
);

const version = (description: string) => Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });

export const SettingsDiffSchema = Type.Object(
  { from: Type.Integer(), to: Type.Integer(), changes: Type.Array(SettingsChangeSchema) },
  { additionalProperties: false },
);

export const SettingsDiffQuerySchema = Type.Object(
  {
    from: version("The version to start from"),
    to: Type.Optional(version("The version to end at; without it, the current one")),
  },
  { additionalProperties: false },
);

export const SettingsRollbackSchema = Type.Object(
  { version: version("The version to take the settings back to") },
  { additionalProperties: false },
);

export type SettingsDiff = Static<typeof SettingsDiffSchema>;
