import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_RULE, type DomainRule, ruleFor } from "../src/index.ts";

// The same inputs each time, so that a run tells of the change at hand; another number draws others.
fc.configureGlobal({ seed: 20_261_123 });

const RULES: readonly DomainRule[] = [
  { domain: "*.example.com", maxConnections: 3 },
  { domain: "*.mail.example.com", maxConnections: 4 },
  { domain: "example.com", maxConnections: 2 },
  { domain: "mail.example.com", directAttempts: 0 },
  { domain: "*", maxConnections: 7, failureDelaySeconds: 60 },
];

describe("ruleFor", () => {
  it.each([
    ["example.com", "example.com", 2],
    ["a.example.com", "*.example.com", 3],
    ["a.b.example.com", "*.example.com", 3],
    ["x.mail.example.com", "*.mail.example.com", 4],
    ["mail.example.com", "mail.example.com", 7],
    ["notexample.com", "*", 7],
    ["example.com.other.test", "*", 7],
    ["com", "*", 7],
  ])("%s follows %s", (domain, pattern, maxConnections) => {
    expect(ruleFor(domain, RULES)).toMatchObject({ pattern, maxConnections });
  });

  it("takes what a rule leaves open from the default rule, and what that leaves open from the defaults", () => {
    expect(ruleFor("mail.example.com", RULES)).toEqual({
      ...DEFAULT_RULE,
      pattern: "mail.example.com",
      directAttempts: 0,
      maxConnections: 7,
      failureDelaySeconds: 60,
    });
  });

  it("does without any rule", () => {
    expect(ruleFor("b.test", [])).toEqual(DEFAULT_RULE);
  });

  it("does not depend on the order of the rules", () => {
    const domains = ["example.com", "a.example.com", "x.mail.example.com", "mail.example.com", "b.test"];
    fc.assert(
      fc.property(fc.shuffledSubarray([...RULES], { minLength: RULES.length }), (shuffled) => {
        for (const domain of domains) expect(ruleFor(domain, shuffled)).toEqual(ruleFor(domain, RULES));
      }),
    );
  });
});

describe("the defaults", () => {
  it("are those of the rules page", () => {
    expect(DEFAULT_RULE).toEqual({
      pattern: "*",
      directAttempts: 8,
      relayAttempts: 3,
      maxConnections: 10,
      failureDelaySeconds: 300,
      backoffFactor: 2,
      maxFailureDelaySeconds: 14_400,
      expireAfterSeconds: 172_800,
      maxContinuous: 5,
      continuingDelaySeconds: 1,
      tls: "opportunistic",
      uncertain: "retry",
    });
  });
});
