import { Type } from "typebox";

/** When a hard bounce puts an address on the suppression list. */
export const SuppressionRuleSchema = Type.Object(
  {
    enabled: Type.Boolean({
      description: "Whether hard bounces suppress their addresses; entries made by hand always hold",
    }),
    afterHardBounces: Type.Integer({
      minimum: 1,
      maximum: 100,
      description: "So many hard bounces suppress an address",
    }),
    windowDays: Type.Integer({ minimum: 1, maximum: 365, description: "They count when they lie within so many days" }),
    expireDays: Type.Integer({
      minimum: 0,
      maximum: 36_500,
      description: "Days until the entry runs out; 0: it stays until it is removed",
    }),
  },
  { additionalProperties: false },
);

/** A mailbox that is gone is not tried again for three months: what receivers expect of whoever sends to many. */
export const DEFAULT_SUPPRESSION_RULE = {
  enabled: true,
  afterHardBounces: 1,
  windowDays: 30,
  expireDays: 90,
} as const;
