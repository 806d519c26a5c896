import { type DestinationStream, destination as fileDestination, type Logger, pino, stdTimeFunctions } from "pino";
import { gatherLines } from "./gather-lines.ts";

export type { Logger } from "pino";

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * The log of a process: one JSON object a line on standard output, field names in snake_case, the text in `msg`, an error in `err`.
 * Lines are written synchronously (pino's asynchronous default loses their order when the process exits), those of ordinary work
 * some at a time.
 * @param fields stand on every line
 */
export function createLogger(
  service: string,
  level: LogLevel = "info",
  fields: Readonly<Record<string, unknown>> = {},
  destination: DestinationStream = gatherLines(fileDestination({ dest: 1, sync: true })),
): Logger {
  const options = {
    level,
    base: { service, pid: process.pid, ...fields },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, destination);
}
