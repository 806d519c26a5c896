import type { Action } from "../command-context.ts";
import type { ExitCode } from "../exit-codes.ts";

/** What every family of commands is made with. */
export interface Tools {
  readonly action: Action;
  /** Ends with this code although nothing went wrong on the way. */
  readonly end: (code: ExitCode) => void;
}

/** Examples under a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ postlane ${line}`).join("\n")}`;
}
