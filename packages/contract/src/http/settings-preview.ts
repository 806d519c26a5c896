import { Type, type Static } from "typebox";
import { DomainRuleSchema } from "../settings/domain-rule.ts";
import { SettingsInputSchema } from "../settings/settings.ts";
import { SettingsChangeSchema } from "./settings-history.ts";

/** What if these settings were saved? */
export const SettingsPreviewRequestSchema = Type.Object(
  {
    settings: Type.Optional(
      Type.Partial(SettingsInputSchema, {
        additionalProperties: false,
        description: "Sections to replace whole; one left out stays as it is",
      }),
    ),
    domainRule: Type.Optional(DomainRuleSchema),
    addresses: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 320 }), {
        maxItems: 100,
        description: "Recipients or domains: which rule wins for each?",
      }),
    ),
  },
  { additionalProperties: false },
);

/** A rule with every field filled. */
const FilledRuleSchema = Type.Object(
  {
    pattern: Type.String({ description: "The pattern that won" }),
    ...Type.Required(Type.Omit(DomainRuleSchema, ["domain"])).properties,
  },
  { additionalProperties: false },
);

const duration = Type.Object({ before: Type.Number(), after: Type.Number() }, { additionalProperties: false });

export const SettingsPreviewSchema = Type.Object(
  {
    version: Type.Integer({ description: "The version the preview was made on" }),
    changes: Type.Array(SettingsChangeSchema),
    addresses: Type.Array(
      Type.Object(
        { address: Type.String(), domain: Type.String(), before: FilledRuleSchema, after: FilledRuleSchema },
        { additionalProperties: false },
      ),
    ),
    lanes: Type.Array(
      Type.Object(
        {
          lane: Type.String(),
          waiting: Type.Integer(),
          delayed: Type.Integer(),
          changes: Type.Array(
            Type.Object(
              { field: Type.String(), before: Type.Optional(Type.Unknown()), after: Type.Optional(Type.Unknown()) },
              { additionalProperties: false },
            ),
          ),
          least_drain_seconds: Type.Object(duration.properties, {
            additionalProperties: false,
            description: "What the pauses between bursts alone take for the deliveries that wait now",
          }),
          drain_seconds: Type.Object(duration.properties, {
            additionalProperties: false,
            description: "Until all that is due now is sent; see `drain.assumption`",
          }),
          drain_all_seconds: Type.Object(duration.properties, {
            additionalProperties: false,
            description: "Until what waits for a later time is sent as well",
          }),
          service_ms: Type.Integer({ description: "How long a delivery keeps a connection busy" }),
          basis: Type.Enum(["observed", "assumed"], { description: "Where service_ms comes from" }),
        },
        { additionalProperties: false },
      ),
      { description: "Lanes with mail, now or lately, that would go by other values" },
    ),
    drain: Type.Object(
      {
        deliveries: Type.Integer({ description: "In the lanes shown" }),
        due: duration,
        all: duration,
        assumption: Type.String({ description: "What has to be true for this to come true" }),
      },
      { additionalProperties: false, description: "Seconds until the lanes shown have sent what is due, and all" },
    ),
    lanes_seen: Type.Integer({ description: "How many lanes were looked at" }),
    complete: Type.Boolean({ description: "False when there are more lanes than are looked at or shown" }),
  },
  { additionalProperties: false },
);

export type SettingsPreviewRequest = Static<typeof SettingsPreviewRequestSchema>;
export type SettingsPreview = Static<typeof SettingsPreviewSchema>;
