import { fileURLToPath } from "node:url";
import type { PostlaneClient } from "@postlane/client";
import { loadClientConfig } from "@postlane/config";
import type { Command } from "commander";
import { usageError } from "./cli-error.ts";
import { connect } from "./connection/ask.ts";
import { type Connection, resolveConnection } from "./connection/resolve-connection.ts";
import { cleanText } from "./output/clean-text.ts";
import { createPrinter, type Printer, type Streams } from "./output/printer.ts";
import { type Progress, startProgress } from "./output/progress.ts";

/** The options every command has. */
export interface GlobalOptions {
  readonly url?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly profile?: string;
  readonly json?: boolean;
  readonly color: boolean;
  readonly timeout: number;
}

/** What a command works with. */
export interface CommandContext {
  readonly connection: Connection;
  /** Gives up after the time of `--timeout`. */
  readonly client: PostlaneClient;
  /** Never gives up: for what is followed. */
  readonly follower: PostlaneClient;
  readonly out: Printer;
  readonly streams: Streams;
  progress(text: string): Progress;
}

/** The data directory of `npm start` in the repository this command was started from. */
const OWN_DATA_DIR = fileURLToPath(new URL("../../../data", import.meta.url));

export async function createContext(options: GlobalOptions, streams: Streams): Promise<CommandContext> {
  const connection = await resolveConnection(options, loadClientConfig(), OWN_DATA_DIR);
  const json = options.json ?? false;
  return {
    connection,
    client: connect(connection, options.timeout * 1_000),
    follower: connect(connection, 0),
    out: createPrinter(streams, { json, color: options.color }),
    streams,
    progress: (text) => startProgress(streams.stderr, text, json),
  };
}

/** Registers a command's work: it gets the context, the arguments, and its own options. */
export type Action = <A extends readonly unknown[], O>(
  work: (context: CommandContext, args: A, options: O) => Promise<void>,
) => (...args: unknown[]) => Promise<void>;

export function actionFor(streams: Streams): Action {
  return (work) =>
    async (...all) => {
      // Commander hands over the arguments, the options, and the command.
      const command = all.at(-1) as Command;
      const context = await createContext(command.optsWithGlobals(), streams);
      await work(context, all.slice(0, -2) as never, command.opts() as never);
    };
}

/** Asks on the terminal before something that cannot be undone. @throws CliError when there is nobody to ask */
export async function confirm(
  { streams: { stdin, stderr }, out }: CommandContext,
  question: string,
  yes: boolean | undefined,
): Promise<boolean> {
  if (yes) return true;
  if (!stdin.isTTY || !stderr.isTTY || out.json)
    throw usageError(`${question} Nobody is here to answer.`, "Repeat it with --yes if you mean it.");
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: stdin, output: stderr });
  const answer = await lines.question(`${cleanText(question)} [y/N] `);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
