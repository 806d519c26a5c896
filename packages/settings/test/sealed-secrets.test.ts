import { createPublicKey } from "node:crypto";
import { validateSettings } from "@postlane/contract";
import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  completeSettings,
  DEFAULT_SETTINGS,
  diffSettings,
  exportSettingsFile,
  openSettingsStore,
  SEALED_FIELDS,
  type SettingsStore,
  showSettings,
} from "../src/index.ts";

const KEY = Buffer.alloc(32, 1);
const log = { warn: () => {} };
const SECRET = `whsec_${Buffer.alloc(24, 9).toString("base64")}`;

let server: RedisServer;
let redis: RedisClient;
let stores: SettingsStore[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
});
beforeEach(() => redis.flushall());
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  stores = [];
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

async function open(secretKey: Buffer | undefined = KEY): Promise<SettingsStore> {
  const store = await openSettingsStore({ redisUrl: server.url, secretKey, log });
  stores.push(store);
  return store;
}

async function save(store: SettingsStore, more: object) {
  const { version, settings } = store.current();
  const verdict = validateSettings({ ...settings, ...more });
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.problems));
  return store.save(await completeSettings(verdict.settings, settings), version);
}

const webhook = {
  id: "shop",
  url: "https://shop.example/",
  secret: SECRET,
  headers: { authorization: "Bearer topsecret" },
};
const before = { previousSecret: `whsec_${"B".repeat(32)}`, previousSecretUntil: "2030-01-01T00:00:00Z" };
const relay = { id: "r", host: "h.example", username: "u", password: "open sesame" };
const dkimKey = { id: "main", domain: "example.com", selector: "s1" };

it("no secret of the table stands in Redis in clear, and each opens again", async () => {
  const written = { webhooks: [{ ...webhook, ...before }], relays: [relay], dkimKeys: [dkimKey] };
  const { settings } = await save(await open(), written);
  const { privateKey } = settings.dkimKeys[0]!;
  const stored = (await redis.hget(keys.settings(), "document"))!;
  for (const { sealedAs } of SEALED_FIELDS) expect(stored).toMatch(new RegExp(`"${sealedAs}":"v1\\.`));
  for (const clear of [SECRET, before.previousSecret, "topsecret", "open sesame", privateKey!.slice(40, 80)])
    expect(stored).not.toContain(clear);
  expect((await open()).current().settings).toEqual(settings);
  expect(settings.webhooks[0]).toMatchObject({ secret: SECRET, ...before, headers: webhook.headers });
});

it("a document of before there were these sections still loads", async () => {
  const { webhooks: _w, dkimKeys: _d, ...old } = DEFAULT_SETTINGS;
  await redis.hset(keys.settings(), { version: 3, document: JSON.stringify(old) });
  expect((await open()).current()).toEqual({ version: 3, settings: DEFAULT_SETTINGS });
});

it("what nobody sees shows neither in the view, nor the differences, nor the export", async () => {
  const store = await open();
  const first = store.current().settings;
  const { settings } = await save(store, { webhooks: [{ ...webhook, ...before }], dkimKeys: [dkimKey] });
  const other = { ...settings.webhooks[0]!, secret: before.previousSecret, headers: { authorization: "Bearer other" } };
  const changes = diffSettings(settings, { ...settings, webhooks: [other] });
  expect(changes.toSorted((a, b) => a.field.localeCompare(b.field))).toEqual([
    { field: "/webhooks/shop/headers", kind: "changed" },
    { field: "/webhooks/shop/secret", kind: "changed" },
  ]);
  const shown = JSON.stringify([showSettings(store.current()), diffSettings(first, settings), changes]);
  for (const text of [shown, exportSettingsFile(store.current())])
    expect(text).not.toMatch(/whsec_|Bearer|PRIVATE KEY|scrypt/);
  expect(showSettings(store.current()).webhooks[0]).toMatchObject({ secretSet: true, headerNames: ["authorization"] });
});

it("an exported file changes nothing where it came from", async () => {
  const store = await open();
  await save(store, { webhooks: [webhook], dkimKeys: [dkimKey] });
  const { version } = store.current();
  const { parse } = await import("yaml");
  expect((await save(store, parse(exportSettingsFile(store.current())) as object)).version).toBe(version);
});

