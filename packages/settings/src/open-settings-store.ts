import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { defineScripts, keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { createSealedSettings } from "./create-sealed-settings.ts";
import { createSealer } from "./create-sealer.ts";
import { DEFAULT_SETTINGS } from "./default-settings.ts";
import { createSettingsHistory, HISTORY_LENGTH } from "./create-settings-history.ts";
import { SettingsConflict, SettingsUnavailable, unavailable } from "./errors.ts";
import { checkSettings, type OpenedSettings, openStored, toSnapshot, toStored } from "./stored-settings.ts";
import { resealDocument } from "./reseal-document.ts";
import type { ResealReport } from "./sealed-store.ts";
import type { SettingsSnapshot, SettingsStore } from "./types.ts";

/** Fits a pino logger. */
export interface SettingsLog {
  warn(fields: object, message: string): void;
}

export interface SettingsStoreOptions {
  readonly redisUrl: string;
  /** POSTLANE_SECRET_KEY, 32 bytes; without it relay passwords can neither be opened nor saved. */
  readonly secretKey?: Buffer | undefined;
  /** POSTLANE_SECRET_KEY_PREVIOUS: keys that only open. */
  readonly previousSecretKeys?: readonly Buffer[];
  readonly log: SettingsLog;
  /** How often Redis is asked in case an announcement was lost. */
  readonly pollMs?: number;
  /** How long the first connection may take. */
  readonly connectTimeoutMs?: number;
}

interface Held extends OpenedSettings {
  readonly version: number;
}

/**
 * Opens this process's copy of the settings. Changes are announced on a channel and asked for every `pollMs`; when Redis is away
 * the last copy stays in force, also when Redis comes back empty.
 * @throws Error when Redis cannot be reached at first, or the stored document does not fit the schema.
 */
export async function openSettingsStore(options: SettingsStoreOptions): Promise<SettingsStore> {
  const { redisUrl, log, pollMs = 10_000, connectTimeoutMs = 10_000 } = options;
  const sealer = createSealer(options.secretKey, options.previousSecretKeys);
  const redis = openRedis(redisUrl, "fail-fast", () => {});
  const subscriber = openRedis(redisUrl, "patient", () => {});
  const { "save-settings-3": saveScript } = defineScripts(redis, new URL("./lua/", import.meta.url), [
    "save-settings-3",
  ]);
  const listeners = new Set<(snapshot: SettingsSnapshot) => void>();
  let held: Held = { version: 0, settings: DEFAULT_SETTINGS, sealed: new Map(), problems: [] };
  let away = false;
  // Reads and saves take turns: a read that began before a save must not bring back what was there before it.
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work, work);
    turn = result.catch(() => {});
    return result;
  }

  const snapshot = (): SettingsSnapshot => toSnapshot(held.version, held);

  function adopt(version: number, opened: OpenedSettings): void {
    held = { version, ...opened };
    for (const problem of opened.problems) log.warn({ version, field: problem.field }, problem.message);
    for (const listener of listeners) {
      try {
        listener(snapshot());
      } catch (error) {
        log.warn({ version, err: error }, "a part of this process did not take the new settings");
      }
    }
  }

  async function read(): Promise<void> {
    const [version, document] = await redis.hmget(keys.settings(), "version", "document").catch(unavailable);
    away = false;
    if (!version || !document) {
      if (held.version > 0)
        log.warn({ version: held.version }, "Redis holds no settings any more; the last ones stay in force");
      return;
    }
    if (Number(version) !== held.version) adopt(Number(version), openStored(document, sealer));
  }

  function readQuietly(): void {
    inTurn(read).catch((error: Error) => {
      if (error instanceof SettingsUnavailable && away) return;
      away = error instanceof SettingsUnavailable;
      log.warn({ version: held.version, err: error }, "the settings could not be read; the last ones stay in force");
    });
  }

  async function write(document: string, expectedVersion: number, by: string): Promise<void> {
    const result = await saveScript(
      [keys.settings(), keys.settingsChanged(), keys.settingsHistory()],
      [expectedVersion, document, randomUUID(), by, HISTORY_LENGTH],
    ).catch((error: Error) => {
      throw new SettingsUnavailable(`Redis did not confirm the save: ${error.message}`, { cause: error });
    });
    if (Number(result) < 0) {
      await read();
      throw new SettingsConflict(expectedVersion, -Number(result) - 1);
    }
    adopt(Number(result), openStored(document, sealer));
  }

  /** As a new version: other processes would go on with the sealed texts they have read and save those again. */
  function saveResealed(by: string): Promise<ResealReport> {
    return inTurn(async () => {
      const [version, document] = await redis.hmget(keys.settings(), "version", "document").catch(unavailable);
      if (!version || !document) return { resealed: 0, failed: [] };
      const { resealed, failed, document: anew } = resealDocument(document, sealer);
      if (resealed > 0) await write(anew, Number(version), by);
      return { resealed, failed };
    });
  }

  try {
    await waitUntilReady(redis, connectTimeoutMs);
    await inTurn(read);
    subscriber.on("message", readQuietly);
    // After a lost connection announcements may be missing; either client may be back first.
    subscriber.on("ready", readQuietly);
    redis.on("ready", readQuietly);
    await subscriber.subscribe(keys.settingsChanged());
  } catch (error) {
    closeClients(redis, subscriber);
    throw error;
  }
  const timer = setInterval(readQuietly, pollMs).unref();

  return {
    current: snapshot,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    save: (next, expectedVersion, by = "") =>
      inTurn(async () => {
        const settings = checkSettings(next);
        if (held.version !== expectedVersion) await read();
        if (held.version !== expectedVersion) throw new SettingsConflict(expectedVersion, held.version);
        const document = toStored(settings, held, sealer);
        if (isDeepStrictEqual(settings, held.settings) && held.version > 0) return snapshot();
        await write(document, expectedVersion, by);
        return snapshot();
      }),
    secrets: createSealedSettings(redis, sealer, saveResealed),
    ...createSettingsHistory(redis, sealer),
    refresh: () => inTurn(read).then(snapshot),
    async close() {
      clearInterval(timer);
      listeners.clear();
      await turn;
      closeClients(redis, subscriber);
    },
  };
}

function closeClients(...clients: readonly RedisClient[]): void {
  for (const client of clients) client.disconnect();
}
