import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDomain, parsePath } from "@postlane/mail";

const label63 = "a".repeat(63);
const local64 = "b".repeat(64);

describe("parsePath takes (RFC 5321 section 4.1.2)", () => {
  it.each([
    ["<user@example.com>", "user@example.com"],
    ["<User.Name@Example.COM>", "User.Name@example.com"],
    ["<>", ""],
    ["<a+tag@example.com>", "a+tag@example.com"],
    ["<!#$%&'*+-/=?^_`{|}~@example.com>", "!#$%&'*+-/=?^_`{|}~@example.com"],
    ["<user@localhost>", "user@localhost"],
    ["<user@my_host.example>", "user@my_host.example"],
    ["<user@3com.example>", "user@3com.example"],
    ['<"john doe"@example.com>', '"john doe"@example.com'],
    ['<"a@b"@example.com>', '"a@b"@example.com'],
    ['<"a>b"@example.com>', '"a>b"@example.com'],
    ['<"a\\"b"@example.com>', '"a\\"b"@example.com'],
    ['<""@example.com>', '""@example.com'],
    ["<@relay.example,@other.example:user@example.com>", "user@example.com"],
    ["<@relay.example:user@example.com>", "user@example.com"],
    ["<user@[192.0.2.1]>", "user@[192.0.2.1]"],
    ["<user@[IPv6:2001:DB8::1]>", "user@[IPv6:2001:db8::1]"],
    ["<user@[ipv6:::1]>", "user@[IPv6:::1]"],
    ["<user@[IPv6:0:0:0:0:0:0:0:1]>", "user@[IPv6:::1]"],
    ["<user@[IPv6:2001:0db8:0000::0001]>", "user@[IPv6:2001:db8::1]"],
    ["<user@[IPv6:::ffff:c000:201]>", "user@[IPv6:::ffff:192.0.2.1]"],
    ["<user@xn--mnchen-3ya.de>", "user@xn--mnchen-3ya.de"],
    ["<user@münchen.de>", "user@xn--mnchen-3ya.de"],
    ["<user@MÜNCHEN.de>", "user@xn--mnchen-3ya.de"],
    ["<user@mu\u0308nchen.de>", "user@xn--mnchen-3ya.de"],
    ["<user@faß.example>", "user@xn--fa-hia.example"],
    ["<jürgen@example.com>", "jürgen@example.com"],
    ["<用户@例子.测试>", "用户@xn--fsqu00a.xn--0zwm56d"],
    ['<"jür gen"@example.com>', '"jür gen"@example.com'],
    [`<${local64}@example.com>`, `${local64}@example.com`],
    [`<user@${label63}.example>`, `user@${label63}.example`],
    [`<u@${label63}.${label63}.${label63}.${"c".repeat(60)}>`, `u@${label63}.${label63}.${label63}.${"c".repeat(60)}`],
  ])("%s", (path, address) => {
    expect(parsePath(path, 0)).toMatchObject({ address, end: path.length });
  });
});