describe("secrets that are left out", () => {
  it("are kept; a new webhook and a new key get theirs made", async () => {
    const store = await open();
    const { secret: _s, headers: _h, ...bare } = webhook;
    const made = (await save(store, { webhooks: [bare], dkimKeys: [dkimKey] })).settings;
    expect(made.webhooks[0]!.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const again = (
      await save(store, { webhooks: [{ ...bare, enabled: false }], dkimKeys: [{ ...dkimKey, selector: "s2" }] })
    ).settings;
    expect(again.webhooks[0]!.secret).toBe(made.webhooks[0]!.secret);
    expect(again.dkimKeys[0]!.privateKey).toBe(made.dkimKeys[0]!.privateKey);
  });

  it("headers stay until they are null; the secret before goes with its time", async () => {
    const store = await open();
    await save(store, { webhooks: [{ ...webhook, ...before }] });
    const { headers: _h, ...rest } = webhook;
    const kept = await save(store, { webhooks: [{ ...rest, previousSecretUntil: before.previousSecretUntil }] });
    expect(kept.settings.webhooks[0]).toMatchObject({
      headers: webhook.headers,
      previousSecret: before.previousSecret,
    });
    const gone = (await save(store, { webhooks: [{ ...rest, headers: null }] })).settings.webhooks[0];
    expect([gone!.headers, gone!.previousSecret]).toEqual([undefined, undefined]);
  });

  it("are kept sealed where they cannot be opened, and the entry says so", async () => {
    await save(await open(), { webhooks: [webhook], dkimKeys: [dkimKey] });
    const blind = await open(Buffer.alloc(32, 2));
    const view = showSettings(blind.current());
    expect(view.webhooks[0]).toMatchObject({
      secretSet: false,
      problem: expect.stringContaining("POSTLANE_SECRET_KEY"),
    });
    expect(view.dkimKeys[0]!.problem).toContain("private key of DKIM key `main`");
    expect(view.dkimKeys[0]!.dnsValue).toMatch(/^v=DKIM1; k=rsa; p=MII/);
    await save(blind, { webhooks: [{ id: "shop", url: "https://new.example/" }], dkimKeys: [dkimKey] });
    const { settings } = (await open()).current();
    expect(settings.webhooks[0]).toMatchObject({
      url: "https://new.example/",
      secret: SECRET,
      headers: webhook.headers,
    });
    expect(settings.dkimKeys[0]!.privateKey).toContain("PRIVATE KEY");
  });

  it("without a key to seal with nothing is saved", async () => {
    const store = await openSettingsStore({ redisUrl: server.url, log });
    stores.push(store);
    await expect(save(store, { webhooks: [webhook] })).rejects.toThrow(
      /\/webhooks\/0\/secret: Set POSTLANE_SECRET_KEY/,
    );
  });
});

describe("a DKIM key", () => {
  it.each([
    ["rsa", /^v=DKIM1; k=rsa; p=([A-Za-z0-9+/=]{300,})$/],
    ["ed25519", /^v=DKIM1; k=ed25519; p=([A-Za-z0-9+/]{43}=)$/],
  ] as const)("of %s shows the record that fits its private key", async (algorithm, form) => {
    const store = await open();
    await save(store, { dkimKeys: [{ ...dkimKey, algorithm }] });
    const { dnsName, dnsValue } = showSettings(store.current()).dkimKeys[0]!;
    expect(dnsName).toBe("s1._domainkey.example.com");
    const published = Buffer.from(form.exec(dnsValue)![1]!, "base64");
    const own = createPublicKey(store.current().settings.dkimKeys[0]!.privateKey!);
    const expected = own.export({ type: "spki", format: "der" }).subarray(algorithm === "rsa" ? 0 : 12);
    expect(published.equals(expected)).toBe(true);
  });

  it("refuses a private key that is none, or of another algorithm", async () => {
    const store = await open();
    const pem = `-----BEGIN PRIVATE KEY-----\n${"A".repeat(60)}\n-----END PRIVATE KEY-----\n`;
    await expect(save(store, { dkimKeys: [{ ...dkimKey, privateKey: pem }] })).rejects.toThrow(/openssl genrsa/);
    await save(store, { dkimKeys: [{ ...dkimKey, algorithm: "ed25519" }] });
    await expect(save(store, { dkimKeys: [{ ...dkimKey, algorithm: "rsa" }] })).rejects.toThrow(/this one is ed25519/);
  });
});
