import { describe, expect, it } from "vitest";
import { validateSettings } from "../src/index.ts";

const empty = {
  general: {},
  domainRules: [],
  relays: [],
  accessRules: [],
  credentials: [],
  webhooks: [],
  dkimKeys: [],
};

function problemsOf(part: object): Record<string, string> {
  const verdict = validateSettings({ ...empty, ...part });
  if (verdict.ok) return {};
  return Object.fromEntries(verdict.problems.map(({ field, message }) => [field, message]));
}

function accepted(part: object) {
  const verdict = validateSettings({ ...empty, ...part });
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.problems));
  return verdict.settings;
}

const rule = (fields: object) => ({ domainRules: [{ domain: "example.com", ...fields }] });
const relay = (fields: object) => ({ relays: [{ id: "relay-1", host: "smtp.example.com", ...fields }] });

describe("ranges: the bounds pass, what lies beyond is named", () => {
  const seconds = "Write a number from 0 to 31536000 (a fraction is allowed).";
  const attempts = "Write a whole number from 0 to 1000.";
  it.each([
    ["directAttempts", [0, 1000], [-1, 1001, 1.5, "8", null, true], attempts],
    ["relayAttempts", [0, 1000], [-1, 1001, 0.1], attempts],
    ["maxConnections", [1, 10_000], [0, 10_001, 1.5, "10"], "Write a whole number from 1 to 10000."],
    ["failureDelaySeconds", [0, 0.25, 300], [-0.1, "300", Number.NaN, Number.POSITIVE_INFINITY], seconds],
    ["maxFailureDelaySeconds", [0, 14_400], [-1], seconds],
    ["expireAfterSeconds", [0, 172_800], [-1, 31_536_001], seconds],
    ["continuingDelaySeconds", [0, 0.5], [-1], seconds],
    ["backoffFactor", [1, 1.5, 100], [0.9, 101], "Write a number from 1 to 100 (a fraction is allowed)."],
    ["maxContinuous", [0, 1_000_000_000], [-1, 1.5], "Write a whole number from 0 to 1000000000."],
    ["tls", ["none", "opportunistic", "require"], ["implicit", 1], "Write one of: none, opportunistic, require."],
    ["uncertain", ["retry", "hold", "assume-delivered"], ["drop"], "Write one of: retry, hold, assume-delivered."],
  ])("domain rule: %s", (field, good, bad, message) => {
    for (const value of good) expect(problemsOf(rule({ [field]: value }))).toEqual({});
    for (const value of bad)
      expect(problemsOf(rule({ [field]: value }))).toEqual({ [`/domainRules/0/${field}`]: message });
  });

  it.each([
    ["port", [1, 65_535], [0, 65_536, "25"]],
    ["tls", ["none", "opportunistic", "require", "implicit"], ["ssl"]],
    ["id", ["a", "relay-2"], ["", "Relay", "a b", "ä", "a".repeat(65)]],
    [
      "host",
      ["mail", "smtp.example.com", "192.0.2.7", "::1"],
      ["", "a b", "smtp.example.com:25", "[::1]", "300.1.1.1"],
    ],
    ["name", ["Büro 1"], ["", "a\nb", "x".repeat(201)]],
    ["enabled", [true, false], ["yes", 1]],
    ["maxConnections", [1], [0]],
    ["username", ["me"], ["", "a\u0000b"]],
  ])("relay: %s", (field, good, bad) => {
    for (const value of good) expect(problemsOf(relay({ [field]: value }))).toEqual({});
    for (const value of bad) expect(Object.keys(problemsOf(relay({ [field]: value })))).toEqual([`/relays/0/${field}`]);
  });

  it.each([
    ["maxMessageBytes", 0],
    ["maxRecipients", 0],
    ["maxReceivedHops", 1.5],
    ["maxSize", 1],
  ])("general: %s", (field, bad) => {
    expect(Object.keys(problemsOf({ general: { [field]: bad } }))).toEqual([`/general/${field}`]);
  });

  it.each([
    ["enabled", [false], ["no", 1]],
    ["afterHardBounces", [1, 100], [0, 101, 1.5]],
    ["windowDays", [1, 365], [0, 366]],
    ["expireDays", [0, 36_500], [-1, 36_501]],
    ["expires", [], [1]],
  ])("general.suppression: %s", (field, good, bad) => {
    const general = (value: unknown) => ({ general: { suppression: { [field]: value } } });
    for (const value of good) expect(problemsOf(general(value))).toEqual({});
    for (const value of bad) expect(Object.keys(problemsOf(general(value)))).toEqual([`/general/suppression/${field}`]);
  });

  it.each([
    ["maxWaiting", [0, 1_000_000], [-1, 1.5]],
    ["maxMemoryPercent", [0, 100], [-1, 101]],
    ["startPercent", [1, 100], [0, 101]],
    ["percent", [], [1]],
  ])("general.backPressure: %s", (field, good, bad) => {
    const general = (value: unknown) => ({ general: { backPressure: { [field]: value } } });
    for (const value of good) expect(problemsOf(general(value))).toEqual({});
    for (const value of bad)
      expect(Object.keys(problemsOf(general(value)))).toEqual([`/general/backPressure/${field}`]);
  });
});

