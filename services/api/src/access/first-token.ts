import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { keys, type RedisClient } from "@postlane/redis";
import { makeDirectory, unusableDirectory, writeOnce } from "@postlane/runtime";
import { stateOf, type TokenStore } from "./create-token-store.ts";
import { makeToken, type MadeSecret, readToken } from "./secret-text.ts";

export interface FirstTokenOptions {
  readonly redis: RedisClient;
  readonly tokens: TokenStore;
  readonly dataDir: string;
  /** Called once in the life of a fleet: the only time the token is shown. */
  readonly onMade: (token: string, file: string) => void;
}

/** What stands in Redis once the first token is in force; before that, the id of the one that is being made. */
const MADE = "made";

/**
 * At the first start of a fleet makes a token of scope admin, kept in `admin-token` in this process's data directory (mode 600). It is a token
 * as any other: it can be rotated and revoked. The one in the file is taken up again when Redis was emptied; one that is no longer
 * good is removed from there, so that it cannot come back that way.
 * @throws UnusablePath when the data directory does not take it
 */
export async function ensureFirstToken(options: FirstTokenOptions): Promise<void> {
  const { redis, tokens, dataDir, onMade } = options;
  const file = join(dataDir, "admin-token");
  if ((await redis.get(keys.firstToken())) === MADE) return dropOutdated(options, file);
  // The file comes first: a token nobody knows would lock everybody out.
  const { secret, fresh } = await secretIn(dataDir, file).catch((cause: unknown) => {
    throw unusableDirectory({ what: "data directory", path: dataDir, setting: "POSTLANE_DATA_DIR" }, cause);
  });
  // Of several processes that start together one makes the token; one that died meanwhile is made up for by the next start.
  const first = await redis.set(keys.firstToken(), secret.id, "NX");
  const chosen = first === null ? await redis.get(keys.firstToken()) : secret.id;
  if (chosen !== secret.id) {
    if (fresh) await rm(file, { force: true });
    return;
  }
  await tokens.create({ name: "first admin", scope: "admin" }, "the first start", secret);
  await redis.set(keys.firstToken(), MADE);
  if (fresh) onMade(secret.text, file);
}

async function dropOutdated({ tokens }: FirstTokenOptions, file: string): Promise<void> {
  const kept = readToken((await readFile(file, "utf8").catch(() => "")).trim());
  if (!kept) return;
  const token = (await tokens.list()).find(({ id }) => id === kept.id);
  const good = token && stateOf(token, Date.now()) === "active" && token.digest === kept.digest;
  if (!good) await rm(file, { force: true });
}

async function secretIn(dataDir: string, file: string): Promise<{ secret: MadeSecret; fresh: boolean }> {
  const made = makeToken();
  await makeDirectory(dataDir);
  if (await writeOnce(file, `${made.text}\n`)) return { secret: made, fresh: true };
  const text = (await readFile(file, "utf8")).trim();
  const kept = readToken(text);
  if (kept) return { secret: { ...kept, text }, fresh: false };
  // What else stands there is no token of ours, and may be open to others.
  await rm(file);
  if (!(await writeOnce(file, `${made.text}\n`))) return secretIn(dataDir, file);
  return { secret: made, fresh: true };
}
