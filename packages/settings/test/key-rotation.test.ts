import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { validateSettings } from "@postlane/contract";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createSealer } from "../src/create-sealer.ts";
import { completeSettings, openSettingsStore, SEALED_FIELDS, type SettingsStore } from "../src/index.ts";

const [OLD, NEW, OTHER] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte)) as [Buffer, Buffer, Buffer];
const [OLD_ID, NEW_ID] = [createSealer(OLD).keyId!, createSealer(NEW).keyId!];
const ONE_OF_EACH = {
  relays: [{ id: "r", host: "h.example", username: "u", password: "open sesame" }],
  webhooks: [
    {
      id: "shop",
      url: "https://shop.example/",
      secret: `whsec_${"A".repeat(32)}`,
      headers: { authorization: "Bearer topsecret" },
      previousSecret: `whsec_${"B".repeat(32)}`,
      previousSecretUntil: "2030-01-01T00:00:00Z",
    },
  ],
  dkimKeys: [{ id: "main", domain: "example.com", selector: "s1" }],
};

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

async function open(secretKey: Buffer | undefined, previousSecretKeys: readonly Buffer[] = []): Promise<SettingsStore> {
  const log = { warn: () => {} };
  const store = await openSettingsStore({ redisUrl: server.url, secretKey, previousSecretKeys, log });
  stores.push(store);
  return store;
}

async function save(store: SettingsStore, more: object): Promise<void> {
  const { version, settings } = store.current();
  const verdict = validateSettings({ ...settings, ...more });
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.problems));
  await store.save(await completeSettings(verdict.settings, settings), version);
}

async function everythingStored(): Promise<string> {
  return JSON.stringify([await redis.hgetall(keys.settings()), await redis.hgetall(keys.settingsHistory())]);
}

describe("a sealer", () => {
  it("opens with every key it has, and seals with the first", () => {
    const sealed = createSealer(OLD).seal("secret", "owner");
    const both = createSealer(NEW, [OTHER, OLD]);
    expect(both.open(sealed, "owner")).toBe("secret");
    expect(both.seal("secret", "owner")).toMatch(new RegExp(`^v1\\.${NEW_ID}\\.`));
    expect(() => createSealer(NEW, [OTHER]).open(sealed, "owner")).toThrow("POSTLANE_SECRET_KEY_PREVIOUS");
    expect(() => both.open(sealed, "another")).toThrow("damaged");
    expect(() => createSealer(undefined, [OLD]).seal("secret", "owner")).toThrow("POSTLANE_SECRET_KEY");
    expect(createSealer(undefined, [OLD]).open(sealed, "owner")).toBe("secret");
  });

  it("does not open what claims to be sealed with another key of the ring", () => {
    const sealed = createSealer(OLD).seal("secret", "owner").replace(OLD_ID, NEW_ID);
    expect(() => createSealer(NEW, [OLD]).open(sealed, "owner")).toThrow("damaged");
  });
});

describe("sealing anew", () => {
  it("reaches every field of the table, now and in the history; then the old key is not needed any more", async () => {
    const before = await open(OLD);
    await save(before, ONE_OF_EACH);
    await save(before, { relays: [{ ...ONE_OF_EACH.relays[0], password: "another" }] });
    const { settings } = before.current();
    const rotating = await open(NEW, [OLD]);
    expect(Object.fromEntries((await rotating.secrets.survey()).counts)).toEqual({
      [OLD_ID]: 3 * SEALED_FIELDS.length,
    });
    expect(await rotating.secrets.reseal("test")).toEqual({
      resealed: 3 * SEALED_FIELDS.length,
      failed: [],
    });
    expect(Object.keys(Object.fromEntries((await rotating.secrets.survey()).counts))).toEqual([NEW_ID]);
    expect(await everythingStored()).not.toContain(`v1.${OLD_ID}`);
    const after = await open(NEW);
    expect(after.current()).toEqual({ version: 3, settings });
    expect((await after.at(1))!.settings.relays[0]!.password).toBe("open sesame");
    expect((await after.at(2))!.settings).toEqual(settings);
    expect((await after.history())[0]).toMatchObject({ version: 3, by: "test" });
  });

  it("does nothing the second time", async () => {
    await save(await open(OLD), ONE_OF_EACH);
    const rotating = await open(NEW, [OLD]);
    await rotating.secrets.reseal("test");
    const stored = await everythingStored();
    expect(await rotating.secrets.reseal("test")).toEqual({ resealed: 0, failed: [] });
    expect(await everythingStored()).toBe(stored);
  });

  it("is taken up by processes that run, so that none saves the old sealing again", async () => {
    const [running, rotating] = [await open(OLD, [NEW]), await open(NEW, [OLD])];
    await save(running, ONE_OF_EACH);
    await vi.waitFor(() => expect(rotating.current().version).toBe(1));
    await rotating.secrets.reseal("test");
    await vi.waitFor(() => expect(running.current().version).toBe(2));
    expect(running.current().settings).toEqual(rotating.current().settings);
    await save(running, { general: { ...running.current().settings.general, maxRecipients: 7 } });
    expect((await redis.hget(keys.settings(), "document"))!).not.toContain(`v1.${OLD_ID}`);
  });

  it("leaves what no key opens as it is, and names it", async () => {
    await save(await open(OTHER), ONE_OF_EACH);
    const stored = await redis.hget(keys.settings(), "document");
    const { resealed, failed } = await (await open(NEW, [OLD])).secrets.reseal("test");
    expect(resealed).toBe(0);
    expect(failed).toHaveLength(2 * SEALED_FIELDS.length);
    expect(failed[0]).toEqual({
      what: "password of relay r",
      reason: expect.stringContaining("POSTLANE_SECRET_KEY_PREVIOUS"),
    });
    expect(await redis.hget(keys.settings(), "document")).toBe(stored);
  });

  it("needs a key", async () => {
    const { secrets } = await open(undefined, [OLD]);
    expect(secrets.keyId).toBeUndefined();
    await expect(secrets.reseal("test")).rejects.toThrow("POSTLANE_SECRET_KEY");
  });

  it("has nothing to do before anything is saved", async () => {
    const { secrets } = await open(NEW);
    expect([await secrets.reseal("test"), (await secrets.survey()).counts.size]).toEqual([
      { resealed: 0, failed: [] },
      0,
    ]);
  });
});
