import { readArguments, wholeNumber } from "../read-arguments.ts";
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

const TEXT = { type: "string" } as const;
const FLAG = { type: "boolean" } as const;
const OPTIONS = { json: FLAG, list: FLAG, only: TEXT, timeout: TEXT };

/** @param hazards that have an entry @throws GuardError that names the wrong option */
export function parseOptions(args: readonly string[], hazards: ReadonlySet<string>): GuardOptions {
  const values = readArguments(args, OPTIONS, "npm run guards --", GuardError);
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    list: values.list ?? false,
    only: values.only === undefined ? undefined : readHazards(values.only, hazards),
    timeoutMs: (wholeNumber("timeout", values.timeout, 3_600, GuardError) ?? 180) * 1_000,
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
