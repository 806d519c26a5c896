import { Type } from "typebox";

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
  },
  { additionalProperties: false },
);

export const DEFAULT_GENERAL = { maxMessageBytes: 52_428_800, maxRecipients: 1_000, maxReceivedHops: 50 } as const;
