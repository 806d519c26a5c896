// `npm run guards`: takes away each guard of docs/hazards.md in a copy of the tree and sees whether a test misses it.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { copyTree } from "./copy-tree.ts";
import { GuardError } from "./guard-error.ts";
import { HELP, parseOptions } from "./parse-options.ts";
import { renderEntry, renderFinding, renderSummary } from "./render.ts";
import { isFine, runGuards } from "./run-guards.ts";
import { runTests } from "./run-tests.ts";
import { ENTRIES } from "./tables/entries.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => stop.abort(new GuardError("Stopped before the end.")));
}

try {
  const options = parseOptions(process.argv.slice(2), new Set(ENTRIES.map(({ hazard }) => hazard)));
  const entries = ENTRIES.filter(({ hazard }) => options.only?.has(hazard) ?? true);
  if (options.help) process.stdout.write(HELP);
  else if (options.list)
    process.stdout.write(options.json ? json(entries) : `${entries.map(renderEntry).join("\n")}\n`);
  else {
    const copy = await copyTree(root);
    try {
      const out = options.json ? process.stderr : process.stdout;
      const originals = new Map<string, string>();
      const read = (file: string): string => {
        // As it was when the run began: the user may go on working.
        const text = originals.get(file) ?? readFileSync(join(copy.root, file), "utf8");
        originals.set(file, text);
        return text;
      };
      const findings = await runGuards({
        entries,
        read,
        write: (file, text) => writeFileSync(join(copy.root, file), text),
        run: (tests) => runTests(copy.root, tests, { timeoutMs: options.timeoutMs, signal: stop.signal }),
        onFinding: (finding) => out.write(`${renderFinding(finding)}\n`),
        now: () => performance.now(),
      });
      process.stdout.write(options.json ? json(findings) : renderSummary(findings));
      process.exitCode = findings.every(isFine) ? 0 : 1;
    } finally {
      await copy.remove();
    }
  }
} catch (error) {
  process.stderr.write(`\n${error instanceof GuardError ? error.message : (error as Error).stack}\n`);
  process.exitCode = stop.signal.aborted ? 130 : 1;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
