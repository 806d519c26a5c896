import { type Static, Type } from "typebox";
import { DEFAULT_REPORTS, ReportsSchema } from "./reports.ts";

export const GeneralSchema = Type.Object(
  {
    maxMessageBytes: Type.Integer({
      minimum: 1,
      maximum: 1_099_511_627_776,
      description: "Largest message accepted (SIZE)",
    }),
    maxRecipients: Type.Integer({ minimum: 1, maximum: 100_000, description: "Most recipients of one message" }),
    maxReceivedHops: Type.Integer({
      minimum: 1,
      maximum: 1_000,
      description: "A message with more Received headers is looping and refused",
    }),
    reports: ReportsSchema,
  },
  { additionalProperties: false },
);

/** As a user writes them: what is left out keeps its value or gets its default. */
export const GeneralInputSchema = Type.Object(
  {
    ...Type.Partial(Type.Omit(GeneralSchema, ["reports"])).properties,
    reports: Type.Optional(Type.Partial(ReportsSchema, { additionalProperties: false })),
  },
  { additionalProperties: false },
);

export const DEFAULT_GENERAL = {
  maxMessageBytes: 52_428_800,
  maxRecipients: 1_000,
  maxReceivedHops: 50,
  reports: DEFAULT_REPORTS,
} as const satisfies Static<typeof GeneralSchema>;
