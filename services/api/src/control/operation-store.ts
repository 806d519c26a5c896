import { defineScripts, keys, type RedisClient } from "@postlane/redis";
import type { Operation } from "./operation.ts";

/** Operations in Redis: whoever asks sees how far one has come, and when its process dies another goes on with it. */
export interface OperationStore {
  create(operation: Operation): Promise<void>;
  read(id: string): Promise<Operation | undefined>;
  /** @returns undefined when another process has it, or it is gone */
  claim(id: string): Promise<Operation | undefined>;
  /** @returns false when another process has it by now: then it must be left alone */
  save(operation: Operation): Promise<boolean>;
  /** Those that have not ended. */
  running(): Promise<readonly string[]>;
}

export const SILENT_MS = 10_000;
const KEPT_MS = 86_400_000;

/** @param owner this process */
export function createOperationStore(redis: RedisClient, owner: string, silentMs = SILENT_MS): OperationStore {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), ["claim-operation-1", "save-operation-1"]);
  return {
    async create(operation) {
      await redis.hset(keys.operation(operation.id), "document", JSON.stringify(operation));
      await redis.pexpire(keys.operation(operation.id), KEPT_MS);
      await redis.zadd(keys.operationsRunning(), String(operation.startedAtMs), operation.id);
    },
    async read(id) {
      const document = await redis.hget(keys.operation(id), "document");
      return document === null ? undefined : (JSON.parse(document) as Operation);
    },
    async claim(id) {
      const document = (await script["claim-operation-1"]([keys.operation(id)], [owner, silentMs])) as string | null;
      if (document !== null) return JSON.parse(document) as Operation;
      if ((await redis.exists(keys.operation(id))) === 0) await redis.zrem(keys.operationsRunning(), id);
      return undefined;
    },
    async save(operation) {
      const args = [owner, JSON.stringify(operation), silentMs, KEPT_MS];
      const saved = (await script["save-operation-1"]([keys.operation(operation.id)], args)) === 1;
      if (operation.state !== "running" && saved) await redis.zrem(keys.operationsRunning(), operation.id);
      return saved;
    },
    running: () => redis.zrange(keys.operationsRunning(), "0", "-1"),
  };
}
