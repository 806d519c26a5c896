import { delimiter, join } from "node:path";
import { ensureDependencies } from "./ensure-dependencies.mjs";
import { ensureRedis } from "./ensure-redis.mjs";
import { ensureTools } from "./ensure-tools.mjs";

/**
 * Installs what is missing: Node and pnpm, dependencies, redis-server. Quick when nothing is.
 * @returns {Promise<Record<string, string>>} the environment to run Postlane's programs in
 */
export async function setUp(root) {
  const tools = await ensureTools(root);
  const path = (folders) => [...folders, join(root, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter);
  await ensureDependencies(root, { ...process.env, PATH: path(tools) });
  const redis = await ensureRedis();
  return { ...process.env, PATH: `${path(tools)}${delimiter}${redis}` };
}
