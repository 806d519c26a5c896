import { relative } from "node:path";
import { readReport } from "./test-report.mjs";

// Prints the test files of a run that failed, to be run once more by themselves. With many of them it is no accident: none is printed.
const MOST = 5;

const files = (readReport(process.argv[2]) ?? []).filter(({ failed }) => failed > 0).map(({ name }) => name);
if (files.length <= MOST) for (const file of files) process.stdout.write(`${relative(process.cwd(), file)}\n`);
