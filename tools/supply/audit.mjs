import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

// Asks the package registry for advisories about what production installs (`pnpm audit --prod`). High and critical ones fail, unless advisories.json
// beside this file says why they do not concern us, and until when that holds. Without an answer nothing is known, which is said and does not fail:
// a machine without a network must be able to run the other checks.
const accepted = JSON.parse(readFileSync(new URL("advisories.json", import.meta.url), "utf8"));
const { stdout, stderr, error } = spawnSync("pnpm", ["audit", "--prod", "--json"], {
  encoding: "utf8",
  timeout: 60_000,
  maxBuffer: 64 * 1024 * 1024,
});
const report = parse(stdout ?? "");
if (!report?.metadata?.vulnerabilities) {
  const why = error?.message ?? report?.error?.message ?? (stderr || stdout || "").trim().split("\n")[0];
  process.stdout.write(`NOT AUDITED: the package registry gave no advisories (${String(why).slice(0, 200)}).\n`);
} else {
  const today = new Date().toISOString().slice(0, 10);
  const open = Object.values(report.advisories ?? {}).filter(({ severity, github_advisory_id: id }) => {
    return /^(high|critical)$/.test(severity) && !(accepted[id] && accepted[id].until > today);
  });
  for (const { severity, module_name: name, title, url } of open) {
    process.stderr.write(`${severity}: ${name}: ${title} (${url})\n`);
  }
  const { low = 0, moderate = 0, high = 0, critical = 0 } = report.metadata.vulnerabilities;
  process.stdout.write(
    `Advisories: ${critical} critical, ${high} high, ${moderate} moderate, ${low} low; ${open.length} open.\n`,
  );
  if (open.length > 0) process.exitCode = 1;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
