// `npm run chaos`: mail under faults, and an audit of what became of it. Progress goes to standard error.
import { randomInt } from "node:crypto";
import { ChaosError } from "./chaos-error.ts";
import { HELP, parseOptions } from "./parse-options.ts";
import { isClean, renderReport } from "./render-report.ts";
import { runChaos } from "./run-chaos.ts";

try {
  const options = parseOptions(process.argv.slice(2), () => randomInt(1, 2 ** 31));
  if (options.help) process.stdout.write(HELP);
  else {
    const report = await runChaos(options, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : renderReport(report));
    process.exitCode = isClean(report) ? 0 : 1;
  }
  process.exit();
} catch (error) {
  process.stderr.write(`\n${error instanceof ChaosError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
}
