import { readArguments, wholeNumber } from "../read-arguments.ts";
import { ChaosError } from "./chaos-error.ts";

export interface ChaosOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly logs: boolean;
  /** The same seed gives the same faults at the same moments; what the machine makes of them differs. */
  readonly seed: number;
  readonly seconds: number;
  /** Messages a second. */
  readonly rate: number;
  readonly workers: number;
  /** How long what is accepted may take to end once the faults are over. */
  readonly drainSeconds: number;
}

export const HELP = `npm run chaos -- [options]     what becomes of mail while everything is killed, stopped and cut

Starts a Redis (append-only file, fsync always), PostgreSQL where it is installed (else the embedded store), DNS, receivers that
greylist, stall, drop and refuse, two ingresses, workers and the api, all on loopback. Mail is handed in all the time while
processes are killed (-9), stopped and continued, restarted, and sockets are cut. Then the journals of the receivers are
compared with the ids that were acknowledged with 250. Exit code 0: nothing lost, nothing twice that is not told as uncertain,
no limit passed.

  --seed N       which faults, and when [a new one each time; it is printed]
  --seconds N    how long there are faults [60]
  --rate N       messages a second [40]
  --workers N    worker processes [3]
  --drain N      seconds that accepted mail may need after the faults [180]
  --logs         show the log lines of the services (standard error)
  --json         one JSON document instead of text
  --help         this
`;

const TEXT = { type: "string" } as const;
const FLAG = { type: "boolean" } as const;
const OPTIONS = { json: FLAG, logs: FLAG, seed: TEXT, seconds: TEXT, rate: TEXT, workers: TEXT, drain: TEXT };

/** @throws ChaosError that names the wrong option */
export function parseOptions(args: readonly string[], newSeed: () => number): ChaosOptions {
  const values = readArguments(args, OPTIONS, "npm run chaos --", ChaosError);
  const number = (name: "seed" | "seconds" | "rate" | "workers" | "drain", most: number, standard: number): number =>
    wholeNumber(name, values[name], most, ChaosError) ?? standard;
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    logs: values.logs ?? false,
    seed: number("seed", 2 ** 32 - 1, newSeed()),
    seconds: number("seconds", 86_400, 60),
    rate: number("rate", 1_000, 40),
    workers: number("workers", 20, 3),
    drainSeconds: number("drain", 3_600, 180),
  };
}
