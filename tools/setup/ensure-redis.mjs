import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runCommand } from "./run-command.mjs";
import { SetupError } from "./setup-error.mjs";
import { showProgress } from "./show-progress.mjs";

const LEAST_MAJOR = 7;
const USUAL_PLACES = ["/usr/bin", "/usr/local/bin", "/usr/sbin", "/opt/homebrew/bin"];

/**
 * Makes sure that there is a redis-server program. Only the program is used: Postlane starts a server of its own and never
 * talks to one that already runs.
 * @returns {Promise<string>} the folder it is in
 */
export async function ensureRedis(path = process.env.PATH ?? "") {
  const found = findRedis(path);
  if (found) return checkVersion(found);
  await installRedis(path);
  const installed = findRedis(path);
  if (!installed) throw new SetupError(howToInstall());
  return checkVersion(installed);
}

export function findRedis(path, usualPlaces = USUAL_PLACES) {
  const folders = [...path.split(delimiter).filter(Boolean), ...usualPlaces];
  return folders.find((folder) => existsSync(join(folder, "redis-server")));
}

export function checkVersion(folder) {
  const program = join(folder, "redis-server");
  const text = execFileSync(program, ["--version"], { encoding: "utf8", timeout: 10_000 });
  const major = Number(/v=(\d+)\./.exec(text)?.[1]);
  if (major >= LEAST_MAJOR) return folder;
  throw new SetupError(
    `Postlane needs redis-server ${LEAST_MAJOR} or newer; ${program} says: ${text.trim()}. Put a newer one first on the PATH and start again.`,
  );
}

async function installRedis(path) {
  const has = (program) => path.split(delimiter).some((folder) => existsSync(join(folder, program)));
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  if (has("apt-get")) {
    const prefix = process.getuid() === 0 ? [] : ["sudo", "-n"];
    if (prefix.length > 0 && !(has("sudo") && (await succeeds("sudo", ["-n", "true"]))))
      throw new SetupError(howToInstall());
    const apt = (...args) => {
      const [command, ...rest] = [...prefix, "apt-get", ...args];
      return runCommand(command, rest, { env });
    };
    await showProgress("Installing redis-server (apt-get)", async () => {
      await apt("update", "-q");
      await apt("install", "-y", "-q", "--no-install-recommends", "redis-server");
    });
  } else if (has("brew")) {
    await showProgress("Installing redis (brew)", () => runCommand("brew", ["install", "redis"], { env }));
  } else {
    throw new SetupError(howToInstall());
  }
}

function howToInstall() {
  const how = process.platform === "darwin" ? "brew install redis" : "sudo apt-get install redis-server";
  return `Postlane needs the program redis-server, ${LEAST_MAJOR} or newer: install it (\`${how}\`) and start again.`;
}

function succeeds(command, args) {
  return runCommand(command, args).then(
    () => true,
    () => false,
  );
}
