import { resolve } from "node:path";
import { readArguments, wholeNumber } from "../read-arguments.ts";
import { StartError } from "./start-error.ts";

export interface StartOptions {
  readonly help: boolean;
  readonly live: boolean;
  readonly json: boolean;
  readonly logs: boolean;
  /** Absolute. Undefined: as the environment says, else `data`. */
  readonly dataDir: string | undefined;
  /** Undefined: as the environment says, else 2525. */
  readonly smtpPort: number | undefined;
  /** Undefined: as the environment says, else 8025. */
  readonly apiPort: number | undefined;
  readonly workers: number;
  /** Processes of the ingress. */
  readonly processes: number;
}

export const HELP = `npm start -- [options]     starts Postlane on this machine; Ctrl-C stops it

  --live             deliver to the real Internet: the system's DNS, port 25. Without it a sandbox on this
                     machine stands in for the Internet and takes the mail of every domain
  --data-dir DIR     where everything is kept [./data]
  --smtp-port N      port for mail on 127.0.0.1 [2525]
  --api-port N       port of the api on 127.0.0.1 [8025]
  --workers N        worker processes [2]
  --processes N      ingress processes on the one port [1]
  --logs             show the log lines of all parts (they are always in DIR/logs)
  --json             print one JSON object with the addresses instead of text
  --help             this

Environment variables of docs/configuration.md are passed on to all parts: POSTLANE_HOSTNAME and POSTLANE_SETTINGS_FILE
for example. With POSTLANE_REDIS_URL set that Redis is used and none is started.
`;

const TEXT = { type: "string" } as const;
const FLAG = { type: "boolean" } as const;
const OPTIONS = {
  live: FLAG,
  json: FLAG,
  logs: FLAG,
  "data-dir": TEXT,
  "smtp-port": TEXT,
  "api-port": TEXT,
  workers: TEXT,
  processes: TEXT,
};

/**
 * @param from the folder that a relative path is meant from
 * @throws StartError that names the wrong option
 */
export function parseOptions(args: readonly string[], from: string): StartOptions {
  const values = readArguments(args, OPTIONS, "npm start --", StartError);
  const number = (name: "smtp-port" | "api-port" | "workers" | "processes", most: number) =>
    wholeNumber(name, values[name], most, StartError);
  return {
    help: values.help ?? false,
    live: values.live ?? false,
    json: values.json ?? false,
    logs: values.logs ?? false,
    dataDir: values["data-dir"] === undefined ? undefined : resolve(from, values["data-dir"]),
    smtpPort: number("smtp-port", 65_535),
    apiPort: number("api-port", 65_535),
    workers: number("workers", 64) ?? 2,
    processes: number("processes", 64) ?? 1,
  };
}
