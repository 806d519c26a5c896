import { validateSettings } from "@postlane/contract";
import { expect, it } from "vitest";
import { DEFAULT_SETTINGS, type Settings } from "../src/index.ts";

const rule = (more: object) => ({ domainRules: [{ domain: "*", ...more }] });
const relays = (more: object) => ({ relays: [{ id: "r", host: "h.example", ...more }] });
const firstRule = ({ domainRules }: Settings) => domainRules[0]!;

/** Every setting of QK SMTP Server 3, where it stands here, and its default. */
const QK: readonly [setting: string, written: object, read: (settings: Settings) => unknown, found: unknown][] = [
  ["Send directly to the recipient's server", {}, (s) => firstRule(s).directAttempts! > 0, true],
  ["Direct delivery retry attempts", {}, (s) => firstRule(s).directAttempts, 8],
  ["Direct delivery retry attempts = 0", rule({ directAttempts: 0 }), (s) => firstRule(s).directAttempts, 0],
  ["Relay delivery retry attempts", {}, (s) => firstRule(s).relayAttempts, 3],
  ["Relay delivery retry attempts = 0", rule({ relayAttempts: 0 }), (s) => firstRule(s).relayAttempts, 0],
  ["Domain name settings: a default rule", {}, (s) => firstRule(s).domain, "*"],
  [
    "Domain name settings: a domain",
    { domainRules: [{ domain: "a.example" }] },
    (s) => firstRule(s).domain,
    "a.example",
  ],
  [
    "Domain name settings: names below",
    { domainRules: [{ domain: "*.a.test" }] },
    (s) => firstRule(s).domain,
    "*.a.test",
  ],
  ["Maximum connections", {}, (s) => firstRule(s).maxConnections, 10],
  ["Delay after failed seconds", {}, (s) => firstRule(s).failureDelaySeconds, 300],
  ["… its growth", {}, (s) => firstRule(s).backoffFactor, 2],
  ["… its ceiling", {}, (s) => firstRule(s).maxFailureDelaySeconds, 14_400],
  ["… its end", {}, (s) => firstRule(s).expireAfterSeconds, 172_800],
  ["Maximum continuous connections", {}, (s) => firstRule(s).maxContinuous, 5],
  ["Delay for continuing in seconds", {}, (s) => firstRule(s).continuingDelaySeconds, 1],
  ["Relay server settings: none at first", {}, (s) => s.relays, []],
  ["Relay server: name", relays({ name: "First" }), (s) => s.relays[0]!.name, "First"],
  ["Relay server: server name", relays({}), (s) => s.relays[0]!.host, "h.example"],
  ["Relay server: port", relays({ port: 587 }), (s) => s.relays[0]!.port, 587],
  ["Relay server: anonymous", relays({}), (s) => s.relays[0]!.username, undefined],
  ["Relay server: login", relays({ username: "u", password: "p" }), (s) => s.relays[0]!.password, "p"],
  ["Relay server: enable", relays({ enabled: false }), (s) => s.relays[0]!.enabled, false],
  ["Relay server: maximum connections", relays({ maxConnections: 3 }), (s) => s.relays[0]!.maxConnections, 3],
  ["Relay server: delay after failure", relays({ failureDelaySeconds: 7 }), (s) => s.relays[0]!.failureDelaySeconds, 7],
  ["Relay server: maximum continuous", relays({ maxContinuous: 9 }), (s) => s.relays[0]!.maxContinuous, 9],
  [
    "Relay server: delay for continuing",
    relays({ continuingDelaySeconds: 2 }),
    (s) => s.relays[0]!.continuingDelaySeconds,
    2,
  ],
  [
    "Relay server: the order",
    { relays: ["b", "a", "c"].map((id) => ({ id, host: "h.example" })) },
    (s) => s.relays.map(({ id }) => id),
    ["b", "a", "c"],
  ],
  [
    "Access IP control: an ordered list",
    {
      accessRules: [
        { network: "10.0.0.1", action: "deny" },
        { network: "10.0.0.0/8", action: "allow" },
      ],
    },
    (s) => s.accessRules.map(({ network, action }) => `${action} ${network}`),
    ["deny 10.0.0.1", "allow 10.0.0.0/8"],
  ],
  [
    "Access IP control: loopback at first",
    {},
    (s) => s.accessRules.map(({ network }) => network),
    ["127.0.0.0/8", "::1"],
  ],
];

it.each(QK)("%s", (_setting, written, read, found) => {
  const verdict = validateSettings({ ...DEFAULT_SETTINGS, ...written });
  expect(verdict).toMatchObject({ ok: true });
  if (verdict.ok) expect(read(verdict.settings as Settings)).toEqual(found);
});

it("every number of a rule and of a relay has bounds: nothing beyond them is taken", () => {
  const numbers = ["maxConnections", "failureDelaySeconds", "maxContinuous", "continuingDelaySeconds"];
  for (const name of [...numbers, "directAttempts", "relayAttempts", "expireAfterSeconds"])
    expect([name, validateSettings({ ...DEFAULT_SETTINGS, ...rule({ [name]: -1 }) }).ok]).toEqual([name, false]);
  for (const name of numbers)
    expect([name, validateSettings({ ...DEFAULT_SETTINGS, ...relays({ [name]: -1 }) }).ok]).toEqual([name, false]);
});
