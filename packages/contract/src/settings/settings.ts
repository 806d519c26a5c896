import { Type, type Static } from "typebox";
import { AccessRuleSchema } from "./access-rule.ts";
import { CredentialInputSchema, CredentialViewSchema, type CredentialDraft } from "./credential.ts";
import { DomainRuleSchema } from "./domain-rule.ts";
import { GeneralInputSchema, GeneralSchema } from "./general.ts";
import { RelayInputSchema, RelayViewSchema, type RelayDraft } from "./relay.ts";

const MAX_ENTRIES = 10_000;

/** The whole settings as a user writes them. */
export const SettingsInputSchema = Type.Object(
  {
    general: GeneralInputSchema,
    domainRules: Type.Array(DomainRuleSchema, { maxItems: MAX_ENTRIES }),
    relays: Type.Array(RelayInputSchema, { maxItems: MAX_ENTRIES, description: "In the order they are tried" }),
    accessRules: Type.Array(AccessRuleSchema, { maxItems: MAX_ENTRIES, description: "The first match wins" }),
    credentials: Type.Array(CredentialInputSchema, { maxItems: MAX_ENTRIES }),
  },
  { additionalProperties: false },
);

/** The whole settings as they are shown: without any secret. */
export const SettingsViewSchema = Type.Object(
  {
    general: GeneralSchema,
    domainRules: Type.Array(DomainRuleSchema),
    relays: Type.Array(RelayViewSchema),
    accessRules: Type.Array(AccessRuleSchema),
    credentials: Type.Array(CredentialViewSchema),
  },
  { additionalProperties: false },
);

export type SettingsView = Static<typeof SettingsViewSchema>;

/** Nothing in it is to be changed. */
type GeneralDraft = Readonly<Omit<Static<typeof GeneralSchema>, "reports">> & {
  readonly reports: Readonly<Omit<ReportsView, "senderDomains">> & { readonly senderDomains: readonly string[] };
};
type ReportsView = Static<typeof GeneralSchema>["reports"];

type Items<T> = T extends readonly (infer Item)[] ? readonly Readonly<Item>[] : never;

/** Valid settings with every open field filled and every name in its one form; passwords as they were written. */
export interface SettingsDraft {
  readonly general: GeneralDraft;
  readonly domainRules: Items<Static<(typeof SettingsInputSchema)["properties"]["domainRules"]>>;
  readonly relays: readonly RelayDraft[];
  readonly accessRules: Items<Static<(typeof SettingsInputSchema)["properties"]["accessRules"]>>;
  readonly credentials: readonly CredentialDraft[];
}
