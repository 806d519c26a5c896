import { loadConfig } from "@postlane/config";
import { openRedis, waitUntilReady } from "@postlane/redis";
import { createTokenStore } from "./access/create-token-store.ts";

/**
 * `node services/api/src/make-admin-token.ts` makes a token of scope admin and prints it: for the day all of them are lost. It
 * needs no api, only the environment the api has.
 */
const redis = openRedis(loadConfig().redisUrl, "fail-fast", () => {});
await waitUntilReady(redis, 10_000);
const name = `admin made ${new Date().toISOString()}`;
const { id, text } = await createTokenStore(redis, Date.now).create({ name, scope: "admin" }, "make-admin-token");
redis.disconnect();
process.stdout.write(`${text}\n`);
process.stderr.write(`Token ${id}, "${name}". It is shown only this once; revoke the ones that were lost.\n`);
