import { Type, type Static } from "typebox";
import { AccessSchema } from "./token.ts";

export const SessionInputSchema = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 1_024, writeOnly: true, description: "An API token" }) },
  { additionalProperties: false },
);

export const SessionSchema = Type.Object(
  {
    ...AccessSchema.properties,
    csrf_token: Type.String({ description: "Send it as X-CSRF-Token with every POST, PUT, PATCH and DELETE" }),
    ends_at: Type.String({ format: "date-time", description: "At the latest; an hour without a request ends it, too" }),
  },
  { additionalProperties: false },
);

export type SessionView = Static<typeof SessionSchema>;
