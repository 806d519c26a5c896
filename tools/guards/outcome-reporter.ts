import { writeFileSync } from "node:fs";
import type { SerializedError } from "vitest";
import type { Reporter, TestModule } from "vitest/node";
import type { Complaint, TestOutcome } from "./test-outcome.ts";

/** Where the reporter writes the outcome, as JSON. */
export const OUTCOME_FILE = "GUARDS_OUTCOME_FILE";

/** A Vitest reporter for `run-tests.ts`. */
export default class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const failed = tests.filter((test) => test.result().state === "failed");
    const outcome: TestOutcome = {
      passed: tests.filter((test) => test.result().state === "passed").length,
      failed: failed.map((test) => ({
        title: test.fullName,
        complaints: (test.result().errors ?? []).map(complaint),
      })),
      outside: [...modules.flatMap(errorsOf), ...unhandled].map(complaint),
    };
    writeFileSync(process.env[OUTCOME_FILE]!, JSON.stringify(outcome));
  }
}

/** Of the file itself and of its hooks. */
function errorsOf(module: TestModule): readonly SerializedError[] {
  return [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => suite.errors())];
}

function complaint({ name, message }: SerializedError): Complaint {
  return { name: String(name ?? "Error"), message: String(message).slice(0, 2_000) };
}
