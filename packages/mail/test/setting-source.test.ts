import { expect, it } from "vitest";
import {
  DEFAULT_RULE,
  delayField,
  type DomainRule,
  lanePace,
  type Relay,
  retryDelayMs,
  ruleSource,
} from "../src/index.ts";

const rules: readonly DomainRule[] = [
  { domain: "*", maxConnections: 7, failureDelaySeconds: 10 },
  { domain: "*.test", maxConnections: 3 },
  { domain: "b.test", maxContinuous: 0 },
];

it.each([
  ["b.test", "maxContinuous", { key: "b.test", value: 0 }],
  // Fields that a rule leaves open come from the default rule, not from the next best pattern.
  ["b.test", "maxConnections", { key: "*", value: 7 }],
  ["a.test", "maxConnections", { key: "*.test", value: 3 }],
  ["a.test", "failureDelaySeconds", { key: "*", value: 10 }],
  ["a.test", "backoffFactor", { key: "*", value: 2, isDefault: true }],
  ["example", "maxConnections", { key: "*", value: 7 }],
] as const)("for %s, %s is set by %o", (domain, field, source) => {
  expect(ruleSource(domain, rules, field)).toEqual({ section: "domainRules", field, ...source });
});

it("a relay sets the pace of its lane; when it is gone the default rule does", () => {
  const relay = { ...DEFAULT_RULE, id: "r", maxConnections: 2 } as unknown as Relay;
  const there = lanePace("relay:r", rules, [relay]);
  expect(there.source("maxConnections")).toEqual({ section: "relays", key: "r", field: "maxConnections", value: 2 });
  expect(there).not.toHaveProperty("rule");
  const gone = lanePace("relay:r", rules, []);
  expect([gone.pace.maxConnections, gone.source("maxConnections").key]).toEqual([7, "*"]);
  expect(lanePace("direct:a.test", rules, []).rule).toBe("*.test");
});

it("names the field that a delay came from, whatever the failures", () => {
  const pace = { ...DEFAULT_RULE, failureDelaySeconds: 10, backoffFactor: 2, maxFailureDelaySeconds: 60 };
  const named = [1, 2, 3, 4, 9].map((failures) => [retryDelayMs(pace, failures, 0) / 1000, delayField(pace, failures)]);
  expect(named).toEqual([
    [10, "failureDelaySeconds"],
    [20, "backoffFactor"],
    [40, "backoffFactor"],
    [60, "maxFailureDelaySeconds"],
    [60, "maxFailureDelaySeconds"],
  ]);
  expect(delayField({ ...pace, backoffFactor: 1 }, 9)).toBe("failureDelaySeconds");
  expect(delayField({ ...pace, maxFailureDelaySeconds: 5 }, 9)).toBe("failureDelaySeconds");
  expect(delayField({ ...pace, failureDelaySeconds: 0 }, 9)).toBe("failureDelaySeconds");
});
