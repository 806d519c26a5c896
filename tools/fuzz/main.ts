// `npm run fuzz -- --seconds N --seed N [--target name]`: coverage-guided inputs for everything that reads what strangers wrote.
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { watchCoverage } from "./coverage.ts";
import { fuzzTarget } from "./fuzz-target.ts";
import { seeded } from "./mutate.ts";
import { FUZZ_TARGETS } from "./targets.ts";

const { values } = parseArgs({
  options: { seconds: { type: "string" }, seed: { type: "string" }, target: { type: "string" } },
});
const seconds = Number(values.seconds ?? 60);
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
const names = values.target === undefined ? Object.keys(FUZZ_TARGETS) : [values.target];
if (!(seconds > 0 && seconds <= 86_400) || !Number.isSafeInteger(seed) || !names.every((name) => FUZZ_TARGETS[name])) {
  process.stderr.write(
    `--seconds is a number up to 86400, --seed a whole number, --target one of ${Object.keys(FUZZ_TARGETS).join(", ")}.\n`,
  );
  process.exit(1);
}

process.stdout.write(`seed ${seed}, ${seconds} s over ${names.length} target(s)\n`);
const coverage = watchCoverage(new URL("../..", import.meta.url).href);
for (const name of names) {
  const target = FUZZ_TARGETS[name]!;
  const result = fuzzTarget(target, coverage, seeded(seed), Date.now() + (seconds * 1_000) / names.length);
  process.stdout.write(`${name.padEnd(12)}${String(result.runs).padStart(9)} runs  corpus ${result.corpus}\n`);
  if (!result.failure) continue;
  const { input, error } = result.failure;
  process.stdout.write(
    `  FAILED with ${JSON.stringify(input.toString("latin1"))}\n  base64 ${input.toString("base64")}\n  ${error.stack}\n`,
  );
  process.exitCode = 1;
}
coverage.stop();
