import type { CredentialView, RelayView, SettingsView } from "@postlane/contract";
import type { Relay } from "@postlane/mail";
import type { Credential, SettingsSnapshot } from "./types.ts";

/** The settings without any secret: a password only shows that it is set. */
export function showSettings({ settings, problems = [] }: SettingsSnapshot): SettingsView {
  return {
    general: {
      ...settings.general,
      reports: { ...settings.general.reports, senderDomains: [...settings.general.reports.senderDomains] },
    },
    domainRules: settings.domainRules.map((rule) => ({ ...rule })),
    relays: settings.relays.map((relay, at) =>
      showRelay(relay, problems.find(({ field }) => field === `/relays/${at}/password`)?.message),
    ),
    accessRules: settings.accessRules.map((rule) => ({ ...rule })),
    credentials: settings.credentials.map(showCredential),
  };
}

function showRelay({ password: _secret, ...relay }: Relay, problem: string | undefined): RelayView {
  const passwordSet = relay.username !== undefined;
  return problem === undefined ? { ...relay, passwordSet } : { ...relay, passwordSet, problem };
}

function showCredential({ username, enabled, passwordHash }: Credential): CredentialView {
  return { username, enabled, passwordSet: passwordHash !== "" };
}
