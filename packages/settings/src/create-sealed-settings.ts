import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import { NO_KEY, type Sealer } from "./create-sealer.ts";
import { unavailable } from "./errors.ts";
import { countSealed, resealDocument } from "./reseal-document.ts";
import type { ResealReport, SealedStore } from "./sealed-store.ts";

/** Saves the current document sealed anew as a new version, for every process to take. @returns what was not possible */
export type SaveResealed = (by: string) => Promise<ResealReport>;

/** Secrets of the settings and of their history: a version one may go back to must open, too, when the old key is gone. */
export function createSealedSettings(redis: RedisClient, sealer: Sealer, saveCurrent: SaveResealed): SealedStore {
  const { "replace-field-1": replaceField } = defineScripts(redis, new URL("./lua/", import.meta.url), [
    "replace-field-1",
  ]);

  async function history(): Promise<readonly [version: string, document: string][]> {
    const fields = await redis.hkeys(keys.settingsHistory()).catch(unavailable);
    const versions = fields.filter((field) => /^\d+$/.test(field));
    if (versions.length === 0) return [];
    const documents = await redis.hmget(keys.settingsHistory(), ...versions).catch(unavailable);
    return versions.flatMap((version, at) => {
      const document = documents[at];
      return document ? [[version, document] as [string, string]] : [];
    });
  }

  return {
    keyId: sealer.keyId,
    keyIds: sealer.keyIds,
    async survey() {
      const counts = new Map<string, number>();
      const current = await redis.hget(keys.settings(), "document").catch(unavailable);
      if (current !== null) countSealed(current, counts);
      for (const [, document] of await history()) countSealed(document, counts);
      return { counts };
    },
    async reseal(by) {
      if (sealer.keyId === undefined) throw new Error(NO_KEY);
      const current = await saveCurrent(by);
      let { resealed } = current;
      const failed = [...current.failed];
      for (const [version, document] of await history()) {
        const anew = resealDocument(document, sealer);
        failed.push(
          ...anew.failed.map(({ what, reason }) => ({ what: `${what} in version ${version} of the settings`, reason })),
        );
        if (anew.resealed === 0) continue;
        const done = await replaceField([keys.settingsHistory()], [version, document, anew.document]).catch(
          unavailable,
        );
        if (done === 1) resealed += anew.resealed;
      }
      return { resealed, failed };
    },
  };
}
