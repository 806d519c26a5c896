import { Type } from "typebox";

/** Who may connect to send mail. The first rule that matches the client's address wins. */
export const AccessRuleSchema = Type.Object(
  {
    network: Type.String({
      minLength: 1,
      maxLength: 64,
      description: "Address or network: `192.0.2.7`, `10.0.0.0/8`, `::1`",
    }),
    action: Type.Enum(["allow", "deny"]),
    comment: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
);
