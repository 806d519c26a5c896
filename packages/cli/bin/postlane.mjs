#!/usr/bin/env node
// Sources run as they are on a recent Node; on an older one the repository's own is used, which `npm start` has fetched.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const [major, minor] = process.versions.node.split(".").map(Number);
const main = new URL("../src/main.ts", import.meta.url);
if (major > 24 || (major === 24 && minor >= 12)) await import(main.href);
else {
  const own = fileURLToPath(
    new URL(`../../../.tools/node_modules/node-${process.platform}-${process.arch}/bin/node`, import.meta.url),
  );
  if (existsSync(own)) {
    const { status } = spawnSync(own, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: "inherit" });
    process.exitCode = status ?? 1;
  } else {
    process.stderr.write(
      `postlane needs Node 24.12 or newer; this is ${process.version}. \`npm start\` fetches one.\n`,
    );
    process.exitCode = 1;
  }
}
