import {
  AccessRuleSchema,
  CredentialInputSchema,
  CredentialViewSchema,
  DkimKeyInputSchema,
  DkimKeyViewSchema,
  DomainRuleSchema,
  type Normalised,
  normaliseDomainPattern,
  normaliseNetwork,
  RelayInputSchema,
  RelayViewSchema,
  type SettingsView,
  WebhookCreatedSchema,
  WebhookInputSchema,
  WebhookWithHealthSchema,
} from "@postlane/contract";
import type { Settings } from "@postlane/settings";
import type { TObject, TSchema } from "typebox";

/** A list of the settings whose entries have an address of their own. */
export interface Section {
  readonly name: Exclude<keyof SettingsView, "general">;
  readonly path: string;
  /** The field an entry is found by. */
  readonly key: string;
  /** One entry, in words. */
  readonly entry: string;
  readonly input: TObject;
  readonly view: TSchema;
  /** The order of the entries decides, so they can be moved. */
  readonly ordered: boolean;
  /** The one form of a key as it stands in an address. */
  readonly normalise: (key: string) => string;
  /** What the answer to adding an entry shows beyond the view: a secret that was made for it. */
  readonly created?: {
    readonly view: TSchema;
    readonly reveal: (settings: Settings, key: string, body: object) => object;
  };
}

export const SECTIONS: readonly Section[] = [
  {
    name: "domainRules",
    path: "/domain-rules",
    key: "domain",
    entry: "domain rule",
    input: DomainRuleSchema,
    view: DomainRuleSchema,
    ordered: false,
    normalise: (key) => orAsWritten(key, normaliseDomainPattern(key)),
  },
  {
    name: "relays",
    path: "/relays",
    key: "id",
    entry: "relay",
    input: RelayInputSchema,
    view: RelayViewSchema,
    ordered: true,
    normalise: (key) => key,
  },
  {
    name: "accessRules",
    path: "/access-rules",
    key: "network",
    entry: "access rule",
    input: AccessRuleSchema,
    view: AccessRuleSchema,
    ordered: true,
    normalise: (key) => orAsWritten(key, normaliseNetwork(key)),
  },
  {
    name: "credentials",
    path: "/credentials",
    key: "username",
    entry: "credential",
    input: CredentialInputSchema,
    view: CredentialViewSchema,
    ordered: false,
    normalise: (key) => key,
  },
  {
    name: "webhooks",
    path: "/webhooks",
    key: "id",
    entry: "webhook",
    input: WebhookInputSchema,
    view: WebhookWithHealthSchema,
    ordered: false,
    normalise: (key) => key,
    created: {
      view: WebhookCreatedSchema,
      reveal: ({ webhooks }, key, body) =>
        "secret" in body ? {} : { secret: webhooks.find(({ id }) => id === key)?.secret },
    },
  },
  {
    name: "dkimKeys",
    path: "/dkim-keys",
    key: "id",
    entry: "DKIM key",
    input: DkimKeyInputSchema,
    view: DkimKeyViewSchema,
    ordered: false,
    normalise: (key) => key,
  },
];

function orAsWritten(text: string, result: Normalised): string {
  return result.ok ? result.value : text;
}
