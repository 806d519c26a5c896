import { readFileSync } from "node:fs";

// Prints "<passed> <failed>" from vitest's JSON report. A run that ended badly never counts as one without failures,
// and a run of no test is a failure.
const [file, exitCode] = process.argv.slice(2);
let passed = 0;
let failed = 0;
try {
  const report = JSON.parse(readFileSync(file, "utf8"));
  passed = report.numPassedTests;
  // A file that cannot even be loaded has no failed test to show.
  const unloaded = report.testResults.filter(
    (suite) => suite.status === "failed" && suite.assertionResults.length === 0,
  );
  failed = report.numFailedTests + unloaded.length;
} catch (error) {
  process.stderr.write(`no test report: ${error.message}\n`);
}
if (failed === 0 && (exitCode !== "0" || passed === 0)) failed = 1;
process.stdout.write(`${passed} ${failed}\n`);
