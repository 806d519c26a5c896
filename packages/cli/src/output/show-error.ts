import { ApiProblem } from "../api-problem.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { cleanJson, cleanText } from "./clean-text.ts";
import { createPalette } from "./palette.ts";

/** Tells an error on standard error: what is wrong, which field, what to do. @returns the code to end with */
export function showError(
  error: unknown,
  stderr: NodeJS.WriteStream,
  options: { json: boolean; color: boolean },
): ExitCode {
  const known = error instanceof CliError ? error : unexpected(error);
  if (options.json) stderr.write(`${cleanJson(asProblem(known))}\n`);
  else stderr.write(`${asText(known, stderr, options.color)}\n`);
  return known.exitCode;
}

function asText(error: CliError, stderr: NodeJS.WriteStream, color: boolean): string {
  const { bad, bold } = createPalette(stderr, color);
  const fields = error instanceof ApiProblem ? (error.body.errors ?? []) : [];
  return [
    `${bad("error:")} ${cleanText(error.message)}`,
    ...fields.map(({ field, message }) => `  ${bold(cleanText(field) || "(the whole)")}: ${cleanText(message)}`),
    ...(error.hint === undefined ? [] : [cleanText(error.hint)]),
  ].join("\n");
}

function asProblem(error: CliError): object {
  if (error instanceof ApiProblem) return error.body;
  return {
    title: "The command failed",
    code: error.exitCode === EXIT.usage ? "usage" : "command_failed",
    detail: error.message,
  };
}

function unexpected(error: unknown): CliError {
  const text = error instanceof Error ? error.message : String(error);
  return new CliError(EXIT.failure, text, undefined, { cause: error });
}
