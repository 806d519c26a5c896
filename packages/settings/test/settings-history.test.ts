import { randomBytes } from "node:crypto";
import { defineScripts, keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { DEFAULT_SETTINGS, diffSettings, openSettingsStore, type Settings, type SettingsStore } from "../src/index.ts";

const log = { info: () => {}, warn: () => {} };
const withRecipients = (maxRecipients: number): Settings => ({
  ...DEFAULT_SETTINGS,
  general: { ...DEFAULT_SETTINGS.general, maxRecipients },
});

let server: RedisServer;
let redis: RedisClient;
let store: SettingsStore;

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
  store = await openSettingsStore({ redisUrl: server.url, secretKey: randomBytes(32), log });
});
afterEach(() => store.close());

it("tells who saved which version when, newest first, and gives each back", async () => {
  expect(await store.history()).toEqual([]);
  await store.save(withRecipients(1), 0, "ada");
  await store.save(withRecipients(2), 1, "settings.yaml");
  const [second, first] = await store.history();
  expect([second, first]).toMatchObject([
    { version: 2, by: "settings.yaml" },
    { version: 1, by: "ada" },
  ]);
  expect(Math.abs(first!.savedAtMs - Date.now())).toBeLessThan(5_000);
  expect(await store.at(1)).toEqual({ version: 1, settings: withRecipients(1) });
  expect(await store.at(3)).toBeUndefined();
});

it("keeps the last 50 versions", async () => {
  for (let version = 0; version < 53; version++) await store.save(withRecipients(version + 1), version);
  const versions = (await store.history()).map(({ version }) => version);
  expect(versions).toEqual(Array.from({ length: 50 }, (_, at) => 53 - at));
  expect(await redis.hlen(keys.settingsHistory())).toBe(100);
});

it("a save that the client sends twice is one version", async () => {
  const folder = new URL("../src/lua/", import.meta.url);
  const { "save-settings-3": script } = defineScripts(redis, folder, ["save-settings-3"]);
  const names = [keys.settings(), keys.settingsChanged(), keys.settingsHistory()];
  const send = (saveId: string) => script(names, [0, JSON.stringify(DEFAULT_SETTINGS), saveId, "ada", 50]);
  expect([await send("one"), await send("one"), await send("two")]).toEqual([1, 1, -2]);
  expect(await store.history()).toHaveLength(1);
});

it("a diff names what was added, removed, changed and reordered, and no secret", () => {
  const relay = { id: "a", host: "a.example" } as Settings["relays"][number];
  const before: Settings = {
    ...withRecipients(1),
    domainRules: [{ domain: "*" }, { domain: "old.example", maxConnections: 1 }],
    relays: [
      { ...relay, username: "u", password: "secret-1" },
      { ...relay, id: "b" },
    ],
    credentials: [{ username: "u/1", enabled: true, passwordHash: "hash-1" }],
  };
  const after: Settings = {
    ...withRecipients(2),
    domainRules: [{ domain: "*", directAttempts: 1 }, { domain: "new.example" }],
    relays: [
      { ...relay, id: "b" },
      { ...relay, username: "u", password: "secret-2" },
    ],
    credentials: [
      { username: "u/1", enabled: false, passwordHash: "hash-2" },
      { username: "v", enabled: true, passwordHash: "hash-3" },
    ],
  };
  const changes = diffSettings(before, after);
  expect(JSON.stringify(changes)).not.toMatch(/secret|hash-/);
  expect(changes).toEqual([
    { field: "/general/maxRecipients", kind: "changed", before: 1, after: 2 },
    { field: "/domainRules/*/directAttempts", kind: "changed", before: undefined, after: 1 },
    { field: "/domainRules/old.example", kind: "removed", before: { domain: "old.example", maxConnections: 1 } },
    { field: "/domainRules/new.example", kind: "added", after: { domain: "new.example" } },
    { field: "/relays/a/password", kind: "changed" },
    { field: "/relays", kind: "reordered", before: ["a", "b"], after: ["b", "a"] },
    { field: "/credentials/u~11/enabled", kind: "changed", before: true, after: false },
    { field: "/credentials/u~11/password", kind: "changed" },
    { field: "/credentials/v", kind: "added", after: { username: "v", enabled: true } },
  ]);
  expect(diffSettings(before, structuredClone(before))).toEqual([]);
});
