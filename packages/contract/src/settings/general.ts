import { type Static, Type } from "typebox";
import { BackPressureSchema, DEFAULT_BACK_PRESSURE } from "./back-pressure.ts";
import { DEFAULT_REPORTS, ReportsSchema } from "./reports.ts";
import { DEFAULT_SUPPRESSION_RULE, SuppressionRuleSchema } from "./suppression-rule.ts";

const limits = {
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
};

/** The general settings as they are shown. */
export const GeneralSchema = Type.Object(
  { ...limits, reports: ReportsSchema, suppression: SuppressionRuleSchema, backPressure: BackPressureSchema },
  { additionalProperties: false },
);

/** As a user writes them: every field may be left open. */
export const GeneralInputSchema = Type.Partial(
  Type.Object({
    ...limits,
    reports: Type.Partial(ReportsSchema, { additionalProperties: false }),
    suppression: Type.Partial(SuppressionRuleSchema, { additionalProperties: false }),
    backPressure: Type.Partial(BackPressureSchema, { additionalProperties: false }),
  }),
  { additionalProperties: false },
);

export const DEFAULT_GENERAL = {
  maxMessageBytes: 52_428_800,
  maxRecipients: 1_000,
  maxReceivedHops: 50,
  reports: DEFAULT_REPORTS,
  suppression: DEFAULT_SUPPRESSION_RULE,
  backPressure: DEFAULT_BACK_PRESSURE,
} as const satisfies Static<typeof GeneralSchema>;