describe("names in their one form", () => {
  it.each([
    ["EXAMPLE.com", "example.com"],
    ["Müller.DE", "xn--mller-kva.de"],
    ["*.Example.COM", "*.example.com"],
    ["*.münchen.example", "*.xn--mnchen-3ya.example"],
    ["xn--mller-kva.de", "xn--mller-kva.de"],
    ["localhost", "localhost"],
    ["_spf.example.com", "_spf.example.com"],
    ["*", "*"],
  ])("domain %s", (written, kept) => {
    expect(accepted({ domainRules: [{ domain: written }] }).domainRules[0]!.domain).toBe(kept);
  });

  it.each([
    "**",
    "*.*",
    "a.*.example",
    "*example.com",
    ".example.com",
    "example.com.",
    "a..b",
    "-a.example",
    "a-.example",
    `${"a".repeat(64)}.example`,
    `${"a.".repeat(126)}toolong`,
    "192.0.2.7",
    "user@example.com",
    "exa mple.com",
    "ｅxample.com",
    "\u212Aelvin.example",
    "exam\u200Bple.com",
    "example。com",
    "a/b",
  ])("no domain: %s", (written) => {
    expect(Object.keys(problemsOf({ domainRules: [{ domain: written }] }))).toEqual(["/domainRules/0/domain"]);
  });

  it.each([
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["192.0.2.7", "192.0.2.7"],
    ["192.0.2.7/32", "192.0.2.7"],
    ["2001:DB8:0:0::/32", "2001:db8::/32"],
    ["0:0:0:0:0:0:0:1", "::1"],
    ["::/0", "::/0"],
  ])("network %s", (written, kept) => {
    expect(accepted({ accessRules: [{ network: written, action: "deny" }] }).accessRules[0]!.network).toBe(kept);
  });

  it.each([
    ["10.1.2.3/8", "Write `10.0.0.0/8`: bits behind the prefix must be zero."],
    ["2001:db8::1/32", "Write `2001:db8::/32`: bits behind the prefix must be zero."],
    ["10.0.0.0/33", "Write a prefix length from 0 to 32 behind the slash."],
    ["10.0.0.0/", "Write a prefix length from 0 to 32 behind the slash."],
    ["10.0.0.0/08", "Write a prefix length from 0 to 32 behind the slash."],
    ["::ffff:10.0.0.1", "Write the IPv4 form: `10.0.0.1`."],
    ["10.0.0", "Write an address or network such as `192.0.2.7`, `10.0.0.0/8`, `::1` or `2001:db8::/32`."],
    ["010.0.0.1", "Write an address or network such as `192.0.2.7`, `10.0.0.0/8`, `::1` or `2001:db8::/32`."],
    ["fe80::1%eth0", "Write an address or network such as `192.0.2.7`, `10.0.0.0/8`, `::1` or `2001:db8::/32`."],
    ["10.0.0.0/8/8", "Write an address or network such as `192.0.2.7`, `10.0.0.0/8`, `::1` or `2001:db8::/32`."],
    ["example.com", "Write an address or network such as `192.0.2.7`, `10.0.0.0/8`, `::1` or `2001:db8::/32`."],
  ])("no network: %s", (written, message) => {
    expect(problemsOf({ accessRules: [{ network: written, action: "allow" }] })).toEqual({
      "/accessRules/0/network": message,
    });
  });
});

