import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRedis, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import {
  applySettingsFile,
  DEFAULT_SETTINGS,
  exportSettingsFile,
  hashPassword,
  openSettingsStore,
  SettingsFileInvalid,
  type SettingsStore,
  verifyPassword,
} from "../src/index.ts";

const secretKey = randomBytes(32);
const log = { info: () => {}, warn: () => {} };
const full = `
general:
  maxRecipients: 7
domainRules:
  - domain: "*"
    directAttempts: 2
  - domain: Example.COM
    maxConnections: 1
relays:
  - id: second
    host: 192.0.2.2
  - id: first
    host: smtp.example.com
    port: 587
    username: postlane
    password: open sesame
accessRules:
  - { network: ::1, action: allow }
credentials:
  - username: printer
    password: s3cret
`;

let server: RedisServer;
let dir: string;
let store: SettingsStore;

beforeAll(async () => {
  server = await startRedis();
  dir = await mkdtemp(join(tmpdir(), "postlane-settings-"));
});
afterAll(async () => {
  await server.stop();
  await rm(dir, { recursive: true });
});
beforeEach(async () => {
  const redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  await redis.flushall();
  redis.disconnect();
  store = await openSettingsStore({ redisUrl: server.url, secretKey, log });
});
afterEach(() => store.close());

async function apply(text: string, to = store): Promise<boolean> {
  const path = join(dir, "settings.yaml");
  await writeFile(path, text);
  return applySettingsFile(path, to);
}

async function refusal(text: string): Promise<string> {
  const error = (await apply(text).catch((e: unknown) => e)) as Error;
  expect(error).toBeInstanceOf(SettingsFileInvalid);
  expect(store.current()).toEqual({ version: 0, settings: DEFAULT_SETTINGS });
  return error.message.replaceAll(dir, "").split("\n").slice(1).join("\n");
}

it("a whole file becomes the settings, passwords hashed and sealed", async () => {
  expect(await apply(full)).toBe(true);
  const { settings } = store.current();
  expect(settings.general).toEqual({ ...DEFAULT_SETTINGS.general, maxRecipients: 7 });
  expect(settings.domainRules).toEqual([
    { domain: "*", directAttempts: 2 },
    { domain: "example.com", maxConnections: 1 },
  ]);
  expect(settings.relays.map(({ id, port, password }) => [id, port, password])).toEqual([
    ["second", 25, undefined],
    ["first", 587, "open sesame"],
  ]);
  expect(await verifyPassword("s3cret", settings.credentials[0]!.passwordHash)).toBe(true);
});

it("the same file again makes no new version, a changed password a new hash", async () => {
  await apply(full);
  const { passwordHash } = store.current().settings.credentials[0]!;
  expect(await apply(full)).toBe(false);
  expect(store.current().version).toBe(1);
  expect(await apply(full.replace("s3cret", "changed"))).toBe(true);
  expect(store.current().settings.credentials[0]!.passwordHash).not.toBe(passwordHash);
});

it("several processes apply the same file at once: one version", async () => {
  const others = await Promise.all(
    Array.from({ length: 4 }, () => openSettingsStore({ redisUrl: server.url, secretKey, log })),
  );
  const path = join(dir, "settings.yaml");
  await writeFile(path, full);
  const changed = await Promise.all([store, ...others].map((each) => applySettingsFile(path, each)));
  await Promise.all(others.map((each) => each.close()));
  expect(changed.filter(Boolean)).toHaveLength(1);
  expect((await store.refresh()).version).toBe(1);
});

it("sections the file does not name stay as they are; an empty file changes nothing", async () => {
  await apply(full);
  expect(await apply("general:\n  maxRecipients: 9\n")).toBe(true);
  expect(store.current().settings.relays).toHaveLength(2);
  expect(store.current().settings.general.maxRecipients).toBe(9);
  expect(await apply("# nothing yet\n")).toBe(false);
});

it("passwords left out are kept, null removes a relay's", async () => {
  await apply(full);
  const before = store.current().settings;
  const without = full.replace("    password: s3cret\n", "").replace("    password: open sesame\n", "");
  expect(await apply(without)).toBe(false);
  await apply(full.replace("username: postlane\n    password: open sesame", "password: null"));
  const { relays, credentials } = store.current().settings;
  expect(credentials).toEqual(before.credentials);
  expect(relays[1]).not.toHaveProperty("password");
});

