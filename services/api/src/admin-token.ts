import { randomBytes } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { keys, type RedisClient } from "@postlane/redis";
import { sha256 } from "./http/authenticate.ts";

export interface AdminTokenOptions {
  readonly redis: RedisClient;
  readonly dataDir: string;
  /** POSTLANE_ADMIN_TOKEN: then nothing is made or stored. */
  readonly given: string | undefined;
  /** Called once in the life of a token made here: the only time it is shown. */
  readonly onMade: (token: string, file: string) => void;
}

/**
 * The SHA-256 of the admin token. At the first start of a fleet one is made: its digest is kept in Redis for every api process, the token
 * itself in `admin-token` in this one's data directory (mode 600). A token in that file is taken up again when Redis was emptied.
 */
export async function adminTokenHash({ redis, dataDir, given, onMade }: AdminTokenOptions): Promise<Buffer> {
  if (given) return sha256(given);
  const file = join(dataDir, "admin-token");
  const known = await redis.get(keys.adminToken());
  if (known) return Buffer.from(known, "hex");
  const { token, made } = await tokenIn(dataDir, file);
  const digest = sha256(token);
  // Of several api processes that start together one makes the token. The file comes first: a token nobody knows would lock everybody out.
  const first = await redis.set(keys.adminToken(), digest.toString("hex"), "NX");
  const stored = Buffer.from((await redis.get(keys.adminToken()))!, "hex");
  if (made && first !== null) onMade(token, file);
  if (made && !stored.equals(digest)) await rm(file, { force: true });
  return stored;
}

async function tokenIn(dataDir: string, file: string): Promise<{ token: string; made: boolean }> {
  const made = randomBytes(32).toString("base64url");
  await mkdir(dataDir, { recursive: true });
  try {
    await writeFile(file, `${made}\n`, { mode: 0o600, flag: "wx" });
    return { token: made, made: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return { token: (await readFile(file, "utf8")).trim(), made: false };
  }
}
