import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Looks at the licence of every package that is installed, development ones included, and at nothing else: no network.
// A licence must stand in licences.json beside this file; a package whose licence cannot be read that way is an exception there, with the reason.
const root = fileURLToPath(new URL("../..", import.meta.url));
const store = join(root, "node_modules", ".pnpm");
const { allowed, exceptions } = JSON.parse(readFileSync(new URL("licences.json", import.meta.url), "utf8"));

if (!existsSync(store)) {
  process.stderr.write("Nothing is installed: run `pnpm install` first.\n");
  process.exit(1);
}
const packages = [...installed(store)];
const unused = new Set(Object.keys(exceptions));
const bad = [];
for (const { name, version, licence } of packages) {
  const exception = exceptions[name];
  if (exception && exception.licence === licence) unused.delete(name);
  else if (!isAllowed(licence)) bad.push(`${name} ${version}: ${licence || "no licence named"}`);
}
for (const line of [...new Set(bad)].sort()) process.stderr.write(`not allowed: ${line}\n`);
// What is not installed here may be another system's part of a package.
for (const name of unused) process.stdout.write(`exception without a package here: ${name}\n`);
if (bad.length > 0) {
  process.stderr.write(
    "Replace the package, or add its licence to tools/supply/licences.json if MIT software may be given away with it.\n",
  );
  process.exitCode = 1;
} else {
  process.stdout.write(`${packages.length} packages, all under allowed licences.\n`);
}

/** SPDX expressions (`MIT`, `(MIT OR Apache-2.0)`, `MIT AND ISC`), without WITH. */
function isAllowed(expression) {
  const text = expression.replaceAll(/[()]/g, " ").trim();
  if (/ AND /i.test(text) && / OR /i.test(text)) return false;
  const names = text.split(/ (?:AND|OR) /i).map((name) => name.trim());
  return / OR /i.test(text)
    ? names.some((name) => allowed.includes(name))
    : names.every((name) => allowed.includes(name));
}

function* installed(directory) {
  for (const entry of readdirSync(directory)) {
    const modules = join(directory, entry, "node_modules");
    if (entry === "node_modules" || !existsSync(modules)) continue;
    for (const path of packagesIn(modules)) {
      const file = join(path, "package.json");
      // The package itself stands here; what it needs is linked.
      if (!entry.startsWith(path.slice(modules.length + 1).replaceAll("/", "+")) || !existsSync(file)) continue;
      const { name, version, license, licenses } = JSON.parse(readFileSync(file, "utf8"));
      yield { name, version, licence: licenceOf(license ?? licenses) };
    }
  }
}

function packagesIn(modules) {
  return readdirSync(modules).flatMap((name) =>
    name.startsWith("@")
      ? readdirSync(join(modules, name)).map((part) => join(modules, name, part))
      : [join(modules, name)],
  );
}

/** Old packages name an object, or a list of them. */
function licenceOf(value) {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(licenceOf).join(" OR ");
  return value?.type ?? "";
}
