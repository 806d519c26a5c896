import { resolve } from "node:path";
import { parseArgs } from "node:util";
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

/**
 * @param from the folder that a relative path is meant from
 * @throws StartError that names the wrong option
 */
export function parseOptions(args: readonly string[], from: string): StartOptions {
  const { values } = parse(args);
  const number = (name: "smtp-port" | "api-port" | "workers" | "processes", most: number) => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < 1 || value > most) {
      throw new StartError(`--${name} must be a whole number from 1 to ${most}, not ${JSON.stringify(text)}.`);
    }
    return value;
  };
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

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", short: "h" },
        live: { type: "boolean" },
        json: { type: "boolean" },
        logs: { type: "boolean" },
        "data-dir": { type: "string" },
        "smtp-port": { type: "string" },
        "api-port": { type: "string" },
        workers: { type: "string" },
        processes: { type: "string" },
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new StartError(`${reason}. \`npm start -- --help\` shows the options.`, { cause: error });
  }
}
