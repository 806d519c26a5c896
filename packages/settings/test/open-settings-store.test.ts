import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { DEFAULT_RULE, type Relay, ruleFor } from "@postlane/mail";
import { keys, openRedis, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  DEFAULT_SETTINGS,
  openSettingsStore,
  type Settings,
  SettingsConflict,
  SettingsInvalid,
  type SettingsStore,
  SettingsUnavailable,
  usableRelays,
} from "../src/index.ts";

const key = randomBytes(32);
const NO_KEY = Buffer.alloc(0);
const relay: Relay = {
  id: "relay-1",
  name: "First",
  enabled: true,
  host: "smtp.example.com",
  port: 587,
  tls: "require",
  tlsVerify: true,
  maxConnections: 3,
  failureDelaySeconds: 60,
  backoffFactor: 2,
  maxFailureDelaySeconds: 600,
  maxContinuous: 5,
  continuingDelaySeconds: 0.5,
  username: "postlane",
  password: "open sesame",
};
const withRelay: Settings = { ...DEFAULT_SETTINGS, relays: [relay] };
const general = { ...DEFAULT_SETTINGS.general, maxMessageBytes: 1_000, maxRecipients: 3, maxReceivedHops: 9 };

let server: RedisServer;
let opened: SettingsStore[] = [];
let warnings: string[] = [];

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  warnings = [];
  // A test that failed may have left it killed.
  await server.start();
  await raw((redis) => redis.flushall());
});
afterEach(async () => {
  await Promise.all(opened.map((store) => store.close()));
  opened = [];
});

async function open(secretKey: Buffer | undefined = key, pollMs = 60_000): Promise<SettingsStore> {
  const log = { info: () => {}, warn: (_fields: object, message: string) => void warnings.push(message) };
  const store = await openSettingsStore({
    redisUrl: server.url,
    secretKey: secretKey === NO_KEY ? undefined : secretKey,
    log,
    pollMs,
  });
  opened.push(store);
  return store;
}

async function raw<T>(use: (redis: ReturnType<typeof openRedis>) => Promise<T>): Promise<T> {
  const redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  return use(redis).finally(() => redis.disconnect());
}

async function until(condition: () => boolean, timeoutMs = 15_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error("it did not happen in time");
    await sleep(10);
  }
}

describe("a fresh store", () => {
  it("holds the defaults of the rules page: one default rule, only loopback may send", async () => {
    const { version, settings } = (await open()).current();
    expect(version).toBe(0);
    expect(ruleFor("example.com", settings.domainRules)).toEqual(DEFAULT_RULE);
    expect(settings.accessRules.map(({ network }) => network)).toEqual(["127.0.0.0/8", "::1"]);
    expect(settings.general).toMatchObject({ maxMessageBytes: 52_428_800, maxRecipients: 1_000, maxReceivedHops: 50 });
    expect(settings.general.suppression).toEqual({
      enabled: true,
      afterHardBounces: 1,
      windowDays: 30,
      expireDays: 90,
    });
    expect(settings.relays).toEqual([]);
  });
});

