import { type Suspension, suspensionIdOf } from "@postlane/mail";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";

/** The suspensions as Redis has them: what everybody's copy is made of. */
export interface SuspensionStore {
  /** @returns the version they have with it, undefined when the target is suspended already */
  add(suspension: Omit<Suspension, "id">): Promise<number | undefined>;
  /** @returns what was lifted, undefined when there was none */
  remove(id: string): Promise<Suspension | undefined>;
  read(): Promise<{ readonly version: number; readonly suspensions: readonly Suspension[] }>;
  /** A worker says that it has taken this version: from now on it begins nothing that is suspended. */
  confirm(workerId: string, version: number): Promise<void>;
  /** A worker that ends takes its word back. */
  withdraw(workerId: string): Promise<void>;
  /** Workers that live and have not confirmed this version yet. @param silentMs silence after which a worker counts as dead */
  unconfirmed(version: number, silentMs: number): Promise<readonly string[]>;
}

export function createSuspensionStore(redis: RedisClient): SuspensionStore {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), ["suspend-1", "resume-1"]);
  return {
    async add(given) {
      const suspension: Suspension = { id: suspensionIdOf(given.target), ...given };
      const args = [suspension.id, JSON.stringify(suspension), keys.suspensionsChanged()];
      return ((await script["suspend-1"]([keys.suspensions()], args)) as number) || undefined;
    },
    async remove(id) {
      const json = (await script["resume-1"]([keys.suspensions()], [id, keys.suspensionsChanged()])) as string | null;
      return json === null ? undefined : (JSON.parse(json) as Suspension);
    },
    async read() {
      const { version = "0", ...entries } = await redis.hgetall(keys.suspensions());
      const suspensions = Object.values(entries).map((json) => JSON.parse(json) as Suspension);
      return { version: Number(version), suspensions: suspensions.sort((a, b) => a.sinceMs - b.sinceMs) };
    },
    async confirm(workerId, version) {
      await redis.hset(keys.suspensionsSeen(), workerId, version);
    },
    async withdraw(workerId) {
      await redis.hdel(keys.suspensionsSeen(), workerId);
    },
    async unconfirmed(version, silentMs) {
      const [seconds] = await redis.time();
      const oldest = Number(seconds) * 1000 - silentMs;
      const [alive, seen] = await Promise.all([
        redis.zrangebyscore(keys.workersAlive(), String(oldest), "+inf"),
        redis.hgetall(keys.suspensionsSeen()),
      ]);
      return alive.filter((worker) => Number(seen[worker] ?? -1) < version);
    },
  };
}
