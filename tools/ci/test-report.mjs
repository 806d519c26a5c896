import { readFileSync } from "node:fs";

/**
 * Vitest's JSON report as counts a file.
 * @returns undefined when there is none
 */
export function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).testResults.map(({ name, status, assertionResults }) => {
      const failed = assertionResults.filter((test) => test.status === "failed").length;
      return {
        name,
        passed: assertionResults.filter((test) => test.status === "passed").length,
        // A file that cannot even be loaded, or whose set-up fails, may have no failed test to show.
        failed: status === "failed" ? Math.max(failed, 1) : failed,
      };
    });
  } catch (error) {
    process.stderr.write(`no test report: ${error.message}\n`);
    return undefined;
  }
}
