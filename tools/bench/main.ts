// `npm run bench`: runs the scenarios that were asked for and prints what they found. Progress goes to standard error.
import { cpus, release, totalmem } from "node:os";
import { BenchError, type BenchOptions } from "./bench-options.ts";
import { HELP, parseOptions } from "./parse-options.ts";
import { mediansOf, type Outcome, renderOutcomes } from "./render-table.ts";
import type { Values } from "./scenario.ts";
import { SCENARIOS } from "./scenarios.ts";

/** In rounds, so that what slows the machine for a while does not fall on one scenario alone. */
async function runAll(options: BenchOptions): Promise<Outcome[]> {
  const found = new Map<string, Values[]>(options.only.map((name) => [name, []]));
  for (let round = 1; round <= options.runs; round++) {
    for (const name of options.only) {
      const scenario = SCENARIOS[name]!;
      if (round > 1 && !scenario.repeated) continue;
      const of = scenario.repeated ? ` (run ${round} of ${options.runs})` : "";
      process.stderr.write(`${name}: ${scenario.about}${of} … `);
      const startedAt = Date.now();
      found.get(name)!.push(await scenario.run(options));
      process.stderr.write(`${Math.round((Date.now() - startedAt) / 1000)} s\n`);
    }
  }
  return [...found].map(([scenario, runs]) => ({ scenario, about: SCENARIOS[scenario]!.about, runs }));
}

function machine() {
  const processors = cpus();
  return {
    processors: processors.length,
    processor: processors[0]?.model ?? "unknown",
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
  };
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(HELP);
  else {
    const outcomes = await runAll(options);
    const { only, runs, processes, workers, sessions, connections } = options;
    if (options.json) {
      const results = outcomes.map((outcome) => ({ ...outcome, medians: mediansOf(outcome.runs) }));
      const settings = { only, runs, processes, workers, sessions, connections };
      process.stdout.write(`${JSON.stringify({ machine: machine(), settings, results }, undefined, 2)}\n`);
    } else {
      const { processor, processors, memory_gib, system, node } = machine();
      process.stdout.write(`\n${renderOutcomes(outcomes)}\n\n`);
      process.stdout.write(`${processors} × ${processor}, ${memory_gib} GiB, ${system}, Node ${node}; `);
      process.stdout.write(`${processes} ingress, ${workers} workers, ${connections} connections a domain.\n`);
    }
  }
  process.exit(0);
} catch (error) {
  process.stderr.write(`\n${error instanceof BenchError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
}
