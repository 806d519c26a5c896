import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

// Asks the package registry for advisories about what production installs (`pnpm audit --prod`). High and critical ones fail, unless advisories.json
// beside this file says why they do not concern us, and until when that holds. Without an answer nothing is known, which is said and does not fail
// but with --strict: a machine without a network must be able to run the other checks.
const { values } = parseArgs({
  options: {
    strict: { type: "boolean", default: false },
    accepted: { type: "string", default: new URL("advisories.json", import.meta.url).pathname },
  },
});
const accepted = JSON.parse(readFileSync(values.accepted, "utf8"));
// pnpm does not look at npm's variable, but whoever names a registry to npm means this one, too.
const { npm_config_registry: npmRegistry } = process.env;
const env = { ...(npmRegistry && { pnpm_config_registry: npmRegistry }), ...process.env };
const { stdout, stderr, error } = spawnSync("pnpm", ["audit", "--prod", "--json"], {
  encoding: "utf8",
  env,
  timeout: 60_000,
  maxBuffer: 64 * 1024 * 1024,
});
const report = parse(stdout ?? "");
if (!report?.metadata?.vulnerabilities) {
  const missing =
    error?.code === "ENOENT" && "pnpm is not on the PATH; `node tools/run.mjs script audit:check` brings it";
  const why = missing || error?.message || report?.error?.message || (stderr || stdout || "").trim().split("\n")[0];
  process.stdout.write(
    `NOT AUDITED: the package registry gave no advisories (${String(why).slice(0, 200).trim()}). Whether a package is vulnerable is not known: run it again where the registry answers.\n`,
  );
  if (values.strict) process.exitCode = 1;
} else {
  const today = new Date().toISOString().slice(0, 10);
  const serious = Object.values(report.advisories ?? {}).filter(({ severity }) => /^(high|critical)$/.test(severity));
  const open = serious.filter(({ github_advisory_id: id }) => !(accepted[id] && accepted[id].until > today));
  for (const advisory of open) process.stderr.write(`${describe(advisory)}\n`);
  if (open.length > 0) {
    process.stderr.write(
      "Upgrade the package in pnpm-workspace.yaml (`catalog`, or `overrides` for one that another brings along) and run `pnpm install`; or write into\n" +
        'tools/supply/advisories.json why it does not concern us: { "<advisory>": { "why": "…", "until": "YYYY-MM-DD" } }.\n',
    );
  }
  const { low = 0, moderate = 0, high = 0, critical = 0 } = report.metadata.vulnerabilities;
  process.stdout.write(
    `Advisories: ${critical} critical, ${high} high, ${moderate} moderate, ${low} low; ${open.length} open.\n`,
  );
  if (open.length > 0) process.exitCode = 1;
}

function describe({
  severity,
  module_name: name,
  findings = [],
  github_advisory_id: id,
  title,
  url,
  patched_versions: patched,
}) {
  const versions = [...new Set(findings.map(({ version }) => version))].join(", ");
  const path = findings[0]?.paths?.[0];
  return `${severity}: ${name} ${versions}: ${title} (${id || "no GHSA id"}, ${url}); ${patched ? `fixed in ${patched}` : "no fix named"}${path ? `; by ${path}` : ""}`;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
