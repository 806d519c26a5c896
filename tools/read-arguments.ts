import { parseArgs, type ParseArgsConfig } from "node:util";

/** The error that tells a user, without a stack, which option is wrong. */
export type Refusal = new (message: string, options?: ErrorOptions) => Error;

const HELP = { type: "boolean", short: "h" } as const;

/**
 * Options of a command of this repository, and `--help`.
 * @param command as it is typed, for the hint at its help
 * @throws Refused that names an option which is unknown or lacks its value
 */
export function readArguments<const T extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: T,
  command: string,
  Refused: Refusal,
) {
  try {
    return parseArgs({ args: [...args], options: { ...options, help: HELP } }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new Refused(`${reason}. \`${command} --help\` shows the options.`, { cause: error });
  }
}

/**
 * @param text undefined = the option was not given
 * @throws Refused that names the option when it is no whole number from 1 to `most`
 */
export function wholeNumber(
  option: string,
  text: string | undefined,
  most: number,
  Refused: Refusal,
): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= most) return Number(text);
  throw new Refused(`--${option} must be a whole number from 1 to ${most}, not ${JSON.stringify(text)}.`);
}
