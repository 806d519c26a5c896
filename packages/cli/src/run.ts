import { ConfigError } from "@postlane/config";
import { CommanderError } from "commander";
import { usageError } from "./cli-error.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Streams } from "./output/printer.ts";
import { showError } from "./output/show-error.ts";
import { createProgram } from "./program.ts";

/**
 * Runs one command line.
 * @param args without the names of node and script
 * @returns the code to end with
 */
export async function run(args: readonly string[], streams: Streams): Promise<ExitCode> {
  let ended: ExitCode = EXIT.ok;
  const program = createProgram(streams, (code) => {
    ended = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return ended;
  } catch (error) {
    // Commander has told of it already; help that was asked for is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const { json = false, color = true } = program.opts<{ json?: boolean; color?: boolean }>();
    return showError(error instanceof ConfigError ? usageError(error.message) : error, streams.stderr, { json, color });
  }
}
