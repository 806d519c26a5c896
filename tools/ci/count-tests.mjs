import { readReport } from "./test-report.mjs";

// Prints "<passed> <failed>" of a run, given its report and exit code; those of a second run of some of its files replace what the first
// said of them. A run that ended badly never counts as one without failures, and a run of no test is a failure.
const [file, exitCode, againFile, againExitCode] = process.argv.slice(2);

function count(report, exit) {
  const passed = report.reduce((sum, suite) => sum + suite.passed, 0);
  const failed = report.reduce((sum, suite) => sum + suite.failed, 0);
  return { passed, failed: failed === 0 && (exit !== "0" || passed === 0) ? 1 : failed };
}

const first = readReport(file) ?? [];
let { passed, failed } = count(first, exitCode);
const again = againFile === undefined ? undefined : readReport(againFile);
if (again) {
  const second = count(again, againExitCode);
  const repeated = new Set(again.map(({ name }) => name));
  const left = first.filter(({ name }) => !repeated.has(name));
  passed = second.passed + left.reduce((sum, suite) => sum + suite.passed, 0);
  failed = second.failed + left.reduce((sum, suite) => sum + suite.failed, 0);
}
process.stdout.write(`${passed} ${failed}\n`);
