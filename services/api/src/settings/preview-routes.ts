import {
  normaliseDomainName,
  normaliseDomainPattern,
  pointer,
  type Problem,
  type SettingsPreviewRequest,
  SettingsPreviewRequestSchema,
  SettingsPreviewSchema,
  validateSettings,
} from "@postlane/contract";
import { domainOf, ruleFor } from "@postlane/mail";
import { completeSettings, diffSettings, type Settings, SettingsInvalid, type SettingsStore } from "@postlane/settings";
import type { FastifyInstance } from "fastify";
import { problemResponses } from "../http/describe-api.ts";
import { invalidInput } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import type { LaneReader } from "../lanes/lane-reader.ts";
import { previewLanes } from "./preview-lanes.ts";

/** What if: nothing is saved. */
export function previewRoutes(fastify: FastifyInstance, store: SettingsStore, lanes: LaneReader): void {
  const app = fastify.withTypeProvider<ContractTypes>();
  const schema = {
    tags: ["settings"],
    summary:
      "What proposed settings would change: lanes, how long their mail takes, and the rule that wins for an address",
    security: [{ token: [] }],
    body: SettingsPreviewRequestSchema,
    response: { 200: SettingsPreviewSchema, ...problemResponses },
  };
  app.post("/settings/preview", { config: { scope: "operator" }, schema }, async ({ body }) => {
    const { version, settings } = await store.refresh();
    const domains = domainsOf(body.addresses ?? []);
    const proposed = await propose(settings, body);
    return {
      version,
      changes: diffSettings(settings, proposed).map((change) => ({ ...change })),
      addresses: domains.map(({ address, domain }) => ({
        address,
        domain,
        before: ruleFor(domain, settings.domainRules),
        after: ruleFor(domain, proposed.domainRules),
      })),
      ...(await previewLanes(lanes, settings, proposed)),
    };
  });
}

async function propose(current: Settings, { settings, domainRule }: SettingsPreviewRequest): Promise<Settings> {
  const document = { ...current, ...settings };
  const rules = [...document.domainRules];
  const ruleAt = domainRule ? placeOf(domainRule.domain, rules) : -1;
  if (domainRule) rules[ruleAt] = domainRule;
  const named = (problems: readonly Problem[]): readonly Problem[] =>
    problems.map(({ field, message }) => ({ field: nameIn(field, ruleAt), message }));
  const verdict = validateSettings({ ...document, domainRules: rules });
  if (!verdict.ok) throw invalidInput(named(verdict.problems));
  try {
    return await completeSettings(verdict.settings, current);
  } catch (error) {
    throw error instanceof SettingsInvalid ? invalidInput(named(error.problems)) : error;
  }
}

/** A proposed rule takes the place of the one for its domain, or comes last. */
function placeOf(domain: string, rules: readonly { readonly domain: string }[]): number {
  const pattern = normaliseDomainPattern(domain);
  const at = rules.findIndex((rule) => pattern.ok && rule.domain === pattern.value);
  return at < 0 ? rules.length : at;
}

/** Where a field of the proposed document stands in the request. */
function nameIn(field: string, ruleAt: number): string {
  const rule = pointer("domainRules", ruleAt);
  return field.startsWith(`${rule}/`) ? `/domainRule${field.slice(rule.length)}` : `/settings${field}`;
}

function domainsOf(addresses: readonly string[]): readonly { address: string; domain: string }[] {
  const problems: Problem[] = [];
  const found = addresses.map((address, at) => {
    const domain = normaliseDomainName(domainOf(address));
    if (domain.ok) return { address, domain: domain.value };
    problems.push({ field: pointer("addresses", at), message: domain.message });
    return { address, domain: "" };
  });
  if (problems.length > 0) throw invalidInput(problems);
  return found;
}
