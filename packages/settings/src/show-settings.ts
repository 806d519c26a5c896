import {
  type CredentialView,
  type DkimKeyView,
  pointer,
  type RelayView,
  type SettingsView,
  type WebhookView,
} from "@postlane/contract";
import type { Relay } from "@postlane/mail";
import { dkimRecordValue } from "./dkim-key-pair.ts";
import type { Credential, DkimKey, SettingsSnapshot, Webhook } from "./types.ts";

/** The settings without any secret: a password only shows that it is set. */
export function showSettings({ settings, problems = [] }: SettingsSnapshot): SettingsView {
  const problemOf = (section: string, at: number): string | undefined =>
    problems.find(({ field }) => field.startsWith(`${pointer(section, at)}/`))?.message;
  return {
    general: {
      ...settings.general,
      reports: { ...settings.general.reports, senderDomains: [...settings.general.reports.senderDomains] },
    },
    domainRules: settings.domainRules.map((rule) => ({ ...rule })),
    relays: settings.relays.map((relay, at) => showRelay(relay, problemOf("relays", at))),
    accessRules: settings.accessRules.map((rule) => ({ ...rule })),
    credentials: settings.credentials.map(showCredential),
    webhooks: settings.webhooks.map((webhook, at) => showWebhook(webhook, problemOf("webhooks", at))),
    dkimKeys: settings.dkimKeys.map((key, at) => showDkimKey(key, problemOf("dkimKeys", at))),
  };
}

function showRelay({ password: _secret, ...relay }: Relay, problem: string | undefined): RelayView {
  const passwordSet = relay.username !== undefined;
  return problem === undefined ? { ...relay, passwordSet } : { ...relay, passwordSet, problem };
}

function showCredential({ passwordHash, allowedSenders, ...credential }: Credential): CredentialView {
  return {
    ...credential,
    ...(allowedSenders && { allowedSenders: [...allowedSenders] }),
    passwordSet: passwordHash !== "",
  };
}

function showWebhook({ secret, previousSecret: _before, headers, ...webhook }: Webhook, problem?: string): WebhookView {
  return {
    ...webhook,
    events: [...webhook.events],
    secretSet: secret !== undefined,
    headerNames: Object.keys(headers ?? {}),
    ...(problem !== undefined && { problem }),
  };
}

function showDkimKey({ privateKey: _secret, publicKey = "", ...key }: DkimKey, problem?: string): DkimKeyView {
  return {
    ...key,
    publicKey,
    dnsName: `${key.selector}._domainkey.${key.domain}`,
    dnsValue: dkimRecordValue(key.algorithm, publicKey),
    ...(problem !== undefined && { problem }),
  };
}