it("a file may hold a hash instead of the password", async () => {
  const passwordHash = await hashPassword("hidden");
  await apply(`credentials:\n  - username: printer\n    passwordHash: ${passwordHash}\n`);
  expect(store.current().settings.credentials).toEqual([{ username: "printer", enabled: true, passwordHash }]);
});

it("what is exported holds no secret and changes nothing when applied", async () => {
  await apply(full);
  const text = exportSettingsFile(store.current());
  expect(text).not.toMatch(/sesame|scrypt|passwordSet/);
  expect(await apply(text)).toBe(false);
  expect(await apply(text.replace("maxRecipients: 7", "maxRecipients: 8"))).toBe(true);
});

it("bad fields are named with file and line", async () => {
  expect(
    await refusal(`general:
  maxRecipients: 0
domainRules:
  - domain: "*"
  - directAttempts: 1
relays:
  - id: r
    host: smtp.example.com
    colour: red
`),
  ).toBe(
    [
      "  /settings.yaml:2: /general/maxRecipients: Write a whole number from 1 to 100000.",
      "  /settings.yaml:5: /domainRules/1/domain: This field is missing. Write a text of 1 to 255 characters.",
      "  /settings.yaml:9: /relays/0/colour: There is no such field; write one of: id, host, name, enabled, port, tls, tlsVerify, maxConnections, failureDelaySeconds, backoffFactor, maxFailureDelaySeconds, maxContinuous, continuingDelaySeconds, username, password, passwordSet, problem.",
    ].join("\n"),
  );
});

it.each([
  [
    "an unknown section",
    "domainrules: []",
    "  /settings.yaml:1: /domainrules: There is no such field; write one of: general,",
  ],
  ["no mapping", "- a\n", "  /settings.yaml: Write the sections general, "],
  ["broken YAML", "general: [\n", "  /settings.yaml:2: Flow sequence"],
  ["a key twice", "general: {}\nrelays: []\ngeneral: {}", "  /settings.yaml:3: Map keys must be unique."],
  ["an unquoted default rule", "domainRules:\n  - domain: *\n", "  /settings.yaml:2: Alias cannot be an empty string."],
  [
    "an unquoted wildcard",
    "domainRules:\n  - domain: *.a.example\n",
    '  /settings.yaml:2: Write "*.a.example" in quotes.',
  ],
  [
    "a new login without password",
    "credentials:\n  - username: u\n",
    "  /settings.yaml:2: /credentials/0/password: Write the password of `u`.",
  ],
  [
    "a relay login without password",
    "relays:\n  - id: r\n    host: h\n    username: u\n",
    "  /settings.yaml:2: /relays/0/password: Write the password of `u`.",
  ],
  [
    "a hash that would cost too much",
    `credentials:\n  - username: u\n    passwordHash: scrypt$1048576$8$1$${"A".repeat(22)}==$${"A".repeat(43)}=\n`,
    "  /settings.yaml:3: /credentials/0/passwordHash: Write a hash that takes at most 64 MiB",
  ],
])("%s is refused with its line", async (_what, text, expected) => {
  expect(await refusal(text)).toContain(expected);
});

it("a file that is not there is an error that names it", async () => {
  await expect(applySettingsFile("/nowhere/settings.yaml", store)).rejects.toThrow(/ENOENT.*\/nowhere\/settings.yaml/);
});

it("a relay password without POSTLANE_SECRET_KEY is refused with its line", async () => {
  const keyless = await openSettingsStore({ redisUrl: server.url, log });
  const error = (await apply(full, keyless).catch((e: unknown) => e)) as Error;
  await keyless.close();
  expect(error.message).toMatch(/settings.yaml:16: \/relays\/1\/password: Set POSTLANE_SECRET_KEY/);
});

it("says which file it cannot read, and what to correct", async () => {
  const path = join(dir, "nowhere.yaml");
  await expect(applySettingsFile(path, store)).rejects.toThrow(
    `The settings file ${path} cannot be read: it is not there. Put it there, or correct POSTLANE_SETTINGS_FILE`,
  );
  await expect(applySettingsFile(dir, store)).rejects.toThrow(
    `The settings file ${dir} cannot be read: it is a directory`,
  );
});
