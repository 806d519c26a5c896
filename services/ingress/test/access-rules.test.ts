import { describe, expect, it } from "vitest";
import { compileAccessRules, isLoopback } from "../src/access/access-rules.ts";

const access = compileAccessRules([
  { network: "10.1.2.3", action: "deny" },
  { network: "10.1.0.0/16", action: "allow" },
  { network: "10.0.0.0/8", action: "deny" },
  { network: "::1", action: "allow" },
  { network: "2001:db8:1::/48", action: "deny" },
  { network: "2001:db8::/32", action: "allow" },
  { network: "::ffff:192.0.2.0/120", action: "allow" },
]);

describe("access rules, first match wins", () => {
  it.each([
    ["10.1.2.3", "deny"],
    ["10.1.2.4", "allow"],
    ["10.2.0.1", "deny"],
    ["11.0.0.1", "login"],
    ["::ffff:10.1.2.3", "deny"],
    ["::ffff:10.1.2.4", "allow"],
    ["::1", "allow"],
    ["::2", "login"],
    ["2001:db8:1::5", "deny"],
    ["2001:DB8:2::5", "allow"],
    ["2001:db8:2::5%eth0", "allow"],
    ["192.0.2.9", "allow"],
    ["::ffff:c000:209", "allow"],
    ["192.0.3.9", "login"],
    ["::a01:204", "login"],
    ["", "deny"],
    ["nonsense", "deny"],
  ])("%s → %s", (address, verdict) => {
    expect(access(address)).toBe(verdict);
  });

  it("no rules: everybody must log in", () => {
    expect(compileAccessRules([])("127.0.0.1")).toBe("login");
  });

  it.each([
    ["0.0.0.0/0", "192.0.2.1", "allow"],
    ["0.0.0.0/0", "2001:db8::1", "login"],
    ["::/0", "2001:db8::1", "allow"],
    ["::/0", "192.0.2.1", "login"],
  ])("%s is of one family: %s → %s", (network, address, verdict) => {
    expect(compileAccessRules([{ network, action: "allow" }])(address)).toBe(verdict);
  });

  it.each(["10.0.0.0/33", "10.0.0/8/8", "example.com", "", "::1/129", "10.0.0.0/x"])("%j is no rule", (network) => {
    expect(() => compileAccessRules([{ network, action: "allow" }])).toThrow(/accessRules: .* neither an address nor/);
  });
});

describe("addresses", () => {
  it.each([
    ["127.0.0.1", true],
    ["127.8.8.8", true],
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["10.0.0.1", false],
    ["192.0.2.1", false],
    ["::", false],
    ["0.0.0.0", false],
    ["", false],
  ])("%s is loopback: %s", (address, loopback) => {
    expect(isLoopback(address)).toBe(loopback);
  });
});
