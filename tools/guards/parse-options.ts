import { parseArgs } from "node:util";
import { GuardError } from "./guard-error.ts";

export interface GuardOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly list: boolean;
  /** Hazards to look at; undefined = all. */
  readonly only: ReadonlySet<string> | undefined;
  /** Longest run of a test, milliseconds. */
  readonly timeoutMs: number;
}

export const HELP = `npm run guards -- [options]     what closes the hazards of docs/hazards.md, and whether a test would miss it

Takes away one guard after the other in a copy of the tree and runs the tests that watch it: they must pass with the guard and fail
without it, by what they assert or by their time. The tree itself is not touched. Exit code 1: a guard can be taken away unnoticed,
an entry does not fit the product any more, or tests fail as it is.

  --only A,B     these hazards, as docs/hazards.md names them: S5,N7,CVE-2011-0411
  --list         say what would be done, and do nothing
  --timeout N    seconds that one run of tests may take [180]
  --json         one JSON document instead of text; progress goes to standard error
  --help         this
`;

/** @param hazards that have an entry @throws GuardError that names the wrong option */
export function parseOptions(args: readonly string[], hazards: ReadonlySet<string>): GuardOptions {
  const values = parse(args);
  const timeout = values.timeout ?? "180";
  if (!/^\d+$/.test(timeout) || Number(timeout) < 1 || Number(timeout) > 3_600)
    throw new GuardError(`--timeout must be a whole number from 1 to 3600, not ${JSON.stringify(timeout)}.`);
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    list: values.list ?? false,
    only: values.only === undefined ? undefined : readHazards(values.only, hazards),
    timeoutMs: Number(timeout) * 1_000,
  };
}

function readHazards(text: string, hazards: ReadonlySet<string>): ReadonlySet<string> {
  const named = text.split(",").map((name) => name.trim());
  const unknown = named.filter((name) => !hazards.has(name));
  if (unknown.length > 0)
    throw new GuardError(
      `--only: there is no hazard ${unknown.map((name) => JSON.stringify(name)).join(", ")}; --list shows all.`,
    );
  return new Set(named);
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    const options = {
      help: { type: "boolean", short: "h" },
      json: flag,
      list: flag,
      only: text,
      timeout: text,
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new GuardError(`${reason}. \`npm run guards -- --help\` shows the options.`, { cause: error });
  }
}
