import { Type, type Static } from "typebox";

export const HealthSchema = Type.Object({ status: Type.Literal("ok") }, { additionalProperties: false });

export const ReadinessSchema = Type.Object(
  {
    status: Type.Enum(["ready", "not ready"]),
    checks: Type.Record(
      Type.String(),
      Type.Object({ ok: Type.Boolean(), detail: Type.Optional(Type.String()) }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
);

export type Readiness = Static<typeof ReadinessSchema>;