describe("the document as a whole", () => {
  it("names every bad field at once", () => {
    const problems = problemsOf({
      general: { maxRecipients: "many" },
      domainRules: [{ domain: "a.example", maxConnections: 0 }, { directAttempts: 1 }, "rule"],
      relays: [{ id: "r", host: "h", colour: "red" }],
    });
    expect(problems).toEqual({
      "/general/maxRecipients": "Write a whole number from 1 to 100000.",
      "/domainRules/0/maxConnections": "Write a whole number from 1 to 10000.",
      "/domainRules/1/domain": expect.stringMatching(/^This field is missing\. Write /),
      "/domainRules/2": expect.stringMatching(/^Write an object with the fields domain, /),
      "/relays/0/colour": expect.stringMatching(/^There is no such field; write one of: id, host, /),
    });
  });

  it.each([null, 1, "text", []])("is an object, not %j", (input) => {
    expect(validateSettings(input)).toEqual({
      ok: false,
      problems: [
        {
          field: "",
          message:
            "Write an object with the fields general, domainRules, relays, accessRules, credentials, webhooks, dkimKeys.",
        },
      ],
    });
  });

  it("refuses what is written twice, also in another spelling", () => {
    expect(
      problemsOf({
        domainRules: [
          { domain: "*" },
          { domain: "münchen.example" },
          { domain: "XN--mnchen-3ya.example" },
          { domain: "*" },
        ],
        relays: [
          { id: "r", host: "a" },
          { id: "r", host: "b" },
        ],
        accessRules: [
          { network: "::1", action: "allow" },
          { network: "0:0::1", action: "deny" },
        ],
        credentials: [{ username: "u" }, { username: "u" }],
      }),
    ).toEqual({
      "/domainRules/2/domain": "Write each domain once: `xn--mnchen-3ya.example` already stands at /domainRules/1.",
      "/domainRules/3/domain": "Write each domain once: `*` already stands at /domainRules/0.",
      "/relays/1/id": "Write each id once: `r` already stands at /relays/0.",
      "/accessRules/1/network": "Write each network once: `::1` already stands at /accessRules/0.",
      "/credentials/1/username": "Write each username once: `u` already stands at /credentials/0.",
    });
  });

  it("fills a relay's open fields with the defaults of the rules page", () => {
    expect(accepted(relay({})).relays).toEqual([
      {
        id: "relay-1",
        name: "relay-1",
        enabled: true,
        host: "smtp.example.com",
        port: 25,
        tls: "opportunistic",
        tlsVerify: true,
        maxConnections: 10,
        failureDelaySeconds: 300,
        backoffFactor: 2,
        maxFailureDelaySeconds: 14_400,
        maxContinuous: 5,
        continuingDelaySeconds: 1,
      },
    ]);
    expect(accepted(relay({ tls: "implicit" })).relays[0]!.port).toBe(465);
  });

  it("takes back what was shown: passwordSet and problem are ignored", () => {
    const settings = accepted({
      ...relay({ username: "u", passwordSet: true, problem: "no key" }),
      credentials: [{ username: "u", passwordSet: true }],
    });
    expect(settings.relays[0]).not.toHaveProperty("passwordSet");
    expect(settings.relays[0]).not.toHaveProperty("problem");
    expect(settings.credentials).toEqual([{ username: "u", enabled: true }]);
  });

  it("wants a user name for a password and a hash in its form", () => {
    expect(problemsOf(relay({ password: "p" }))).toEqual({
      "/relays/0/username": "Write the user name the password is for.",
    });
    expect(problemsOf({ credentials: [{ username: "u", passwordHash: "p" }] })).toEqual({
      "/credentials/0/passwordHash": "Write a hash of the form `scrypt$N$r$p$salt$hash` (salt and hash in base64).",
    });
    const passwordHash = `scrypt$16384$8$1$${"A".repeat(22)}==$${"B".repeat(43)}=`;
    expect(problemsOf({ credentials: [{ username: "u", passwordHash }] })).toEqual({});
    expect(problemsOf({ credentials: [{ username: "u", passwordHash, password: "p" }] })).toEqual({
      "/credentials/0/passwordHash": "Write either the password or its hash, not both.",
    });
  });
});

describe("the senders of a credential", () => {
  const check = (allowedSenders: unknown) =>
    validateSettings({
      general: {},
      domainRules: [],
      relays: [],
      accessRules: [],
      credentials: [{ username: "u", allowedSenders }],
      webhooks: [],
      dkimKeys: [],
    });

  it("have one form each", () => {
    const verdict = check(["Ann@A.Example", "B.example", "*.C.example", "b.example", "x@bücher.example"]);
    expect(verdict.ok && verdict.settings.credentials[0]?.allowedSenders).toEqual([
      "Ann@a.example",
      "b.example",
      "*.c.example",
      "x@xn--bcher-kva.example",
    ]);
  });

  it.each(["*", "a b", "ann@", "@a.example", "a@b@c.example", "ann@a.example>", "a,b@c.example", '"a"b"@c.example'])(
    "%j is none",
    (sender) => {
      expect(check(["ok.example", sender])).toEqual({
        ok: false,
        problems: [{ field: "/credentials/0/allowedSenders/1", message: expect.stringContaining("Write an address") }],
      });
    },
  );

  it("an empty list is refused: it would allow nobody, and be taken for everybody", () => {
    expect(check([]).ok).toBe(false);
  });
});
