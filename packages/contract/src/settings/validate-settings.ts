import type { Static } from "typebox";
import { Compile } from "typebox/compile";
import { normaliseSender } from "../allowed-senders.ts";
import { describeErrors } from "../describe-errors.ts";
import { normaliseDomainName, normaliseDomainPattern, type Normalised } from "../domain-name.ts";
import { normaliseHost, normaliseNetwork } from "../network.ts";
import { pointer, type Problem } from "../problem.ts";
import { normaliseWebhookUrl } from "../webhook-url.ts";
import type { CredentialDraft } from "./credential.ts";
import type { DkimKeyDraft } from "./dkim-key.ts";
import { DEFAULT_GENERAL } from "./general.ts";
import { DEFAULT_RELAY_PACE } from "./pace.ts";
import type { RelayDraft } from "./relay.ts";
import { SettingsInputSchema, type SettingsDraft } from "./settings.ts";
import { DEFAULT_WEBHOOK, type WebhookDraft } from "./webhook.ts";

export type SettingsVerdict =
  | { readonly ok: true; readonly settings: SettingsDraft }
  | { readonly ok: false; readonly problems: readonly Problem[] };

type Input = Static<typeof SettingsInputSchema>;

const validator = Compile(SettingsInputSchema);

/** Checks a whole settings document as a user wrote it, fills open fields and brings names into their one form. */
export function validateSettings(input: unknown): SettingsVerdict {
  if (!validator.Check(input))
    return { ok: false, problems: describeErrors(SettingsInputSchema, validator.Errors(input)) };
  const problems: Problem[] = [];
  const settings: SettingsDraft = {
    general: general(input, problems),
    domainRules: domainRules(input, problems),
    relays: relays(input, problems),
    accessRules: accessRules(input, problems),
    credentials: credentials(input, problems),
    webhooks: webhooks(input, problems),
    dkimKeys: dkimKeys(input, problems),
  };
  return problems.length === 0 ? { ok: true, settings } : { ok: false, problems };
}

function general({ general: written }: Input, problems: Problem[]): SettingsDraft["general"] {
  const reports = { ...DEFAULT_GENERAL.reports, ...written.reports };
  const at = (...field: (string | number)[]): string => pointer("general", "reports", ...field);
  return {
    ...DEFAULT_GENERAL,
    ...written,
    suppression: { ...DEFAULT_GENERAL.suppression, ...written.suppression },
    backPressure: { ...DEFAULT_GENERAL.backPressure, ...written.backPressure },
    reports: {
      ...reports,
      senderDomains: reports.senderDomains.map((domain, n) =>
        take(normaliseDomainPattern(domain), at("senderDomains", n), domain, problems),
      ),
      copyTo: mailbox(reports.copyTo, at("copyTo"), problems),
      fromAddress: mailbox(reports.fromAddress, at("fromAddress"), problems),
    },
  };
}

/** The local part stays as it is, the domain gets its one form. */
function mailbox(address: string, field: string, problems: Problem[]): string {
  if (address === "") return "";
  const at = address.lastIndexOf("@") + 1;
  return address.slice(0, at) + take(normaliseDomainName(address.slice(at)), field, address.slice(at), problems);
}

function domainRules(input: Input, problems: Problem[]): SettingsDraft["domainRules"] {
  const rules = input.domainRules.map((rule, at) => ({
    ...rule,
    domain: take(normaliseDomainPattern(rule.domain), pointer("domainRules", at, "domain"), rule.domain, problems),
  }));
  refuseDuplicates("domainRules", "domain", rules, problems);
  return rules;
}

function relays(input: Input, problems: Problem[]): readonly RelayDraft[] {
  const drafts = input.relays.map(({ passwordSet: _set, problem: _problem, ...relay }, at): RelayDraft => {
    if (typeof relay.password === "string" && relay.username === undefined)
      problems.push({ field: pointer("relays", at, "username"), message: "Write the user name the password is for." });
    const host = take(normaliseHost(relay.host), pointer("relays", at, "host"), relay.host, problems);
    return {
      name: relay.id,
      enabled: true,
      port: relay.tls === "implicit" ? 465 : 25,
      tls: "opportunistic",
      tlsVerify: true,
      ...DEFAULT_RELAY_PACE,
      ...relay,
      host,
    };
  });
  refuseDuplicates("relays", "id", drafts, problems);
  return drafts;
}

function accessRules(input: Input, problems: Problem[]): SettingsDraft["accessRules"] {
  const rules = input.accessRules.map((rule, at) => ({
    ...rule,
    network: take(normaliseNetwork(rule.network), pointer("accessRules", at, "network"), rule.network, problems),
  }));
  refuseDuplicates("accessRules", "network", rules, problems);
  return rules;
}

