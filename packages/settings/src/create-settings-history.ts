import { keys, type RedisClient } from "@postlane/redis";
import type { Sealer } from "./create-sealer.ts";
import { unavailable } from "./errors.ts";
import { openStored, toSnapshot } from "./stored-settings.ts";
import type { SettingsStore, SettingsVersion } from "./types.ts";

/** How many versions are kept. */
export const HISTORY_LENGTH = 50;

/** Reads the versions that saving left behind. */
export function createSettingsHistory(redis: RedisClient, sealer: Sealer): Pick<SettingsStore, "history" | "at"> {
  return {
    async history() {
      const fields = await redis.hkeys(keys.settingsHistory()).catch(unavailable);
      const versions = fields.filter((field) => /^\d+$/.test(field)).map(Number);
      if (versions.length === 0) return [];
      const newestFirst = versions.toSorted((a, b) => b - a);
      const about = newestFirst.map((version) => `${version}:about`);
      const found = await redis.hmget(keys.settingsHistory(), ...about).catch(unavailable);
      return newestFirst.map((version, at) => {
        const { savedAtMs = 0, by = "" } = JSON.parse(found[at] ?? "{}") as Partial<SettingsVersion>;
        return { version, savedAtMs, by };
      });
    },
    async at(version) {
      const document = await redis.hget(keys.settingsHistory(), String(version)).catch(unavailable);
      return document === null ? undefined : toSnapshot(version, openStored(document, sealer));
    },
  };
}
