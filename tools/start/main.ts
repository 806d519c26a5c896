import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { ConfigError, loadConfig } from "@postlane/config";
import { countSignals, createLifecycle, createLogger, type Lifecycle, UnusablePath } from "@postlane/runtime";
import { type DataDirectory, openDataDirectory } from "./open-data-directory.ts";
import { HELP, parseOptions, type StartOptions } from "./parse-options.ts";
import { isTrouble, readLogLine } from "./read-log-line.ts";
import { showRunning } from "./show-running.ts";
import { StartError } from "./start-error.ts";
import { startPostlane } from "./start-postlane.ts";

const { env } = process;
// npm runs scripts in the repository and tells where the user stands.
const from = env["INIT_CWD"] ?? process.cwd();

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(error: unknown): void {
  const known = [StartError, ConfigError, UnusablePath].some((kind) => error instanceof kind);
  process.stderr.write(`\n${error instanceof Error ? (known ? error.message : error.stack) : String(error)}\n`);
  process.exitCode = 1;
}

/** Resolves when everything was stopped, whatever the reason. */
async function run(options: StartOptions, data: DataDirectory): Promise<void> {
  const log = createWriteStream(join(data.path, "logs", "start.log"), { flags: "a", mode: 0o600 });
  // A full disk stops the log, not the mail.
  log.on("error", () => undefined);
  const lifecycle = createLifecycle(createLogger("start", "info", {}, log));
  lifecycle.onClose("data directory", () => data.release());
  const asked = whenAskedToStop(lifecycle, options, data);
  let up = false;
  const show = (name: string, line: string) => {
    // Before everything runs, trouble is told as one paragraph.
    if (options.logs || (up && isTrouble(line) && !options.json))
      process.stderr.write(`${name}: ${readLogLine(line)}\n`);
  };
  const progress = (text: string) => void (options.json || process.stderr.write(`${text} … `));
  try {
    progress("Starting");
    const running = await startPostlane(options, env, data, lifecycle, show, progress);
    up = true;
    const untilAsked = showRunning(options, data, running, say).then(() => asked);
    const failure = await Promise.race([untilAsked, running.failed]);
    if (failure) complain(new StartError(failure));
  } catch (error) {
    // What breaks because it is being stopped is no news.
    if (!lifecycle.stopping.aborted) complain(error);
  }
  const clean = await lifecycle.close();
  if (!clean) complain(new StartError(`Not every part stopped cleanly: see ${join(data.path, "logs")}.`));
  if (up && !options.json) say(`Stopped. What was accepted is kept in ${data.path}.`);
  log.end();
}

function whenAskedToStop(lifecycle: Lifecycle, options: StartOptions, data: DataDirectory): Promise<undefined> {
  return new Promise((resolve) => {
    const stop = countSignals(
      () => {
        if (!options.json) say("\nStopping …");
        void lifecycle.close();
        resolve(undefined);
      },
      () => {
        process.stderr.write("\nLeaving at once.\n");
        data.killNoted();
        data.release();
        process.exit(1);
      },
    );
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
    process.on("SIGHUP", stop);
  });
}

try {
  const options = parseOptions(process.argv.slice(2), from);
  if (options.help) say(HELP);
  else await run(options, await openDataDirectory(options.dataDir ?? loadConfig().dataDir));
} catch (error) {
  complain(error);
}
