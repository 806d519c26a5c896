import { readArguments, wholeNumber } from "../read-arguments.ts";
import { BenchError, type BenchOptions } from "./bench-options.ts";
import { SCENARIOS } from "./scenarios.ts";

export const HELP = `npm run bench -- [options]     how fast Postlane is on this machine

Starts its own Redis (append-only file, fsync always, in data/bench), DNS, receivers, ingress and workers on loopback, and
ends them again. Load and receivers share the machine with what they measure; their CPU is told apart. About 4 minutes.

  --only LIST        scenarios, with commas: ${Object.keys(SCENARIOS).join(", ")}
                     [${usual().join(",")}]
  --quick            few messages, one run: whether it works rather than how fast it is (under a minute)
  --runs N           rounds over all throughput scenarios, alternating; medians are shown [3, quick 1]
  --count N          messages of a throughput run [10000, quick 1000], deliveries waiting in backlog [100000, quick 5000]
  --processes N      ingress processes [1]
  --workers N        worker processes [2]
  --sessions N       SMTP sessions of the load, kept open [20]
  --connections N    maxConnections of the rule [10]
  --node-options=S   NODE_OPTIONS of ingress and workers: --node-options="--cpu-prof --cpu-prof-dir=/tmp/prof"
  --logs             show the log lines of the services (standard error)
  --json             one JSON document instead of tables
  --help             this
`;

function usual(): string[] {
  return Object.entries(SCENARIOS).flatMap(([name, { usual }]) => (usual ? [name] : []));
}

const TEXT = { type: "string" } as const;
const FLAG = { type: "boolean" } as const;
const OPTIONS = {
  json: FLAG,
  quick: FLAG,
  logs: FLAG,
  only: TEXT,
  runs: TEXT,
  count: TEXT,
  processes: TEXT,
  workers: TEXT,
  sessions: TEXT,
  connections: TEXT,
  "node-options": TEXT,
};

/** @throws BenchError that names the wrong option */
export function parseOptions(args: readonly string[]): BenchOptions {
  const values = readArguments(args, OPTIONS, "npm run bench --", BenchError);
  const number = (name: "runs" | "count" | "processes" | "workers" | "sessions" | "connections", most: number) =>
    wholeNumber(name, values[name], most, BenchError);
  const quick = values.quick ?? false;
  const only = values.only?.split(",").filter(Boolean) ?? usual();
  const unknown = only.find((name) => !Object.hasOwn(SCENARIOS, name));
  if (unknown) throw new BenchError(`There is no scenario "${unknown}": ${Object.keys(SCENARIOS).join(", ")}.`);
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    quick,
    only,
    logs: values.logs ?? false,
    runs: number("runs", 100) ?? (quick ? 1 : 3),
    count: number("count", 10_000_000),
    processes: number("processes", 64) ?? 1,
    workers: number("workers", 64) ?? 2,
    sessions: number("sessions", 1_000) ?? 20,
    connections: number("connections", 10_000) ?? 10,
    nodeOptions: values["node-options"] ?? "",
  };
}