function credentials(input: Input, problems: Problem[]): readonly CredentialDraft[] {
  const drafts = input.credentials.map(({ passwordSet: _set, ...credential }, at): CredentialDraft => {
    if (credential.password !== undefined && credential.passwordHash !== undefined)
      problems.push({
        field: pointer("credentials", at, "passwordHash"),
        message: "Write either the password or its hash, not both.",
      });
    const { allowedSenders, ...rest } = credential;
    if (allowedSenders === undefined) return { enabled: true, ...rest };
    const senders = allowedSenders.map((sender, n) =>
      take(normaliseSender(sender), pointer("credentials", at, "allowedSenders", n), sender, problems),
    );
    return { enabled: true, ...rest, allowedSenders: [...new Set(senders)] };
  });
  refuseDuplicates("credentials", "username", drafts, problems);
  return drafts;
}

/** RFC 9110 and Standard Webhooks: headers that are ours to write, or that steer the connection. */
const OWN_HEADERS =
  /^(host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*|user-agent|webhook-.*)$/i;

function webhooks(input: Input, problems: Problem[]): readonly WebhookDraft[] {
  const drafts = input.webhooks.map((written, at): WebhookDraft => {
    const { secretSet: _set, headerNames: _names, problem: _problem, health: _health, ...webhook } = written;
    const field = (...path: readonly (string | number)[]) => pointer("webhooks", at, ...path);
    for (const name of Object.keys(webhook.headers ?? {}))
      if (OWN_HEADERS.test(name))
        problems.push({ field: field("headers", name), message: "Leave this header out: it is written by Postlane." });
    if (webhook.previousSecret !== undefined && webhook.previousSecretUntil === undefined)
      problems.push({ field: field("previousSecretUntil"), message: "Write until when the secret before signs." });
    return {
      ...DEFAULT_WEBHOOK,
      ...webhook,
      url: take(normaliseWebhookUrl(webhook.url), field("url"), webhook.url, problems),
      events: webhook.events ?? [],
      domains: (webhook.domains ?? []).map((domain, n) =>
        take(normaliseDomainPattern(domain), field("domains", n), domain, problems),
      ),
      lanes: (webhook.lanes ?? []).map((lane, n) => take(laneName(lane), field("lanes", n), lane, problems)),
      senders: (webhook.senders ?? []).map((sender, n) =>
        take(senderName(sender), field("senders", n), sender, problems),
      ),
    };
  });
  refuseDuplicates("webhooks", "id", drafts, problems);
  return drafts;
}

function laneName(text: string): Normalised {
  if (/^(direct|relay):[^\s:]+$/.test(text)) return { ok: true, value: text.toLowerCase() };
  return { ok: false, message: "Write a lane such as `direct:example.com` or `relay:relay-1`." };
}

function senderName(text: string): Normalised {
  if (/^[^\s@]*@[^\s@]+$/.test(text)) return { ok: true, value: text.toLowerCase() };
  return { ok: false, message: "Write an address such as `shop@example.com`, or `@example.com` for all of a domain." };
}

function dkimKeys(input: Input, problems: Problem[]): readonly DkimKeyDraft[] {
  const drafts = input.dkimKeys.map((written, at): DkimKeyDraft => {
    const { dnsName: _name, dnsValue: _value, problem: _problem, ...key } = written;
    const domain = take(normaliseDomainName(key.domain), pointer("dkimKeys", at, "domain"), key.domain, problems);
    const selector = take(selectorName(key.selector), pointer("dkimKeys", at, "selector"), key.selector, problems);
    return { algorithm: "rsa", ...key, domain, selector };
  });
  refuseDuplicates("dkimKeys", "id", drafts, problems);
  const places = new Set<string>();
  drafts.forEach(({ domain, selector }, at) => {
    const place = `${selector}._domainkey.${domain}`;
    if (places.has(place))
      problems.push({ field: pointer("dkimKeys", at, "selector"), message: `There is a key at \`${place}\` already.` });
    places.add(place);
  });
  return drafts;
}

/** RFC 6376 section 3.1: one or more labels. */
function selectorName(text: string): Normalised {
  const name = normaliseDomainName(`${text}.example`);
  if (name.ok) return { ok: true, value: name.value.slice(0, -".example".length) };
  return { ok: false, message: "Write a name of a-z, 0-9 and hyphens, such as `s2026`." };
}

function take(result: Normalised, field: string, fallback: string, problems: Problem[]): string {
  if (result.ok) return result.value;
  problems.push({ field, message: result.message });
  return fallback;
}

/** An entry is found by its key, in the API and by the services: a second one of the same key would be dead or decide by chance. */
function refuseDuplicates<K extends string>(
  section: string,
  key: K,
  entries: readonly Readonly<Record<K, string>>[],
  problems: Problem[],
): void {
  const seen = new Map<string, number>();
  entries.forEach((entry, at) => {
    const first = seen.get(entry[key]);
    if (first === undefined) seen.set(entry[key], at);
    else
      problems.push({
        field: pointer(section, at, key),
        message: `Write each ${key} once: \`${entry[key]}\` already stands at ${pointer(section, first)}.`,
      });
  });
}