describe("parsePath refuses (RFC 5321 section 4.1.2, CWE-93)", () => {
  it.each([
    ["user@example.com", "angle brackets"],
    ["<user@example.com", "`>` is missing"],
    ["<user>", "no domain"],
    ["<user@>", "domain is not valid"],
    ["<@example.com>", "local part is not valid"],
    ["< user@example.com>", "local part is not valid"],
    ["<user @example.com>", "must be quoted"],
    ["<user@example.com >", "`>` is missing"],
    ["<john doe@example.com>", "must be quoted"],
    ["<a@b@example.com>", "`>` is missing"],
    ["<one,two@example.com>", "must be quoted"],
    ["<one(two)@example.com>", "must be quoted"],
    ['<"abc@example.com>', "quoted local part does not end"],
    ['<abc"@example.com>', "must be quoted"],
    ['<"a"b@example.com>', "must be quoted"],
    ['<"a\tb"@example.com>', "quoted local part does not end"],
    ['<"a\\\u00fc"@example.com>', "quoted local part does not end"],
    ["<.user@example.com>", "local part is not valid"],
    ["<user.@example.com>", "must be quoted"],
    ["<us..er@example.com>", "must be quoted"],
    ["<user@.example.com>", "domain is not valid"],
    ["<user@example.com.>", "domain is not valid"],
    ["<user@example..com>", "domain is not valid"],
    ["<user@-example.com>", "domain is not valid"],
    ["<user@example-.com>", "domain is not valid"],
    ["<user@exa mple.com>", "`>` is missing"],
    ["<user@exa\tmple.com>", "`>` is missing"],
    ["<user@exam!ple.com>", "domain is not valid"],
    ["<user@192.0.2.1>", "domain is not valid"],
    ["<user@2130706433>", "domain is not valid"],
    ["<user@0x7f000001>", "domain is not valid"],
    ["<user@127.0.0.0x1>", "domain is not valid"],
    ["<user@[192.0.2.256]>", "domain is not valid"],
    ["<user@[192.0.2]>", "domain is not valid"],
    ["<user@[192.0.2.1>", "domain is not valid"],
    ["<user@192.0.2.1]>", "domain is not valid"],
    ["<user@[2001:db8::1]>", "domain is not valid"],
    ["<user@[IPv6:2001:db8::g]>", "domain is not valid"],
    ["<user@[IPv6:fe80::1%eth0]>", "domain is not valid"],
    ["<user@[tag:content]>", "domain is not valid"],
    ["<user@xn--a>", "domain is not valid"],
    ["<user@example\uff0ecom>", "domain is not valid"], // full-width dot, would become `.`
    ["<user@example\u3002com>", "domain is not valid"], // ideographic full stop
    ["<user@exam\u00adple.com>", "domain is not valid"], // soft hyphen, would vanish
    ["<user@exam\u200bple.com>", "domain is not valid"], // zero width space
    ["<user@\u212aelvin.example>", "domain is not valid"], // KELVIN SIGN, would become `k`
    ["<user@\uff45xample.com>", "domain is not valid"], // full-width e
    ["<user@\u2100.example>", "domain is not valid"], // a/c
    ["<us\u202eer@example.com>", "invisible"],
    ["<us\u200ber@example.com>", "invisible"],
    ["<us\u0085er@example.com>", "invisible"],
    [`<${local64}b@example.com>`, "longer than 64"],
    [`<${"ü".repeat(33)}@example.com>`, "longer than 64"],
    [`<user@${label63}a.example>`, "domain is not valid"],
    [`<u@${label63}.${label63}.${label63}.${"c".repeat(61)}>`, "longer than 254"],
    [`<u@${`${label63}.`.repeat(4)}com>`, "domain is not valid"],
  ])("%j", (path, problem) => {
    const result = parsePath(path, 0);
    expect("problem" in result ? result.problem : result).toContain(problem);
  });
});

const atom = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,12}$/);
const dotString = fc.array(atom, { minLength: 1, maxLength: 4 }).map((atoms) => atoms.join("."));
const quotedString = fc
  .array(fc.oneof(fc.stringMatching(/^[ !#-[\]-~]$/), fc.stringMatching(/^\\[ -~]$/)), { maxLength: 20 })
  .map((parts) => `"${parts.join("")}"`);
const domain = fc
  .array(fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/), { minLength: 1, maxLength: 4 })
  .map((labels) => labels.join("."))
  .filter((name) => !name.includes("xn--"));

describe("parsePath in general (RFC 5321 section 4.1.2)", () => {
  it("gives back every valid ASCII mailbox as it is", () => {
    fc.assert(
      fc.property(fc.oneof(dotString, quotedString), domain, (localPart, name) => {
        const path = `<${localPart}@${name}>`;
        expect(parsePath(path, 0)).toEqual({
          address: `${localPart}@${name}`,
          domain: name,
          nonAscii: false,
          end: path.length,
        });
      }),
    );
  });

  it("never throws, and what it takes it takes again unchanged", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
        const first = parsePath(`<${text}>`, 0);
        if ("problem" in first || first.address === "") return;
        expect(parsePath(`<${first.address}>`, 0)).toMatchObject({ address: first.address, domain: first.domain });
        expect(Buffer.byteLength(first.address)).toBeLessThanOrEqual(254);
        expect(first.address).not.toMatch(/[\r\n\0]/);
      }),
      { numRuns: 500 },
    );
  });

  it("never maps a domain to another one: what it takes is ASCII, or a spelling of the A-labels it gives", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), (text) => {
        const parsed = parseDomain(`${text}.example`);
        if (parsed === undefined) return;
        const dotsReceived = text.split(".").length + 1;
        expect(parsed.split(".").length).toBe(dotsReceived);
        expect(parsed).toMatch(/^[a-z0-9._-]+$/);
      }),
      { numRuns: 500 },
    );
  });
});