describe("a change", () => {
  it("reaches another store by announcement, long before its poll", async () => {
    const [a, b] = [await open(), await open()];
    const seen: number[] = [];
    b.onChange(({ version }) => seen.push(version));
    await a.save({ ...DEFAULT_SETTINGS, general }, 0);
    await until(() => b.current().version === 1);
    expect(b.current().settings.general).toEqual(general);
    expect(seen).toEqual([1]);
  });

  it("reaches a store by polling when the announcement is lost", async () => {
    const [a, b] = [await open(), await open(key, 100)];
    await a.save({ ...DEFAULT_SETTINGS, general }, 0);
    await until(() => b.current().version === 1);
    await raw((redis) =>
      redis.hset(keys.settings(), { version: 7, document: JSON.stringify({ ...DEFAULT_SETTINGS, relays: [] }) }),
    );
    await until(() => b.current().version === 7);
    expect(b.current().settings.general).toEqual(DEFAULT_SETTINGS.general);
  });

  it("is seen by a store opened later", async () => {
    await (await open()).save(withRelay, 0);
    expect((await open()).current().settings).toEqual(withRelay);
  });

  it("made on an old version is refused and changes nothing", async () => {
    const [a, b] = [await open(), await open()];
    await a.save({ ...DEFAULT_SETTINGS, general }, 0);
    const error = await b.save(withRelay, 0).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(SettingsConflict);
    expect((error as SettingsConflict).currentVersion).toBe(1);
    expect((await open()).current()).toEqual({ version: 1, settings: { ...DEFAULT_SETTINGS, general } });
  });

  it("of two made at once wins exactly once", async () => {
    const stores = await Promise.all(Array.from({ length: 8 }, () => open()));
    const results = await Promise.allSettled(
      stores.map((store, at) => store.save({ ...DEFAULT_SETTINGS, general: { ...general, maxRecipients: at + 1 } }, 0)),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await Promise.all(stores.map((store) => until(() => store.current().version === 1)));
    expect(new Set(stores.map((store) => JSON.stringify(store.current()))).size).toBe(1);
  });

  it("that changes nothing makes no version", async () => {
    const store = await open();
    await store.save(withRelay, 0);
    expect((await store.save(structuredClone(withRelay), 1)).version).toBe(1);
  });

  it("that is not valid names each field and changes nothing", async () => {
    const store = await open();
    const bad = {
      ...DEFAULT_SETTINGS,
      domainRules: [{ domain: "a.example", maxConnections: 0 }, { domain: "A.example" }],
    };
    const error = (await store.save(bad, 0).catch((e: unknown) => e)) as SettingsInvalid;
    expect(error).toBeInstanceOf(SettingsInvalid);
    expect(error.problems).toEqual([
      { field: "/domainRules/0/maxConnections", message: "Write a whole number from 1 to 10000." },
    ]);
    expect(store.current().version).toBe(0);
  });

  it("keeps no field that is undefined, so a rule's open fields come from the default rule", async () => {
    const store = await open();
    await store.save({ ...DEFAULT_SETTINGS, domainRules: [{ domain: "a.example", maxConnections: undefined }] }, 0);
    expect(ruleFor("a.example", store.current().settings.domainRules).maxConnections).toBe(10);
  });

  it("reaches the other listeners when one throws", async () => {
    const store = await open();
    const seen: number[] = [];
    store.onChange(() => {
      throw new Error("deaf");
    });
    const stop = store.onChange(({ version }) => seen.push(version));
    await store.save(withRelay, 0);
    stop();
    await store.save(DEFAULT_SETTINGS, 1);
    expect(seen).toEqual([1]);
  });
});

describe("while Redis is away", () => {
  it("the last copy stays in force, saving fails, and after the restart changes arrive again", async () => {
    const [a, b] = [await open(key, 200), await open()];
    await a.save(withRelay, 0);
    await until(() => b.current().version === 1);
    await server.kill();
    expect(b.current().settings).toEqual(withRelay);
    await expect(a.save(DEFAULT_SETTINGS, 1)).rejects.toBeInstanceOf(SettingsUnavailable);
    await until(() => warnings.length > 0);
    expect(a.current().settings).toEqual(withRelay);
    await server.start();
    await saveWhenBack(a, { ...withRelay, general }, 1);
    await until(() => b.current().version === 2);
    expect(b.current().settings).toEqual({ ...withRelay, general });
  });

  it("a change made by others while the announcements were cut off is taken on return", async () => {
    const store = await open();
    await store.save(withRelay, 0);
    // One transaction: the change is there before the store can listen again.
    await raw((redis) =>
      redis
        .multi()
        .call("client", "kill", "type", "pubsub")
        .hset(keys.settings(), { version: 5, document: JSON.stringify(DEFAULT_SETTINGS) })
        .exec(),
    );
    await until(() => store.current().version === 5);
  });

  it("and comes back empty, the last copy stays in force and can be saved again", async () => {
    const store = await open();
    await store.save(withRelay, 0);
    await raw((redis) => redis.flushall());
    await store.refresh();
    expect(store.current().settings).toEqual(withRelay);
    expect(warnings).toEqual(["Redis holds no settings any more; the last ones stay in force"]);
    expect((await store.save({ ...withRelay, general }, 1)).version).toBe(2);
    expect((await open()).current().settings).toEqual({ ...withRelay, general });
  });
});

describe("a relay's password", () => {
  it("lies sealed in Redis and is opened in the copy", async () => {
    const store = await open();
    await store.save(withRelay, 0);
    const document = await raw((redis) => redis.hget(keys.settings(), "document"));
    expect(document).toContain("sealedPassword");
    expect(document).not.toContain("open sesame");
    expect((await open()).current().settings.relays[0]!.password).toBe("open sesame");
  });

  it("cannot be saved without a key; the error names the variable", async () => {
    const store = await open(NO_KEY);
    const error = (await store.save(withRelay, 0).catch((e: unknown) => e)) as SettingsInvalid;
    expect(error.problems[0]!.field).toBe("/relays/0/password");
    expect(error.problems[0]!.message).toContain("POSTLANE_SECRET_KEY");
  });

  it.each([
    ["missing", NO_KEY],
    ["another", randomBytes(32)],
  ])("with the key %s makes that relay alone unusable", async (_which, otherKey) => {
    const open1: Relay = { ...relay, id: "relay-2" };
    delete (open1 as { username?: string }).username;
    delete (open1 as { password?: string }).password;
    await (await open()).save({ ...withRelay, relays: [relay, open1] }, 0);
    const store = await open(otherKey);
    const { problems, settings } = store.current();
    expect(problems).toHaveLength(1);
    expect(problems![0]!.field).toBe("/relays/0/password");
    expect(problems![0]!.message).toContain("POSTLANE_SECRET_KEY");
    expect(usableRelays(settings).map(({ id }) => id)).toEqual(["relay-2"]);
    // A change of something else must not lose what this process cannot read.
    await store.save({ ...settings, general }, 1);
    const next = (await open()).current();
    expect(next.settings.relays[0]!.password).toBe("open sesame");
    expect(next.settings.general).toEqual(general);
  });

  it("moved to another relay in Redis does not open there", async () => {
    const store = await open();
    await store.save(withRelay, 0);
    await raw(async (redis) => {
      const document = (await redis.hget(keys.settings(), "document"))!;
      await redis.hset(keys.settings(), { version: 2, document: document.replace('"relay-1"', '"relay-9"') });
    });
    await store.refresh();
    expect(store.current().settings.relays[0]!.password).toBeUndefined();
    expect(store.current().problems![0]!.message).toContain("damaged");
  });

  it("is needed when a user name is given", async () => {
    const { password: _none, ...without } = relay;
    const error = (await (await open()).save({ ...withRelay, relays: [without] }, 0).catch((e: unknown) => e)) as Error;
    expect(error.message).toContain("/relays/0/password: Write the password of `postlane`.");
  });
});

it("a Redis that cannot be reached is an error, not a wait", async () => {
  const log = { info: () => {}, warn: () => {} };
  const options = { redisUrl: "redis://127.0.0.1:1", log, connectTimeoutMs: 300 };
  await expect(openSettingsStore(options)).rejects.toThrow(/did not become ready within 300 ms/);
});

it("a stored document of another program version keeps the last copy", async () => {
  const store = await open();
  await store.save(withRelay, 0);
  await raw((redis) =>
    redis.hset(keys.settings(), { version: 2, document: JSON.stringify({ ...DEFAULT_SETTINGS, future: 1 }) }),
  );
  await expect(store.refresh()).rejects.toBeInstanceOf(SettingsInvalid);
  expect(store.current().settings).toEqual(withRelay);
});

async function saveWhenBack(store: SettingsStore, settings: Settings, version: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await store.save(settings, version);
      return;
    } catch (error) {
      if (!(error instanceof SettingsUnavailable) || tries > 150) throw error;
      await sleep(100);
    }
  }
}
