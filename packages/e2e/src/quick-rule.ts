import type { DomainRule } from "@postlane/mail";

/** The default rule of these tests: no pauses, failures tried again after a second. */
export function quickRule(more: Partial<DomainRule> = {}): DomainRule {
  return { domain: "*", maxContinuous: 0, failureDelaySeconds: 1, backoffFactor: 1, ...more };
}
