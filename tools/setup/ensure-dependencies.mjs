import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./run-command.mjs";
import { showProgress } from "./show-progress.mjs";

/** Installs the workspace's dependencies when what they are described by has changed since the last time. */
export async function ensureDependencies(root, env) {
  const stampFile = join(root, "node_modules", ".postlane-setup");
  const stamp = describe(root);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  await showProgress("Installing dependencies", () =>
    runCommand("pnpm", ["install", "--frozen-lockfile", "--reporter=append-only"], { cwd: root, env }),
  );
  writeFileSync(stampFile, stamp);
}

function describe(root) {
  const files = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", join("tools", "package.json")];
  for (const folder of ["packages", "services"]) {
    for (const name of readdirSync(join(root, folder)).sort()) files.push(join(folder, name, "package.json"));
  }
  const hash = createHash("sha256");
  for (const file of files) {
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}
