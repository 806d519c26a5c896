import { Type, type Static } from "typebox";
import { AccessRuleSchema } from "./access-rule.ts";
import { CredentialInputSchema, CredentialViewSchema, type CredentialDraft } from "./credential.ts";
import { DkimKeyInputSchema, DkimKeyViewSchema, type DkimKeyDraft } from "./dkim-key.ts";
import { DomainRuleSchema } from "./domain-rule.ts";
import { GeneralInputSchema, GeneralSchema } from "./general.ts";
import { RelayInputSchema, RelayViewSchema, type RelayDraft } from "./relay.ts";
import { WebhookInputSchema, WebhookViewSchema, type WebhookDraft } from "./webhook.ts";

const MAX_ENTRIES = 10_000;
/** Each has a queue and workers of its own. */
const MAX_WEBHOOKS = 100;

/** The whole settings as a user writes them. */
export const SettingsInputSchema = Type.Object(
  {
    general: GeneralInputSchema,
    domainRules: Type.Array(DomainRuleSchema, { maxItems: MAX_ENTRIES }),
    relays: Type.Array(RelayInputSchema, { maxItems: MAX_ENTRIES, description: "In the order they are tried" }),
    accessRules: Type.Array(AccessRuleSchema, { maxItems: MAX_ENTRIES, description: "The first match wins" }),
    credentials: Type.Array(CredentialInputSchema, { maxItems: MAX_ENTRIES }),
    webhooks: Type.Array(WebhookInputSchema, { maxItems: MAX_WEBHOOKS }),
    dkimKeys: Type.Array(DkimKeyInputSchema, { maxItems: MAX_ENTRIES, description: "Stored now, used later" }),
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
    webhooks: Type.Array(WebhookViewSchema),
    dkimKeys: Type.Array(DkimKeyViewSchema),
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
  readonly webhooks: readonly WebhookDraft[];
  readonly dkimKeys: readonly DkimKeyDraft[];
}
